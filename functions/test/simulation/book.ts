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

/** The input of a command as its callable would normalise it: texts, amounts as counts. */
export function requestOf(command: Command, context: DecisionContext = contextAt()): RequestRecord {
  const { kind } = command;
  switch (kind) {
    case "reverse":
      return { kind, entryId: command.entry.entryId };
    case "match":
      return { kind, orderId: command.orderId };
    case "place": {
      const { orderId: _id, size, trail, takeProfit, stopLoss, ...rest } = command;
      const assetId = context.market?.terms.assetId ?? "";
      const nested = {
        ...(trail && { trail }),
        ...(takeProfit && { takeProfit }),
        ...(stopLoss && { stopLoss }),
      };
      return { ...texts(rest), assetId, ...texts(size), ...texts(nested) };
    }
    case "replace": {
      const { newOrderId: _id, ...rest } = command;
      return texts(rest);
    }
    case "cancel":
    case "expire":
      return texts(command);
    case "deposit":
    case "withdraw":
    case "hold":
    case "release":
    case "open": {
      const { requestId: _id, ...rest } = command;
      return texts(rest);
    }
  }
}

const text = (value: object | bigint | string | number | boolean | null | undefined) =>
  typeof value === "object"
    ? JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner))
    : String(value);
const texts = (object: object): RequestRecord =>
  Object.fromEntries(
    Object.entries(object).map(([key, value]: [string, Parameters<typeof text>[0]]) => [key, text(value)]),
  );

/** Commits one command. @param asked what its request says beside it @returns whether it was accepted */
export function write(
  book: Book,
  command: Command,
  context: DecisionContext = contextAt(),
  asked: RequestRecord = {},
): boolean {
  const { nowMs, ...rest } = context;
  const item = { command, context: rest, request: { ...requestOf(command, context), ...asked } };
  const plan = fold(book.account, [item], nowMs, `commit-${book.account.seq + 1}`);
  const [broken] = plan.broken;
  if (broken) throw broken.error;
  if (plan.violation) throw plan.violation;
  if (plan.accepted.length === 0) return false;
  book.account = plan.account;
  book.entries.push(...plan.newEntries);
  book.orders.push(...plan.newOrders);
  for (const change of plan.changedOrders) {
    const at = book.orders.findIndex(({ orderId }) => orderId === change.orderId);
    const known = book.orders[at];
    if (!known) throw new Error(`the book has no order ${change.orderId}`);
    book.orders[at] = { ...known, ...change };
  }
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
