import type { DeliveryView } from "@bourse/functions/webhooks/contract";
import { useQuery } from "@tanstack/react-query";
import { formatMoment } from "../../../lib/time.js";
import { Live } from "../../../lib/ui/live.js";
import { Empty } from "../../../lib/ui/panel.js";
import table from "../../../lib/ui/table.module.css";
import { deliveriesOf } from "../api/webhooks.js";

type Props = { readonly uid: string; readonly webhookId: string };

/** What was sent to one webhook and how it was answered, newest first. */
export function DeliveryLog({ uid, webhookId }: Props) {
  const query = useQuery(deliveriesOf(uid, webhookId));
  return (
    <Live query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="Nothing sent yet">The next event that it listens to appears here.</Empty>
        ) : (
          <div className={table.scroll}>
            <table className={table.table} aria-label="Deliveries">
              <thead>
                <tr>
                  <th scope="col">Event</th>
                  <th scope="col">Status</th>
                  <th scope="col">Last answer</th>
                  <th scope="col" className={`${table.right} ${table.last}`}>
                    Attempts
                  </th>
                </tr>
              </thead>
              <tbody>
                {items.map((delivery) => (
                  <tr key={delivery.deliveryId} data-testid="delivery">
                    <td>
                      {delivery.type}
                      <div className="dim">{formatMoment(delivery.createdAt)}</div>
                    </td>
                    <td>{delivery.status}</td>
                    <td className="dim">{answerOf(delivery)}</td>
                    <td className={`num ${table.right} ${table.last}`}>{delivery.attempts}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )
      }
    </Live>
  );
}

function answerOf({ log }: DeliveryView): string {
  const last = log.at(-1);
  if (!last) return "–";
  return `${last.status ?? last.error ?? "no answer"} after ${last.latencyMs} ms`;
}
