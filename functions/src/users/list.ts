import { z } from "zod";
import { callable } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { listInput, type ListOutput } from "./contract.js";
import { showUsers } from "./showing.js";
import { listProfiles } from "./store.js";

const policy = { name: "users-list", roles: ["admin"], rateClass: "admin", input: listInput } as const;
const cursorShape = z.tuple([z.string().min(1).max(320), z.string().min(1).max(128)]);

/** Users with a profile, newest first; those of an address that begins with `search`, by address. */
export const list = callable(policy, async (context, { input }): Promise<ListOutput> => {
  const { limit, cursor, search } = input;
  const asked = [policy.name, { search }];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  const { rows, last } = await listProfiles(context.db, search, { limit, after });
  return { items: await showUsers(context, rows), nextCursor: last && writeCursor(last, asked) };
});
