import { Link } from "react-router";
import styles from "../features/session/components/credentials-form.module.css";
import { ResetForm } from "../features/session/components/reset-form.js";
import { Page } from "../lib/ui/page.js";

export function ResetPassword() {
  return (
    <Page title="Choose a new password">
      <div className={styles.form}>
        <p className="dim">We send a link to your email address.</p>
        <ResetForm />
        <p className={styles.foot}>
          <Link to="/sign-in">Back to sign in</Link>
        </p>
      </div>
    </Page>
  );
}
