import { Button } from "@mantine/core";
import { Page } from "../lib/ui/page.js";
import { Logo } from "../lib/ui/logo.js";
import styles from "./bare.module.css";

/** What is left when a page cannot be drawn or its chunk cannot be fetched. */
export function Crash() {
  return (
    <main className={styles.center}>
      <Logo />
      <Page title="This page could not be shown">
        <p className="dim">
          Your account is not affected. Check your connection, then load the page again; if it keeps
          happening, please contact support.
        </p>
        <Button onClick={() => window.location.reload()}>Load the page again</Button>
      </Page>
    </main>
  );
}
