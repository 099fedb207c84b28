import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { recordsOf, type Book } from "../../test/simulation/book.js";
import { fullBook } from "../../test/simulation/full-book.js";
import { openedBook } from "../../test/simulation/opened-book.js";
import { orderBook, orderSubjects } from "../../test/simulation/order-book.js";
import { changeAt, leavesOf, tampered } from "../../test/simulation/tampering.js";
import { audit, type Finding } from "./audit.js";
import { orderStatuses, orderTypes, type OrderStatus } from "./order.js";
import type { OrderRecord } from "./order-record.js";

type Records = ReturnType<typeof recordsOf>;
const auditOf = ({ account, entries, orders }: Records): Finding[] => audit(account, entries, orders);

const open: readonly OrderStatus[] = ["held", "open", "partially_filled"];
const isOver = ({ status }: OrderRecord) => !open.includes(status);
const unfilled = ({ filledQuantity }: OrderRecord) => filledQuantity === "0";

/**
 * What no other record tells: of orders that are over (the account keeps the open ones a second time), and of changes
 * that moved no money. The head of `audit.ts` says the same in words.
 */
const blind: readonly [string, (order: OrderRecord, all: readonly OrderRecord[]) => boolean][] = [
  ["tickSequence", isOver],
  ["feeRate", (order) => isOver(order) && unfilled(order)],
  ["commitId", ({ status, parentId }) => open.includes(status) || status === "replaced" || parentId !== null],
  ["quantity", (order) => isOver(order) && order.parentId !== null],
  ["limitPrice", (order) => isOver(order) && order.parentId !== null],
  ["stopPrice", (order) => isOver(order) && order.parentId !== null],
  ["updatedAt", (order) => isOver(order) && order.parentId !== null],
  ["acceptedSeq", ({ entryCount }) => entryCount === 0],
  ["commitId", ({ entryCount }) => entryCount === 0],
  ["acceptedBy", ({ entryCount, replaces }) => entryCount === 0 || replaces !== null],
  ["request.kind", ({ entryCount, replaces }) => entryCount === 0 || replaces !== null],
];

const books: [string, () => Book][] = [
  ["of every kind of entry", fullBook],
  ["of an account that came from elsewhere", openedBook],
  ...orderSubjects.map((name): [string, () => Book] => [`of orders that are ${name}`, () => orderBook(name)]),
];

/** Changes one field at a time and puts it back. @returns the fields that the audit did not find */
function missedFields(records: Records): { missed: string[]; fields: number } {
  const missed: string[] = [];
  // Entries of orders are no other than those of the first book, and sealed by the same hash.
  const paths = leavesOf(records).filter(
    ([collection]) => collection !== "entries" || records.orders.length < 5,
  );
  for (const path of paths) {
    const [collection, index] = path as [keyof Records, string];
    const order = collection === "orders" ? records.orders[Number(index)] : undefined;
    const known = order && structuredClone(order);
    const names = {
      account: ["account", `orders/${path[2]}`],
      entries: [`entries/${records.entries[Number(index)]?.entryId}`],
      // The opening names the orders that came with it.
      orders: [`orders/${order?.orderId}`, ...(order?.importedFrom ? ["entries/opening.1"] : [])],
    }[collection];
    let before: unknown;
    changeAt(records, path, (value) => tampered((before = value)));
    const findings = auditOf(records);
    changeAt(records, path, () => before);
    const field = path.slice(2).join(".");
    // Where its own name is changed, the records that name it tell.
    const found =
      field === "orderId" || field === "entryId"
        ? findings.length > 0
        : findings.some(({ record }) => names.includes(record));
    const excused = known && blind.some(([name, holds]) => name === field && holds(known, records.orders));
    if (!found && !excused) missed.push(`${path.join(".")} (${known?.status})`);
  }
  return { missed, fields: paths.length };
}

describe("audit of changed records (R-TEST-4)", function () {
  this.timeout(60_000);

  for (const [what, openBook] of books) {
    it(`finds any field of any record that was changed in a book ${what}, and names that record`, () => {
      const records = recordsOf(openBook());
      assert.deepEqual(auditOf(records), []);
      const { missed, fields } = missedFields(records);
      assert.deepEqual(missed, []);
      assert.ok(fields > 200, `${fields} fields`);
    });
  }

  it("is asked about every type of order and every status but one that needs a halt", () => {
    const { orders } = orderBook();
    assert.deepEqual([...new Set(orders.map(({ type }) => type))].sort(), [...orderTypes].sort());
    const statuses = new Set(orders.map(({ status }) => status));
    assert.deepEqual(
      orderStatuses.filter((status) => !statuses.has(status)),
      ["partially_filled", "rejected"],
    );
  });
});
