import { z } from "zod";
import { listEntries } from "../ledger/queries.js";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { entriesInput, type EntriesOutput } from "./contract.js";

const policy = { name: "accounts-entries", roles: everyRole, input: entriesInput } as const;
const cursorShape = z.tuple([z.iso.datetime(), z.int()]);

/** The caller's entries, newest first. */
export const entries = callable(policy, async (context, { uid, input }): Promise<EntriesOutput> => {
  const { limit, cursor, ...filters } = input;
  const after = cursor === undefined ? undefined : readCursor(cursor, filters, cursorShape);
  const { rows, more } = await listEntries(context.db, uid, filters, { limit, after });
  const last = rows.at(-1);
  return { items: rows, nextCursor: more && last ? writeCursor([last.at, last.seq], filters) : null };
});
