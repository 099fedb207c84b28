import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, NavLink, Navigate, Outlet, useLocation } from "react-router";
import { watchSession } from "../features/session/api/watch-session.js";
import { useStanding } from "../features/session/use-standing.js";
import { NotificationsBell } from "../features/notifications/components/notifications-bell.js";
import { useConnectionLost } from "../lib/connection.js";
import {
  AccountIcon,
  DashboardIcon,
  FilesIcon,
  MarketsIcon,
  OrdersIcon,
  PortfolioIcon,
} from "../lib/ui/icons.js";
import { Live } from "../lib/ui/live.js";
import { Logo } from "../lib/ui/logo.js";
import { Announce } from "../lib/ui/notice.js";
import { signInPage } from "./next-page.js";
import styles from "./protected-layout.module.css";
import { UserMenu } from "./user-menu.js";

const places = [
  { to: "/dashboard", label: "Dashboard", Icon: DashboardIcon },
  { to: "/markets", label: "Markets", Icon: MarketsIcon },
  { to: "/portfolio", label: "Portfolio", Icon: PortfolioIcon },
  { to: "/orders", label: "Orders", Icon: OrdersIcon },
  { to: "/files", label: "Files", Icon: FilesIcon },
  { to: "/account", label: "Account", Icon: AccountIcon },
];

/** Pages for who is signed in; anybody else is sent to sign in and comes back afterwards. */
export function ProtectedLayout() {
  const location = useLocation();
  const query = useQuery(watchSession);
  return (
    <Live query={query} rows={4}>
      {(session) =>
        session ? (
          <Frame uid={session.uid} email={session.email} context={session} />
        ) : (
          <Navigate to={signInPage(location.pathname + location.search)} replace />
        )
      }
    </Live>
  );
}

type FrameProps = { readonly uid: string; readonly email: string; readonly context: unknown };

function Frame({ uid, email, context }: FrameProps) {
  useStanding(uid);
  return (
    <>
      <a href="#main" className={styles.skip}>
        Skip to the content
      </a>
      <header className={styles.bar}>
        <div className={styles.inner}>
          <Link to="/dashboard" className={styles.home} aria-label="Bourse, dashboard">
            <Logo />
          </Link>
          <nav className={styles.nav} aria-label="Main">
            {places.map(({ to, label, Icon }) => (
              <NavLink key={to} to={to} className={styles.place ?? ""}>
                <span className={styles.icon}>
                  <Icon />
                </span>
                {label}
              </NavLink>
            ))}
          </nav>
          <div className={styles.own}>
            <NotificationsBell key={uid} uid={uid} />
            <UserMenu uid={uid} email={email} />
          </div>
        </div>
      </header>
      <Announce>
        <Offline />
      </Announce>
      <main id="main" className={styles.main} tabIndex={-1}>
        <Outlet context={context} />
      </main>
    </>
  );
}

/** A listener that starts is not current for a moment: that is no outage. */
const blinkMs = 1_500;

function Offline() {
  const [lost] = useDebouncedValue(useConnectionLost(), blinkMs);
  if (!lost) return null;
  return (
    <p className={styles.offline}>
      No connection. Prices and balances are as they were; they move again when it is back.
    </p>
  );
}
