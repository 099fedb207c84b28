/** What the replay says of one call: of its answer, and of effects that no document of its own proves. */
import { isDeepStrictEqual } from "node:util";
import { cancelledByOwner } from "../../src/ledger/close.js";
import type { FinalDocuments, ObservedCall } from "./history.js";
import type { Replay } from "./replay.js";

export function replayedProblems(call: ObservedCall, replay: Replay, documents: FinalDocuments): string[] {
  const { answer, callId, proof } = call;
  const commits = replay.acceptedIn.get(callId) ?? [];
  const problems: string[] = [];
  if (proof && commits.length > 1) problems.push("took effect more than once");
  switch (answer.kind) {
    case "accepted":
      if (answer.replayed !== (commits.length === 0)) {
        problems.push(answer.replayed ? "was called a repeat, and is the first" : "took no effect");
      }
      if (!isKnownVersion(answer.record, replay)) problems.push("was answered with a record that never was");
      break;
    case "mismatch":
      if (commits.length > 0) problems.push("was called a mismatch, and took effect");
      break;
    case "rejected":
      // What a match, a cancel or an expiry did before its answer was lost may be why it is refused now.
      if (proof && commits.length > 0) problems.push("was refused, and took effect");
      break;
    case "failed":
      if (answer.applied === "no" && commits.length > 0)
        problems.push("is said to be without effect, and has one");
  }
  return [...problems, ...cancelProblems(call, commits.length > 0, documents)];
}

function isKnownVersion(record: object, { versions }: Replay): boolean {
  const name =
    "entryId" in record
      ? `entries/${String(record.entryId)}`
      : `orders/${String((record as { orderId: unknown }).orderId)}`;
  return (versions.get(name) ?? []).some((version) => agrees(record, version));
}

/** A change has no request; the document that it changed has. */
const agrees = (record: object, version: object) =>
  Object.entries(version).every(([field, value]) =>
    isDeepStrictEqual(value, (record as Record<string, unknown>)[field]),
  );

/** A cancel that took effect ended its order; one that found it closed is right where it is closed. */
function cancelProblems(call: ObservedCall, happened: boolean, { orders }: FinalDocuments): string[] {
  const command = call.decidedBy?.command;
  if (command?.kind !== "cancel") return [];
  const order = orders.find(({ orderId }) => orderId === command.orderId);
  const cancelled = order?.status === "cancelled" && order.reason === cancelledByOwner;
  return happened && !cancelled ? ["cancelled an order that is not cancelled by its owner"] : [];
}
