import { watchNotifications } from "../features/notifications/api/watch-notifications.js";
import { NotificationsList } from "../features/notifications/components/notifications-list.js";
import { PreferencesTable } from "../features/notifications/components/preferences-table.js";
import { useUser } from "../features/session/use-user.js";
import { WebhookForm } from "../features/webhooks/components/webhook-form.js";
import { WebhooksTable } from "../features/webhooks/components/webhooks-table.js";
import { Page } from "../lib/ui/page.js";
import { Paged } from "../lib/ui/paged.js";
import { Empty, Panel } from "../lib/ui/panel.js";
import styles from "./pages.module.css";

export function Notifications() {
  const { uid } = useUser();
  return (
    <Page title="Notifications">
      <div className={styles.columns}>
        <Panel title="What has happened" flush>
          <Paged
            watch={(limit) => watchNotifications(uid, limit)}
            empty={<Empty title="Nothing yet">Fills, transfers and price alerts appear here.</Empty>}
          >
            {(rows) => <NotificationsList rows={rows} />}
          </Paged>
        </Panel>
        <div className={styles.side}>
          <Panel title="New webhook">
            <WebhookForm uid={uid} />
          </Panel>
        </div>
        <Panel title="Preferences" flush>
          <PreferencesTable uid={uid} />
        </Panel>
        <Panel title="Webhooks" flush>
          <WebhooksTable uid={uid} />
        </Panel>
      </div>
    </Page>
  );
}
