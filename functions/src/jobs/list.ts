import { z } from "zod";
import { moment } from "../money/wire.js";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { jobId, listInput, type ListOutput } from "./contract.js";
import { jobView } from "./job.js";
import { listJobs } from "./store.js";

const policy = { name: "jobs-list", roles: everyRole, rateClass: "read", input: listInput } as const;
const cursorShape = z.tuple([moment, jobId]);

/** The caller's jobs, newest first. */
export const list = callable(policy, async ({ db }, { uid, input }): Promise<ListOutput> => {
  const { limit, cursor, ...filters } = input;
  const asked = [policy.name, filters];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  const { rows, last } = await listJobs(db, uid, filters, { limit, after });
  return { items: rows.map(jobView), nextCursor: last && writeCursor(last, asked) };
});
