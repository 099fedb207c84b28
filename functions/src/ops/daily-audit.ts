import { startJob } from "../jobs/creating.js";
import { systemUid } from "../jobs/job.js";
import { utcDay } from "../ledger/account.js";
import { scheduled } from "../platform/trigger.js";

const policy = { name: "ops-dailyAudit", schedule: "every day 02:15", timeoutSeconds: 60 } as const;

/** Starts the audit of all accounts: one a day, however often this runs. */
export const dailyAudit = scheduled(policy, async (context) => {
  const requestId = `ledger-audit-${utcDay(context.clock())}`;
  const { job, replayed } = await startJob(context, {
    ...{ uid: systemUid, requestId, type: "ledger-audit", params: {} },
  });
  return { jobId: job.jobId, replayed };
});
