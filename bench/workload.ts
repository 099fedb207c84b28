/** The same orders for every contender: small buys and sells in turn, so that accounts stay what they were. */
import { randomUUID } from "node:crypto";
import { bitcoin } from "./world.js";

export type OrderInput = {
  readonly orderId: string;
  readonly assetId: string;
  readonly side: "buy" | "sell";
  readonly type: "market";
  readonly quantity: string;
};

export type Job = { readonly uid: string; readonly input: OrderInput };

/** Goes round the accounts, so that with fewer callers than accounts no two orders of one account are under way. */
export function jobs(uids: readonly string[]): () => Job {
  let count = 0;
  return () => {
    const index = count % uids.length;
    const round = Math.floor(count / uids.length);
    count++;
    const uid = uids[index];
    if (uid === undefined) throw new RangeError("a workload needs an account");
    return { uid, input: marketOrder((round + index) % 2 === 0 ? "buy" : "sell") };
  };
}

export function marketOrder(side: "buy" | "sell"): OrderInput {
  return {
    ...{ orderId: randomUUID(), assetId: bitcoin.assetId },
    ...{ side, type: "market", quantity: "0.001" },
  };
}
