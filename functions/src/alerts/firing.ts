/** Fires the alerts that a price has reached: each once, with its notification in the same commit. */
import type { DocumentSnapshot } from "firebase-admin/firestore";
import { readListener } from "../messages/store.js";
import { handOver, nothingTold, writeEvent } from "../messages/telling.js";
import type { NewNotification } from "../notifications/notification.js";
import type { Context } from "../platform/context.js";
import { optimistically } from "../platform/optimistic.js";
import { crossing, extremesOf, type AlertRecord, type TickRange } from "./alert.js";
import { endAlert, listCrossed, readAlert, type AlertVersion } from "./store.js";

/** Alerts that are read, and then fired, at once. */
const pageSize = 50;
/** Pages of one call and direction. What is left is found by the next call, since a fired alert is not found again. */
const pagesMax = 200;

export type Fired = {
  readonly fired: number;
  /** Whether pages were left over: call again. */
  readonly more: boolean;
};

/**
 * Fires every open alert on the asset that one of the ranges has reached. Safe to be repeated, late, or beside
 * another call on the same ranges.
 * @param ranges prices since the last call, oldest first, none empty
 * @throws AggregateError after all others have fired, when some could not be; call again with the same ranges
 */
export async function fireAlerts(
  context: Context,
  assetId: string,
  ranges: readonly TickRange[],
): Promise<Fired> {
  if (ranges.length === 0) return { fired: 0, more: false };
  const { low, high } = extremesOf(ranges);
  const [above, below] = await Promise.all([
    fireDirection(context, { assetId, direction: "above", price: high }, ranges),
    fireDirection(context, { assetId, direction: "below", price: low }, ranges),
  ]);
  const errors = [...above.errors, ...below.errors];
  if (errors.length > 0)
    throw new AggregateError(errors, `${errors.length} alerts on ${assetId} did not fire`);
  return { fired: above.fired + below.fired, more: above.more || below.more };
}

async function fireDirection(
  context: Context,
  crossed: Parameters<typeof listCrossed>[1],
  ranges: readonly TickRange[],
): Promise<Fired & { errors: unknown[] }> {
  const errors: unknown[] = [];
  let fired = 0;
  let after: DocumentSnapshot | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const found: Awaited<ReturnType<typeof listCrossed>> = await listCrossed(context.db, crossed, {
      limit: pageSize,
      after,
    });
    const results = await Promise.allSettled(found.rows.map((row) => fireAlert(context, row, ranges)));
    for (const result of results) {
      if (result.status === "rejected") errors.push(result.reason);
      else if (result.value) fired++;
    }
    after = found.last;
    if (!after) return { fired, errors, more: false };
  }
  return { fired, errors, more: true };
}

/** @returns whether this call fired it: false where no range reaches it, or another has ended it first */
export async function fireAlert(
  context: Context,
  found: AlertVersion,
  ranges: readonly TickRange[],
): Promise<boolean> {
  const range = ranges.find((one) => crossing(found.record, one) !== null);
  const price = range && crossing(found.record, range);
  if (!range || !price) return false;
  const { uid, alertId } = found.record;
  const { at: triggeredAt, sequence: triggeredSequence } = range;
  const notification = notificationOf(found.record, price, new Date(context.clock()).toISOString());
  const listener = await readListener(context.db, uid);
  let version: AlertVersion | undefined = found;
  let told = nothingTold;
  const fired = await optimistically(async () => {
    // What the query found is tried first; whoever was faster has ended the alert, and a lost answer of ours too.
    const current = version ?? (await readAlert(context.db, uid, alertId));
    version = undefined;
    if (!current?.record.open) return false;
    const end = { status: "triggered", triggeredAt, triggeredPrice: price, triggeredSequence } as const;
    await endAlert(context.db, current, end, (batch) => {
      if (listener) told = writeEvent(context.db, batch, notification, listener, context.clock());
    });
    return true;
  });
  if (fired) await handOver(context, told);
  return fired;
}

const verbs = { above: "risen to", below: "fallen to" } as const;

function notificationOf(alert: AlertRecord, triggeredPrice: string, createdAt: string): NewNotification {
  const { uid, alertId, assetId, direction, price, note } = alert;
  return {
    ...{ uid, createdAt, notificationId: `alert.${alertId}`, kind: "price_alert" },
    title: `${assetId} has reached ${price} USD`,
    text: `${assetId} has ${verbs[direction]} ${triggeredPrice} USD.${note === null ? "" : ` ${note}`}`,
    data: { alertId, assetId, direction, price, triggeredPrice },
  };
}
