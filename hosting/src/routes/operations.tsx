import { useQuery } from "@tanstack/react-query";
import { BlockForm } from "../features/operations/components/block-form.js";
import { DeadLetters, NewestAudit, Queues } from "../features/operations/components/work.js";
import { Denials, SecurityEvents } from "../features/operations/components/security.js";
import { watchStanding } from "../features/session/api/watch-standing.js";
import { useUser } from "../features/session/use-user.js";
import { Live } from "../lib/ui/live.js";
import { Page } from "../lib/ui/page.js";
import { Panel } from "../lib/ui/panel.js";
import { NotFound } from "./not-found.js";
import styles from "./pages.module.css";

/** For operators and admins; to anybody else there is no such page, and the server refuses what it asks. */
export function Operations() {
  const { uid } = useUser();
  const query = useQuery(watchStanding(uid));
  return (
    <Live query={query}>
      {(standing) =>
        standing?.role === "operator" || standing?.role === "admin" ? <Panels uid={uid} /> : <NotFound />
      }
    </Live>
  );
}

function Panels({ uid }: { readonly uid: string }) {
  return (
    <Page title="Operations">
      <div className={styles.stack}>
        <Panel title="Blocked for now" flush>
          <Denials uid={uid} />
        </Panel>
        <Panel title="Block somebody">
          <BlockForm uid={uid} />
        </Panel>
        <Panel title="Security events, newest first" flush>
          <SecurityEvents uid={uid} />
        </Panel>
        <Panel title="Queues" flush>
          <Queues uid={uid} />
        </Panel>
        <Panel title="Dead letters" flush>
          <DeadLetters uid={uid} />
        </Panel>
        <Panel title="Newest audit">
          <NewestAudit uid={uid} />
        </Panel>
      </div>
    </Page>
  );
}
