/** Folds a group of waiting commands through the kernel, one after another, into one batch. */
import type { Account } from "./account.js";
import { accountBytes } from "./account-record.js";
import type { Command, DecisionContext } from "./command.js";
import { sealEntry, type EntryRecord } from "./entry-record.js";
import { InvariantViolation } from "./invariants.js";
import { decide } from "./kernel.js";
import { orderChange, orderRecord, type OrderChange, type OrderRecord } from "./order-record.js";
import type { RequestRecord } from "./record.js";
import type { Rejection } from "./rejection.js";

/** A command as it is submitted: with what it is decided by, and the normalised input that repeats must match. */
export type Submission = {
  readonly command: Command;
  readonly context: Omit<DecisionContext, "nowMs">;
  readonly request: RequestRecord;
};

/** What an accepted command made or changed: the entry, or the order that it is about. */
export type AcceptedRecord = EntryRecord | OrderRecord | OrderChange;
export type Accepted<Item> = {
  readonly item: Item;
  readonly account: Account;
  readonly record: AcceptedRecord;
};
export type Refused<Item> = { readonly item: Item; readonly rejection: Rejection };
/** Could not be decided at all: a bug of its caller, which must not fail the commands beside it. */
export type Broken<Item> = { readonly item: Item; readonly error: unknown };

export type Plan<Item> = {
  readonly account: Account;
  readonly accepted: readonly Accepted<Item>[];
  readonly refused: readonly Refused<Item>[];
  readonly broken: readonly Broken<Item>[];
  /** Items that the batch has no room for: they wait for the next one. */
  readonly left: readonly Item[];
  readonly newEntries: readonly EntryRecord[];
  readonly newOrders: readonly OrderRecord[];
  readonly changedOrders: readonly OrderChange[];
  readonly violation: InvariantViolation | null;
};

/** Bound of a batch: Firestore takes requests up to 10 MiB; half of it leaves room for encoding. */
const batchBytesMax = 5 * 1024 * 1024;
/** What a document costs beyond its JSON: its name, field encoding, the write around it. */
const documentOverheadBytes = 512;

export function fold<Item extends Submission>(
  start: Account,
  items: readonly Item[],
  nowMs: number,
  commitId: string,
): Plan<Item> {
  let account = start;
  let bytes = accountBytes;
  const accepted: Accepted<Item>[] = [];
  const refused: Refused<Item>[] = [];
  const broken: Broken<Item>[] = [];
  const newEntries: EntryRecord[] = [];
  const newOrders = new Map<string, OrderRecord>();
  const changedOrders = new Map<string, OrderChange>();
  const plan = (left: readonly Item[], violation: InvariantViolation | null): Plan<Item> => ({
    account: { ...account, commitId },
    ...{ accepted, refused, broken, left, newEntries, violation },
    newOrders: [...newOrders.values()],
    changedOrders: [...changedOrders.values()],
  });
  for (const [index, item] of items.entries()) {
    let decision;
    try {
      decision = decide(account, item.command, { ...item.context, nowMs });
    } catch (error) {
      if (error instanceof InvariantViolation) return plan([], error);
      broken.push({ item, error });
      continue;
    }
    if (!decision.accepted) {
      refused.push({ item, rejection: decision });
      continue;
    }
    let prevHash = account.headHash;
    const entries = decision.entries.map((draft) => {
      const sealed = sealEntry(draft, decision.account.balances, {
        request: item.request,
        commitId,
        prevHash,
      });
      prevHash = sealed.hash;
      return sealed;
    });
    const known = account.orders;
    const orders = decision.orders.map((order): OrderRecord | OrderChange => {
      // An order of an earlier command of this batch is created as it is in the end.
      const created = newOrders.get(order.orderId);
      if (known.has(order.orderId) && !created) return orderChange(order, commitId);
      return orderRecord(order, { request: created?.request ?? item.request, commitId });
    });
    bytes += [...entries, ...orders].reduce(
      (sum, it) => sum + JSON.stringify(it).length + documentOverheadBytes,
      0,
    );
    if (bytes > batchBytesMax && accepted.length > 0) return plan(items.slice(index), null);
    account = { ...decision.account, headHash: prevHash, commitId };
    newEntries.push(...entries);
    for (const order of orders) {
      if (isCreated(order)) newOrders.set(order.orderId, order);
      else changedOrders.set(order.orderId, order);
    }
    const record = orders[0] ?? entries[0];
    if (!record) throw new TypeError("an accepted command leaves the record that proves it");
    accepted.push({ item, account, record });
  }
  return plan([], null);
}

const isCreated = (order: OrderRecord | OrderChange): order is OrderRecord => "request" in order;
