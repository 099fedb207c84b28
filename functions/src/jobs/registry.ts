/** Every type of job there is. Its function, its queue and who may create it follow from its line here. */
import { jobTypeNames, type JobTypeName } from "./contract.js";
import type { JobType } from "./job-type.js";
import { accountAudit } from "./types/account-audit.js";
import { accountExport } from "./types/account-export.js";
import { erasure } from "./types/erasure.js";
import { ledgerAudit } from "./types/ledger-audit.js";
import { monthlyStatementsJob } from "./types/monthly-statements.js";
import { orderHistoryExport } from "./types/order-history-export.js";
import { statement } from "./types/statement.js";

export const jobTypes: Readonly<Record<JobTypeName, JobType>> = {
  "account-audit": accountAudit,
  "ledger-audit": ledgerAudit,
  "order-history-export": orderHistoryExport,
  statement,
  "monthly-statements": monthlyStatementsJob,
  "account-export": accountExport,
  erasure,
};

/** Undefined for a type that has been taken away while jobs of it were stored. */
export const jobTypeOf = (name: string): JobType | undefined =>
  jobTypeNames.includes(name as JobTypeName) ? jobTypes[name as JobTypeName] : undefined;
