import { Button } from "@mantine/core";
import { Link } from "react-router";
import styles from "../app/bare.module.css";
import { Logo } from "../lib/ui/logo.js";
import { Page } from "../lib/ui/page.js";

export function NotFound() {
  return (
    <main className={styles.center}>
      <Logo />
      <Page title="There is no such page">
        <p className="dim">The address may be mistyped, or the page has moved.</p>
        <Button component={Link} to="/">
          To the front page
        </Button>
      </Page>
    </main>
  );
}
