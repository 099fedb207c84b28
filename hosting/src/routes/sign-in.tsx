import { Link, useLocation, useSearchParams } from "react-router";
import { signIn } from "../features/session/api/sign-in.js";
import { CredentialsForm } from "../features/session/components/credentials-form.js";
import styles from "../features/session/components/credentials-form.module.css";
import { endedSentence } from "../features/session/ended.js";
import { Notice } from "../lib/ui/notice.js";
import { Page } from "../lib/ui/page.js";

export function SignIn() {
  const { search } = useLocation();
  const [parameters] = useSearchParams();
  const ended = endedSentence();
  return (
    <Page title="Sign in">
      <div className={styles.form}>
        {ended && <Notice tone="bad">{ended}</Notice>}
        {!ended && parameters.has("next") && <Notice tone="plain">Sign in to go on to that page.</Notice>}
        <CredentialsForm
          action="Sign in"
          send={signIn}
          passwordIs="current"
          passwordProblem={(password) => (password === "" ? "Enter your password." : null)}
        />
        <p className={`${styles.foot} ${styles.row}`}>
          <Link to={`/register${search}`}>Open an account</Link>
          <Link to="/reset-password">Forgot the password?</Link>
        </p>
      </div>
    </Page>
  );
}
