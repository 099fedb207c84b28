/** The product itself: the whole placing path below the callable. */
import type { CommitEvent } from "../../functions/src/ledger/committer.js";
import { placeOrder } from "../../functions/src/orders/placing.js";
import { createContext, type Context } from "../../functions/src/platform/context.js";
import type { CountedFirestore } from "../counted-firestore.js";
import type { Contender } from "../measure.js";
import type { Job } from "../workload.js";

export type Ours = {
  readonly context: Context;
  /** Orders in each batch that was committed in the last slice, in order. */
  readonly groups: number[];
  /** Batches that another writer got in front of. */
  readonly conflicts: () => number;
};

export function openOurs(firestore: CountedFirestore): Ours {
  const groups: number[] = [];
  let conflicts = 0;
  const observe = ({ result, commands }: CommitEvent) => {
    if (result === "committed") groups.push(commands);
    if (result === "conflict") conflicts++;
  };
  return { context: createContext({ db: firestore.db, observe }), groups, conflicts: () => conflicts };
}

export function oursContender(
  { context, groups }: Ours,
  firestore: CountedFirestore,
  callers: number,
  next: () => Job,
): Contender {
  const place = async () => {
    const { uid, input } = next();
    await placeOrder(context, uid, input);
    return 1;
  };
  const counting = (on: boolean) => {
    if (on) groups.length = 0;
    firestore.counting(on);
  };
  return { name: "ours", callers, place, counting };
}
