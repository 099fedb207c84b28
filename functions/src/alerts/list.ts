import { z } from "zod";
import { moment } from "../money/wire.js";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { optimistically } from "../platform/optimistic.js";
import { alertView } from "./alert.js";
import { listInput, type ListOutput } from "./contract.js";
import { currentBook } from "./opening.js";
import { listAlerts } from "./store.js";

const policy = { name: "alerts-list", roles: everyRole, rateClass: "read", input: listInput } as const;
const cursorShape = z.tuple([moment, z.string().min(1).max(64)]);

/** The caller's alerts, newest first. Those past their expiry are closed first, so that each status is true. */
export const list = callable(policy, async (context, { uid, input }): Promise<ListOutput> => {
  const { limit, cursor, ...filters } = input;
  const asked = [policy.name, filters];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  await optimistically(() => currentBook(context, uid));
  const { rows, last } = await listAlerts(context.db, uid, filters, { limit, after });
  return { items: rows.map(alertView), nextCursor: last && writeCursor(last, asked) };
});
