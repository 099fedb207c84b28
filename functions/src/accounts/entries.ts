import { z } from "zod";
import { listEntries } from "../ledger/queries.js";
import { moment } from "../money/wire.js";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { entriesInput, type EntriesOutput } from "./contract.js";

const policy = {
  name: "accounts-entries",
  roles: everyRole,
  rateClass: "read",
  input: entriesInput,
} as const;
const cursorShape = z.tuple([moment, z.int()]);

/** The caller's entries, newest first. */
export const entries = callable(policy, async (context, { uid, input }): Promise<EntriesOutput> => {
  const { limit, cursor, ...filters } = input;
  const asked = [policy.name, filters];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  const { rows, more } = await listEntries(context.db, uid, filters, { limit, after });
  const last = rows.at(-1);
  return {
    items: rows,
    nextCursor: more && last ? writeCursor([last.at, last.seq], asked) : null,
  };
});
