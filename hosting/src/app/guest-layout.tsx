import { useQuery } from "@tanstack/react-query";
import { Link, Navigate, Outlet, useSearchParams } from "react-router";
import { watchSession } from "../features/session/api/watch-session.js";
import { Logo } from "../lib/ui/logo.js";
import styles from "./bare.module.css";
import { nextPage } from "./next-page.js";

/** Pages for those who are not signed in; who is, goes on to where they were going. */
export function GuestLayout() {
  const [search] = useSearchParams();
  const { data: session } = useQuery(watchSession);
  if (session) return <Navigate to={nextPage(search)} replace />;
  return (
    <>
      <header className={styles.header}>
        <Link to="/" aria-label="Bourse, home" style={{ textDecoration: "none" }}>
          <Logo />
        </Link>
      </header>
      <main className={styles.frame}>
        <div className={styles.card}>
          <Outlet />
        </div>
      </main>
    </>
  );
}
