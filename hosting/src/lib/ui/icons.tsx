/** Line icons on a 20-pixel grid. They decorate: the text beside them, or the button's label, says what they mean. */
import type { ReactNode } from "react";

function Icon({ children }: { readonly children: ReactNode }) {
  return (
    <svg
      width="20"
      height="20"
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {children}
    </svg>
  );
}

export const DashboardIcon = () => (
  <Icon>
    <path d="M3 3.5h5.5v6H3zM11.5 3.5H17v3.5h-5.5zM3 12.5h5.5v4H3zM11.5 10H17v6.5h-5.5z" />
  </Icon>
);

export const MarketsIcon = () => (
  <Icon>
    <path d="M5 3v3M5 12v5M3 6h4v6H3zM15 2v5M15 13v4M13 7h4v6h-4zM10 5v3M10 14v2M8.5 8h3v6h-3z" />
  </Icon>
);

export const PortfolioIcon = () => (
  <Icon>
    <path d="M10 2.5a7.5 7.5 0 1 0 7.5 7.5H10zM13 2.8A7.5 7.5 0 0 1 17.2 7H13z" />
  </Icon>
);

export const OrdersIcon = () => (
  <Icon>
    <path d="M4 2.5h12v15l-3-2-3 2-3-2-3 2zM7 7h6M7 10.5h6" />
  </Icon>
);

export const FilesIcon = () => (
  <Icon>
    <path d="M5 2.5h6.5L15.5 6.5v11H5zM11.5 2.5v4h4M7.5 10.5h5.5M7.5 13.5h5.5" />
  </Icon>
);

export const AccountIcon = () => (
  <Icon>
    <path d="M2.5 5.5h15v11h-15zM2.5 5.5l10-3v3M13 11h1.5" />
  </Icon>
);

export const UserIcon = () => (
  <Icon>
    <circle cx="10" cy="6.5" r="3.2" />
    <path d="M3.5 17c.6-3.4 3.2-5.2 6.5-5.2s5.9 1.8 6.5 5.2" />
  </Icon>
);

export const SearchIcon = () => (
  <Icon>
    <circle cx="9" cy="9" r="5.5" />
    <path d="m13.2 13.2 3.8 3.8" />
  </Icon>
);

export const SignOutIcon = () => (
  <Icon>
    <path d="M8 3H3.5v14H8M12.5 6.5 16 10l-3.5 3.5M16 10H7.5" />
  </Icon>
);

export const BellIcon = () => (
  <Icon>
    <path d="M10 3a4.5 4.5 0 0 0-4.5 4.5c0 4.5-2 6-2 6h13s-2-1.5-2-6A4.5 4.5 0 0 0 10 3zM8.5 16.5a1.6 1.6 0 0 0 3 0" />
  </Icon>
);

export const StarIcon = ({ filled }: { readonly filled: boolean }) => (
  <Icon>
    <path
      d="m10 2.8 2.2 4.6 5 .7-3.6 3.5.9 5-4.5-2.400-4.5 2.400.9-5L2.8 8.100l5-.7z"
      fill={filled ? "currentColor" : "none"}
    />
  </Icon>
);
