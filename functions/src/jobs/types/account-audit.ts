import { z } from "zod";
import { everyRole } from "../../platform/callable.js";
import { auditAccount } from "../auditing.js";
import { jobContracts, type JobResult } from "../contract.js";
import { jobType } from "../job-type.js";
import { DomainError } from "../../platform/errors.js";

const policy = {
  name: "account-audit",
  roles: everyRole,
  attempts: 4,
  backoff: { minSeconds: 2, maxSeconds: 60 },
  rate: { maxDispatchesPerSecond: 20, maxConcurrentDispatches: 5 },
  timeoutSeconds: 540,
  leaseSeconds: 60,
  ...jobContracts["account-audit"],
  checkpoint: z.null(),
} as const;

/** Proves the owner's account by replay of its entries. */
export const accountAudit = jobType(
  policy,
  async ({ db }, { job, tick }): Promise<JobResult<"account-audit">> => {
    const audited = await auditAccount(db, job.uid, () => tick());
    if (!audited) throw new DomainError("history_is_too_long");
    const { entries, orders, findings } = audited;
    const named = findings.map((finding) => ({ uid: job.uid, ...finding }));
    return { passed: findings.length === 0, entries, orders, findings: named };
  },
);
