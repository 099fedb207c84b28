import { z } from "zod";
import { listOrders } from "../ledger/queries.js";
import { moment } from "../money/wire.js";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { listInput, type ListOutput } from "./contract.js";
import { orderView } from "./order-view.js";

const policy = { name: "orders-list", roles: everyRole, rateClass: "read", input: listInput } as const;
const cursorShape = z.tuple([moment, z.int(), z.string()]);

/** The caller's orders, newest first. */
export const list = callable(policy, async (context, { uid, input }): Promise<ListOutput> => {
  const { limit, cursor, ...filters } = input;
  const asked = [policy.name, filters];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  const { rows, more } = await listOrders(context.db, uid, filters, { limit, after });
  const last = rows.at(-1);
  const sortedBy = filters.changedSince === undefined ? "createdAt" : "updatedAt";
  return {
    items: rows.map(orderView),
    nextCursor: more && last ? writeCursor([last[sortedBy], last.acceptedSeq, last.orderId], asked) : null,
  };
});
