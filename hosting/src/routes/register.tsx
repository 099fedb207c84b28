import { Link, useLocation } from "react-router";
import { register } from "../features/session/api/register.js";
import { CredentialsForm } from "../features/session/components/credentials-form.js";
import styles from "../features/session/components/credentials-form.module.css";
import { newPasswordProblem, passwordLengthMin } from "../features/session/credentials.js";
import { Page } from "../lib/ui/page.js";

export function Register() {
  const { search } = useLocation();
  return (
    <Page title="Open an account">
      <div className={styles.form}>
        <p className="dim">An email address and a password of at least {passwordLengthMin} characters.</p>
        <CredentialsForm
          action="Open account"
          send={register}
          passwordIs="new"
          passwordProblem={newPasswordProblem}
        />
        <p className={styles.foot}>
          Already have one? <Link to={`/sign-in${search}`}>Sign in</Link>
        </p>
      </div>
    </Page>
  );
}
