import type { WebhookView } from "@bourse/functions/webhooks/contract";
import { Button, Group } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Failure } from "../../../lib/failure.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Live } from "../../../lib/ui/live.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { Empty } from "../../../lib/ui/panel.js";
import table from "../../../lib/ui/table.module.css";
import { deleteWebhook, testWebhook, updateWebhook, webhooksOf } from "../api/webhooks.js";
import { DeliveryLog } from "./delivery-log.js";

/** The user's webhooks, each with what was sent to it. */
export function WebhooksTable({ uid }: { readonly uid: string }) {
  const query = useQuery(webhooksOf(uid));
  const [shown, setShown] = useState<string | null>(null);
  return (
    <>
      <Live query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title="No webhooks yet">A webhook tells a program of yours what happens here.</Empty>
          ) : (
            <div className={table.scroll}>
              <table className={table.table}>
                <tbody>
                  {items.map((webhook) => (
                    <Row
                      key={webhook.webhookId}
                      uid={uid}
                      webhook={webhook}
                      onLog={() => setShown(shown === webhook.webhookId ? null : webhook.webhookId)}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Live>
      {shown !== null && <DeliveryLog uid={uid} webhookId={shown} />}
    </>
  );
}

type RowProps = { readonly uid: string; readonly webhook: WebhookView; readonly onLog: () => void };
type Deed = "test" | "turn" | "delete";

function Row({ uid, webhook, onLog }: RowProps) {
  const { webhookId, url, events, status, disabledBy, failures } = webhook;
  const client = useQueryClient();
  const isOn = status === "enabled";
  const doing = useMutation<unknown, Failure, Deed>({
    mutationFn: (deed) => {
      if (deed === "test") return testWebhook({ webhookId, requestId: crypto.randomUUID() });
      return deed === "turn" ? updateWebhook({ webhookId, enabled: !isOn }) : deleteWebhook({ webhookId });
    },
    networkMode: "always",
    onSettled: () => client.invalidateQueries(webhooksOf(uid)),
  });
  const button = (deed: Deed, label: string) => (
    <Button variant="default" size="compact-sm" disabled={doing.isPending} onClick={() => doing.mutate(deed)}>
      {label}
    </Button>
  );
  const state = isOn
    ? failures > 0
      ? `on, ${failures} failures in a row`
      : "on"
    : `off (${disabledBy ?? "owner"})`;
  return (
    <tr data-testid="webhook">
      <td>
        {url}
        <div className="dim">
          {events.join(", ")} · {state}
        </div>
        <Announce>{doing.error && <Notice tone="bad">{sentenceFor(doing.error)}</Notice>}</Announce>
      </td>
      <td className={`${table.right} ${table.last}`}>
        <Group gap="xs" justify="flex-end">
          <Button variant="default" size="compact-sm" onClick={onLog}>
            Log
          </Button>
          {isOn && button("test", "Send a test")}
          {button("turn", isOn ? "Turn off" : "Turn on")}
          {button("delete", "Delete")}
        </Group>
      </td>
    </tr>
  );
}
