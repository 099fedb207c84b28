/** A job of three steps, each of which adds one to a document of its own: done twice, it would show. */
import { FieldValue, type Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import { jobType, type Run } from "../../src/jobs/job-type.js";

export const stepsOfJob = 3;
export type CountingRun = Run<{ name: string }, { done: number }>;

export const tallyOf = (db: Firestore, jobId: string) => db.doc(`chaosTallies/${jobId}`);

/** @param before called before each step; may throw, wait, or never come back */
export function countingJob(
  before: (run: CountingRun, step: number) => Promise<void> | void,
  change: { timeoutSeconds?: number; attempts?: number } = {},
) {
  const policy = {
    ...{ name: "counting", roles: ["trader"] as const, attempts: 4, timeoutSeconds: 600, leaseSeconds: 60 },
    backoff: { minSeconds: 1, maxSeconds: 30 },
    rate: { maxDispatchesPerSecond: 100, maxConcurrentDispatches: 100 },
    params: z.strictObject({ name: z.string() }),
    checkpoint: z.strictObject({ done: z.int() }),
    result: z.strictObject({ counted: z.int() }),
    ...change,
  };
  return jobType(policy, async ({ db }, run: CountingRun) => {
    for (let done = run.checkpoint?.done ?? 0; done < stepsOfJob; done++) {
      await before(run, done);
      await run.step({
        checkpoint: { done: done + 1 },
        progress: { done: done + 1, total: stepsOfJob },
        also: (batch) =>
          void batch.set(tallyOf(db, run.job.jobId), { counted: FieldValue.increment(1) }, { merge: true }),
      });
    }
    return { counted: stepsOfJob };
  });
}
