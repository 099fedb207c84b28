import type { RequestRecord } from "./record.js";
import type { Batch, Proof, ProofRecord } from "./store-port.js";

/** Names the fields in which a repeated request differs from the one that was accepted under its id. */
export function differingFields(request: RequestRecord, accepted: RequestRecord): string[] {
  const names = new Set([...Object.keys(request), ...Object.keys(accepted)]);
  return [...names].filter((name) => request[name] !== accepted[name]).sort();
}

export const seqOf = (record: ProofRecord) => ("seq" in record ? record.seq : record.acceptedSeq);

/** One document that a batch writes: an entry where there is one, for entries never change. */
export function proofAmong({
  newEntries,
  newOrders,
  changedOrders,
}: Omit<Batch, "account" | "guard">): Proof {
  const [entry] = newEntries;
  const [order] = [...newOrders, ...changedOrders];
  if (entry) return { collection: "entries", id: entry.entryId };
  if (order) return { collection: "orders", id: order.orderId };
  throw new TypeError("a batch writes something beside the account");
}

/** Whether one of these commits made the document: an order says which one accepted it, whoever has changed it since. */
export const isMadeBy = (commitIds: ReadonlySet<string>, record: ProofRecord) =>
  commitIds.has("acceptedBy" in record ? record.acceptedBy : record.commitId);
