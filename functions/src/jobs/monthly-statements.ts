import { scheduled } from "../platform/trigger.js";
import { monthBefore } from "../statements/period.js";
import { startJob } from "./creating.js";
import { systemUid } from "./job.js";

const policy = { name: "jobs-monthlyStatements", schedule: "0 4 1 * *", timeoutSeconds: 60 } as const;

/** Begins the statements of the month that is over: once for each month, however often this runs. */
export const monthlyStatements = scheduled(policy, async (context) => {
  const month = monthBefore(context.clock());
  const { job, replayed } = await startJob(context, {
    ...{ uid: systemUid, requestId: `statements-${month}`, type: "monthly-statements", params: { month } },
  });
  return { jobId: job.jobId, month, replayed };
});
