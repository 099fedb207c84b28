import {
  alwaysMailed,
  notificationKinds,
  type Channels,
  type NotificationKind,
  type PreferencesOutput,
} from "@bourse/functions/notifications/contract";
import { Checkbox } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Failure } from "../../../lib/failure.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Live } from "../../../lib/ui/live.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import table from "../../../lib/ui/table.module.css";
import { preferencesOf, setPreferences } from "../api/preferences.js";

const words: Record<NotificationKind, string> = {
  price_alert: "Price alerts",
  order_filled: "Orders filled",
  order_partially_filled: "Orders partially filled",
  order_cancelled: "Orders cancelled by us",
  order_expired: "Orders expired",
  order_rejected: "Orders rejected",
  deposit_completed: "Deposits",
  withdrawal_completed: "Withdrawals",
  security_notice: "Security of your account",
  job_finished: "Background work finished",
  job_failed: "Background work failed",
  statement_ready: "Statements",
  file_ready: "Files ready",
  file_rejected: "Files rejected",
  webhook_disabled: "Webhooks disabled",
};

const isFixed = (kind: NotificationKind) => (alwaysMailed as readonly string[]).includes(kind);

/** What is told in the app and what by mail: each box is saved as it is ticked. */
export function PreferencesTable({ uid }: { readonly uid: string }) {
  const asked = preferencesOf(uid);
  const query = useQuery(asked);
  const client = useQueryClient();
  const saving = useMutation<PreferencesOutput, Failure, [NotificationKind, Partial<Channels>]>({
    mutationFn: ([kind, change]) => setPreferences({ preferences: { [kind]: change } }),
    networkMode: "always",
    onSuccess: (output) => client.setQueryData(asked.queryKey, output),
  });
  return (
    <>
      <Live query={query} rows={6}>
        {({ preferences }) => (
          <div className={table.scroll}>
            <table className={table.table}>
              <thead>
                <tr>
                  <th scope="col">Tell me of</th>
                  <th scope="col">In the app</th>
                  <th scope="col">By mail</th>
                </tr>
              </thead>
              <tbody>
                {notificationKinds.map((kind) => (
                  <tr key={kind}>
                    <td>{words[kind]}</td>
                    {(["inApp", "mail"] as const).map((channel) => (
                      <td key={channel}>
                        <Checkbox
                          aria-label={`${words[kind]}, ${channel === "mail" ? "by mail" : "in the app"}`}
                          checked={preferences[kind][channel]}
                          disabled={saving.isPending || (channel === "mail" && isFixed(kind))}
                          onChange={({ currentTarget: { checked } }) =>
                            saving.mutate([kind, { [channel]: checked }])
                          }
                        />
                      </td>
                    ))}
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Live>
      <Announce>{saving.error && <Notice tone="bad">{sentenceFor(saving.error)}</Notice>}</Announce>
    </>
  );
}
