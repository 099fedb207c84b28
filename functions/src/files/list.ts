import { z } from "zod";
import { moment } from "../money/wire.js";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { listInput, type ListOutput } from "./contract.js";
import { fileView } from "./file.js";
import { listFiles } from "./store.js";

const policy = { name: "files-list", roles: everyRole, rateClass: "read", input: listInput } as const;
const cursorShape = z.tuple([moment, z.string().min(1).max(64)]);

/** The caller's files, newest first, without those that are deleted. */
export const list = callable(policy, async ({ db }, { uid, input }): Promise<ListOutput> => {
  const { limit, cursor, ...filters } = input;
  const asked = [policy.name, filters];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  const { rows, last } = await listFiles(db, uid, filters, { limit, after });
  return { items: rows.map(fileView), nextCursor: last && writeCursor(last, asked) };
});
