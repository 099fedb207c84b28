import { ledgerAuditResult } from "../jobs/contract.js";
import { startJob } from "../jobs/creating.js";
import { jobView } from "../jobs/job.js";
import { newestJob } from "../jobs/store.js";
import { callable } from "../platform/callable.js";
import { auditInput, type AuditOutput } from "./contract.js";

const roles = ["operator", "admin"] as const;
const policy = { name: "ops-audit", roles, rateClass: "admin", input: auditInput } as const;
const type = "ledger-audit";

/** The newest report on all accounts. With a request's id it starts an audit, unless one is under way. */
export const audit = callable(policy, async (context, { uid, input }): Promise<AuditOutput> => {
  const { db } = context;
  const [done, live] = await Promise.all([
    newestJob(db, type, { status: "succeeded" }),
    newestJob(db, type, { live: true }),
  ]);
  const { requestId } = input;
  const started =
    requestId !== undefined && !live
      ? (await startJob(context, { uid, requestId, type, params: {} })).job
      : undefined;
  const running = live ?? (started?.live ? started : undefined);
  return {
    report: done ? ledgerAuditResult.parse(done.result) : null,
    reportedAt: done?.startedAt ?? null,
    running: running ? jobView(running) : null,
  };
});
