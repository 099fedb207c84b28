/** What happened in a simulation, counted: a search that meets nothing proves nothing. */
import type { OrderRecord } from "../../src/ledger/order-record.js";
import type { SimulationResult } from "./simulate.js";

export type SeedStats = Readonly<Record<string, number>>;

/** Kinds of events that the tests demand to be met; `lost` are races that the one named first has lost. */
export const eventKinds = [
  ...["accepted", "repeats", "rejected", "failed", "unknown"],
  ...["market", "limit", "stop", "stop_limit", "trailing_stop", "ioc", "fok", "brackets"],
  ...["fills", "restingFills", "fillsAtOnce", "partialFills", "triggers", "bareCommits", "marksMoved"],
  ...["legsOpened", "siblingCancels", "siblingResizes", "legsOfEndedParents"],
  ...["replaced", "legsReplaced", "cancelled", "legsCancelled", "expired", "rejectedOrders"],
  ...["conflicts", "documentsThere", "changedWhenNew", "cancelLostToFill", "cancelLostToCancel"],
  ...["matchTooLate", "matchNotCrossed", "fillOfPartlyReplaced"],
] as const;
export type EventKind = (typeof eventKinds)[number];

export function statsOf(result: SimulationResult): SeedStats {
  const { calls, documents, history, turns } = result;
  return {
    ...{ calls: calls.length, turns, entries: documents.entries.length, commits: history.commits.length },
    ...answers(result),
    ...orders(documents.orders),
    ...effects(result),
    ...races(result),
  };
}

function answers({ calls }: SimulationResult) {
  const count = (fits: (answer: (typeof calls)[number]["answer"]) => boolean) =>
    calls.filter(({ answer }) => fits(answer)).length;
  return {
    accepted: count((answer) => answer.kind === "accepted" && !answer.replayed),
    repeats: count((answer) => answer.kind === "mismatch" || (answer.kind === "accepted" && answer.replayed)),
    rejected: count(({ kind }) => kind === "rejected"),
    failed: count(({ kind }) => kind === "failed"),
    unknown: count((answer) => answer.kind === "failed" && answer.applied === "unknown"),
  };
}

/** Orders that were placed by type, and how they ended. */
function orders(all: readonly OrderRecord[]) {
  const count = (fits: (order: OrderRecord) => boolean) => all.filter(fits).length;
  const placed = all.filter(({ parentId }) => parentId === null);
  const type = (name: OrderRecord["type"]) => placed.filter((order) => order.type === name).length;
  const ended = (status: OrderRecord["status"], reason?: string) =>
    count((it) => it.status === status && (reason === undefined || it.reason === reason));
  return {
    market: type("market"),
    limit: type("limit"),
    stop: type("stop"),
    stop_limit: type("stop_limit"),
    trailing_stop: type("trailing_stop"),
    ioc: count((it) => it.timeInForce === "ioc" && it.type !== "market"),
    fok: count((it) => it.timeInForce === "fok"),
    brackets: count((it) => it.legIds.length > 0),
    triggers: count((it) => it.trigger === "triggered"),
    siblingCancels: ended("cancelled", "sibling_filled"),
    legsOfEndedParents: ended("cancelled", "parent_ended"),
    replaced: ended("replaced"),
    legsReplaced: count((it) => it.status === "replaced" && it.parentId !== null),
    cancelled: ended("cancelled", "cancelled_by_owner"),
    legsCancelled: count((it) => it.reason === "cancelled_by_owner" && it.parentId !== null),
    expired: ended("expired"),
    rejectedOrders: ended("rejected"),
    fillOfPartlyReplaced: count((it) => it.status === "replaced" && Number(it.filledQuantity) > 0),
  };
}

/** What commands did, one by one. */
function effects({ replayed, history }: SimulationResult) {
  const counts = {
    ...{ fills: 0, restingFills: 0, fillsAtOnce: 0, partialFills: 0, marksMoved: 0 },
    ...{ legsOpened: 0, siblingResizes: 0, changedWhenNew: 0, bareCommits: 0 },
  };
  const createdIn = new Map<string, string>();
  for (const { outcome, command, before, commitId } of replayed.steps) {
    if (!outcome.accepted) continue;
    const fills = outcome.entries.filter(({ fill }) => fill).length;
    counts.fills += fills;
    if (command.kind === "match") counts.restingFills += fills;
    else counts.fillsAtOnce += fills;
    for (const order of outcome.orders) {
      const known = before.orders.get(order.orderId);
      if (createdIn.get(order.orderId) === commitId) counts.changedWhenNew++;
      if (!createdIn.has(order.orderId)) createdIn.set(order.orderId, commitId);
      if (order.status === "partially_filled" && fills > 0) counts.partialFills++;
      if (known && known.mark !== order.mark && known.status !== "held") counts.marksMoved++;
      if (order.parentId !== null && order.status === "open" && known?.status !== "open") counts.legsOpened++;
      if (known?.status === "open" && order.status === "open" && known.quantity !== order.quantity) {
        counts.siblingResizes++;
      }
    }
  }
  for (const { batch } of history.commits) {
    if (batch.newEntries.length === 0) counts.bareCommits++;
  }
  return counts;
}

function races({ calls, documents, history }: SimulationResult) {
  const statuses = new Map(documents.orders.map(({ orderId, status }) => [orderId, status]));
  const refusals = calls.flatMap(({ answer, decidedBy, request }) =>
    answer.kind === "rejected" && decidedBy
      ? [
          {
            kind: decidedBy.command.kind,
            reason: answer.reason,
            status: statuses.get(request["orderId"] ?? ""),
          },
        ]
      : [],
  );
  const count = (kind: string, reason: string, status?: string) =>
    refusals.filter((it) => it.kind === kind && it.reason === reason && (!status || it.status === status))
      .length;
  return {
    conflicts: history.refused.conflict,
    documentsThere: history.refused.exists,
    cancelLostToFill: count("cancel", "order_is_closed", "filled"),
    cancelLostToCancel: count("cancel", "order_is_closed", "cancelled"),
    matchTooLate: count("match", "order_is_closed"),
    matchOfHeld: count("match", "order_is_held"),
    matchNotCrossed: count("match", "not_crossed"),
  };
}
