/** Matching as a process does it: over Firestore, its committer and the queue. */
import { createHash } from "node:crypto";
import type { Context } from "../platform/context.js";
import { markEvaluated, readTape } from "../prices/store.js";
import type { LeftPage, Matching } from "./matching.js";
import { crossedOrders, keepShares } from "./store.js";

const taskFunction = "orders-match";

/** One page has one id: whoever finds it again, in a repeat of the evaluation, enqueues nothing. */
const taskId = (page: LeftPage) => createHash("sha256").update(JSON.stringify(page)).digest("hex");

export function matchingOf({ db, clock, committer, queue, terms, settings }: Context): Matching {
  return {
    store: {
      tape: (assetId) => readTape(db, assetId),
      crossed: (query) => crossedOrders(db, query),
      allot: (assetId, sequence, shares) => keepShares(db, { assetId, sequence, nowMs: clock() }, shares),
      markEvaluated: (assetId, sequence) => markEvaluated(db, assetId, sequence),
    },
    submit: (uid, submission) => committer.submit(uid, submission),
    ...{ terms, settings },
    leave: async (page) => {
      await queue.enqueue(taskFunction, page, { id: taskId(page) });
    },
  };
}
