import { useQuery } from "@tanstack/react-query";
import { DeleteForm } from "../features/session/components/delete-form.js";
import { PasswordForm } from "../features/session/components/password-form.js";
import { SessionsList } from "../features/session/components/sessions-list.js";
import { useUser } from "../features/session/use-user.js";
import { watchProfile } from "../features/users/api/watch-profile.js";
import { ProfileForm } from "../features/users/components/profile-form.js";
import { Live } from "../lib/ui/live.js";
import { Page } from "../lib/ui/page.js";
import { Empty, Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

export function Profile() {
  const { uid, email } = useUser();
  const profile = useQuery(watchProfile(uid));
  return (
    <Page title="Profile and security">
      <div className={styles.stack}>
        <div className={styles.pair}>
          <Panel title="Profile">
            <Live query={profile} rows={4}>
              {(view) =>
                view ? (
                  <ProfileForm profile={view} />
                ) : (
                  <Empty title="There is no profile">Sign out and in again.</Empty>
                )
              }
            </Live>
          </Panel>
          <Panel title="Password">
            <PasswordForm email={email} />
          </Panel>
        </div>
        <Panel title="Where you are signed in">
          <SessionsList uid={uid} />
        </Panel>
        <Panel title="Delete the account">
          <DeleteForm email={email} />
        </Panel>
      </div>
    </Page>
  );
}
