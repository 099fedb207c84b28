import { z } from "zod";
import { listDeadLetters } from "../dead-letters/store.js";
import { moment } from "../money/wire.js";
import { callable } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { deadLetterId, deadLettersInput, type DeadLettersOutput } from "./contract.js";
import { letterView } from "./letter-view.js";

const roles = ["operator", "admin"] as const;
const policy = { name: "ops-deadLetters", roles, rateClass: "admin", input: deadLettersInput } as const;
const cursorShape = z.tuple([moment, deadLetterId]);

/** Work that was given up, newest first. */
export const deadLetters = callable(policy, async ({ db }, { input }): Promise<DeadLettersOutput> => {
  const { limit, cursor, ...filters } = input;
  const asked = [policy.name, filters];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  const { rows, last } = await listDeadLetters(db, filters, { limit, after });
  return { items: rows.map(letterView), nextCursor: last && writeCursor(last, asked) };
});
