/** A ledger's B beside the brass bar that it is measured against. */
function Mark({ size = 28 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--ink)" />
      <path
        d="M9.5 7v18M9.5 8.3h5.7a3.7 3.7 0 0 1 0 7.5H9.5M9.5 15.8h6.6a4 4 0 0 1 0 7.9H9.5"
        fill="none"
        stroke="var(--paper)"
        strokeWidth="2.7"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <path d="M24.6 7v18" stroke="var(--brass)" strokeWidth="2.7" strokeLinecap="round" />
    </svg>
  );
}

export function Logo() {
  return (
    <span style={{ display: "flex", alignItems: "center", gap: 10 }}>
      <Mark />
      <span style={{ fontWeight: 680, fontSize: 18, letterSpacing: "-0.02em" }}>Bourse</span>
    </span>
  );
}
