import { VerifyForm } from "../features/accounts/components/verify-form.js";
import { Page } from "../lib/ui/page.js";
import { Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

export function Verify() {
  return (
    <Page title="Export and verify">
      <div className={styles.stack}>
        <Panel title="Your account as a file that proves itself">
          <div className={styles.stack}>
            <p className="dim">
              The export holds every journal entry, every order and the account as they are at this moment.
              Each entry carries the hash of the one before, so nothing in it can be changed without being
              found. It is verified here in your browser, which asks nobody: you need not take our word for
              it. Keep the hash of the last entry, and a later export can be held against it.
            </p>
            <VerifyForm />
          </div>
        </Panel>
      </div>
    </Page>
  );
}
