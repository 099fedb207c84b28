/** Deliveries that wait for longer than the queue takes: nobody has told the queue, or the queue has lost them. */
import type { Context } from "../platform/context.js";
import { dueHourOf } from "../platform/due-hour.js";
import { backoff, isLeased, type DeliveryRecord } from "./delivery.js";
import { listDueDeliveries } from "./store.js";

const pageSize = 100;
/** Deliveries beyond them wait for the next run. */
const pagesMax = 20;
const patienceMs = 120_000;

/** How long after its last write a delivery is left to the queue, which waits longer with each attempt. */
function patienceFor({ attempts }: DeliveryRecord): number {
  if (attempts === 0) return patienceMs;
  return patienceMs + Math.min(backoff.maxSeconds, backoff.minSeconds * 2 ** attempts) * 1_000;
}

/** @returns how many deliveries went to the queue again */
export async function sweepDeliveries({
  db,
  clock,
  queue,
}: Pick<Context, "db" | "clock" | "queue">): Promise<{ deliveries: number }> {
  const nowMs = clock();
  let count = 0;
  let after: [string, string] | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const found: Awaited<ReturnType<typeof listDueDeliveries>> = await listDueDeliveries(
      db,
      dueHourOf(nowMs),
      {
        ...{ limit: pageSize, after },
      },
    );
    const forgotten = found.rows.filter(
      ({ record, updateTime }) =>
        !isLeased(record, nowMs) && updateTime.toMillis() <= nowMs - patienceFor(record),
    );
    await Promise.all(
      forgotten.map(({ record: { uid, webhookId, deliveryId } }) =>
        queue.enqueue("webhooks-deliver", { uid, webhookId, deliveryId }),
      ),
    );
    count += forgotten.length;
    after = found.next;
    if (!after) break;
  }
  return { deliveries: count };
}
