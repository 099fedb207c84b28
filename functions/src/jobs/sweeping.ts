/** What no task has brought to its end: jobs whose task was lost or late, and those whose worker has died. */
import type { Context } from "../platform/context.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { log } from "../platform/log.js";
import { dispatch } from "./dispatching.js";
import { endingOf } from "./ending.js";
import { boundsOf, type JobType } from "./job-type.js";
import { minuteOf, sweeping } from "./job.js";
import { listDueJobs, updateJob, type JobVersion, type SweepPlace } from "./store.js";

const pageSize = 100;
/** Pages in one run; what is behind them waits for the next. */
const pagesMax = 20;

export type Swept = { looked: number; enqueued: number; ended: number; failed: number };

/** @param typeOf undefined for a type that is no more: its jobs are left to a person */
export async function sweepJobs(
  context: Context,
  typeOf: (name: string) => JobType | undefined,
): Promise<Swept> {
  const swept: Swept = { looked: 0, enqueued: 0, ended: 0, failed: 0 };
  const failures: unknown[] = [];
  let after: SweepPlace | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const found: Awaited<ReturnType<typeof listDueJobs>> = await listDueJobs(
      context.db,
      minuteOf(context.clock()),
      { limit: pageSize, after },
    );
    const outcomes = await Promise.allSettled(found.rows.map((row) => sweepOne(context, typeOf, row)));
    for (const outcome of outcomes) {
      swept.looked++;
      if (outcome.status === "rejected") failures.push(outcome.reason);
      else if (outcome.value !== "nothing") swept[outcome.value]++;
    }
    after = found.next;
    if (!after) break;
  }
  if (failures.length > 0) throw failures[0];
  return swept;
}

async function sweepOne(
  context: Context,
  typeOf: (name: string) => JobType | undefined,
  found: JobVersion,
): Promise<"enqueued" | "ended" | "failed" | "nothing"> {
  const { jobId, type: name } = found.job;
  const type = typeOf(name);
  if (!type) {
    log().error("job has no type", { jobId, type: name });
    return "failed";
  }
  const next = sweeping(found.job, boundsOf(type), context.clock());
  if (!next) return "nothing";
  const ending = await endingOf(context, next.job);
  try {
    await updateJob(context.db, found, next.job, ending.also);
  } catch (error) {
    // A worker, the owner or another sweep was faster: whatever is left to do is found in a minute.
    if (classifyFirestoreError(error) === "conflict") return "nothing";
    throw error;
  }
  await ending.handOver();
  if (next.kind === "ends") return "ended";
  if (next.kind === "waits") return "nothing";
  // A full queue says "exists", and an error may be one of the answer only: the sweep's next look decides.
  return (await dispatch(context, next.job)) === "queued" ? "enqueued" : "failed";
}
