import type { Limits } from "../ledger/command.js";
import { hourOf } from "../ledger/order-record.js";
import type { RejectionReason } from "../ledger/rejection.js";
import type { Context } from "../platform/context.js";
import { scheduled } from "../platform/trigger.js";
import type { Candidate } from "./matching-port.js";
import { expiringOrders, type ExpiringPage, type ExpiringPlace } from "./store.js";

const policy = { name: "orders-expire", schedule: "every 1 minutes", timeoutSeconds: 300 } as const;

const pageSize = 200;
/** Pages in one run. At the end of a day there may be more: they are the next run's. */
const pagesMax = 100;

/** Rejections that leave nothing to do. */
const doneReasons: ReadonlySet<RejectionReason> = new Set([
  "order_is_closed",
  "order_is_held",
  "not_expired",
  "account_is_frozen",
  "account_is_closed",
]);

/**
 * Ends the orders whose time is over and releases what they hold. They could not be filled any more: this tidies.
 * An order that fails does not stop the others.
 */
export const expire = scheduled(policy, async (context) => {
  const nowMs = context.clock();
  const { limits } = await context.settings();
  const failures: unknown[] = [];
  let expired = 0;
  let after: ExpiringPlace | null = null;
  for (let pages = 0; pages < pagesMax; pages++) {
    const page: ExpiringPage = await expiringOrders(context.db, hourOf(nowMs), { limit: pageSize, after });
    const over = page.candidates.filter(
      ({ order: { expiresAtMs } }) => expiresAtMs !== null && expiresAtMs <= nowMs,
    );
    const outcomes = await Promise.allSettled(over.map((candidate) => end(context, candidate, limits)));
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") failures.push(outcome.reason);
      else if (outcome.value) expired++;
    }
    after = page.next;
    if (!after) break;
  }
  if (failures.length > 0) throw failures[0];
  return { expired };
});

async function end({ committer }: Context, { uid, order }: Candidate, limits: Limits): Promise<boolean> {
  const { orderId } = order;
  const outcome = await committer.submit(uid, {
    command: { kind: "expire", orderId },
    context: { limits },
    request: { kind: "expire", orderId },
  });
  if (outcome.kind === "committed") return true;
  if (outcome.kind === "rejected" && doneReasons.has(outcome.rejection.reason)) return false;
  throw new Error(`an expiry was answered with ${JSON.stringify(outcome)}`);
}
