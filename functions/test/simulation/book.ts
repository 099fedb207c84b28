/** A book: one account kept by the kernel alone, command after command, with the records that a store would keep. */
import { accountRecord } from "../../src/ledger/account-record.js";
import { emptyAccount, type Account } from "../../src/ledger/account.js";
import type { Command, DecisionContext } from "../../src/ledger/command.js";
import { openEntry, type EntryRecord } from "../../src/ledger/entry-record.js";
import { fold } from "../../src/ledger/fold.js";
import type { OrderRecord } from "../../src/ledger/order-record.js";
import type { RequestRecord } from "../../src/ledger/record.js";
import { contextAt } from "./ground.js";

export type Book = {
  account: Account;
  readonly entries: EntryRecord[];
  readonly orders: OrderRecord[];
};

export function openBook(uid = "ann"): Book {
  return { account: emptyAccount(uid), entries: [], orders: [] };
}

/** The input of a command as its callable would normalise it. */
export function requestOf(command: Command, context: DecisionContext = contextAt()): RequestRecord {
  const { kind } = command;
  if (kind === "reverse") return { kind, entryId: command.entry.entryId };
  if (kind !== "place") {
    const { requestId: _id, ...rest } = command;
    return Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, String(value)]));
  }
  const { side, type, size } = command;
  const assetId = context.market?.terms.assetId ?? "";
  const sized =
    "quantity" in size ? { quantity: String(size.quantity) } : { notional: String(size.notional) };
  return { kind, side, type, assetId, ...sized };
}

/** Commits one command. @returns whether it was accepted */
export function write(book: Book, command: Command, context: DecisionContext = contextAt()): boolean {
  const { nowMs, ...rest } = context;
  const item = { command, context: rest, request: requestOf(command, context) };
  const plan = fold(book.account, [item], nowMs, `commit-${book.account.seq + 1}`);
  const [broken] = plan.broken;
  if (broken) throw broken.error;
  if (plan.violation) throw plan.violation;
  if (plan.accepted.length === 0) return false;
  book.account = plan.account;
  book.entries.push(...plan.newEntries);
  book.orders.push(...plan.newOrders);
  return true;
}

/** The command that reverses an entry of the book. */
export function reversalOf(book: Book, entryId: string): Command {
  const record = book.entries.find((entry) => entry.entryId === entryId);
  if (!record) throw new Error(`the book has no entry ${entryId}`);
  return { kind: "reverse", entry: openEntry(record, book.account.balances) };
}

/** Copies of the records that share nothing with each other, as a store would answer them. */
export function recordsOf({ account, entries, orders }: Book) {
  const records = { account: accountRecord(account), entries, orders };
  return JSON.parse(JSON.stringify(records)) as typeof records;
}
