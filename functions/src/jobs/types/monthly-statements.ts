import { z } from "zod";
import { listEntries } from "../../ledger/queries.js";
import type { Context } from "../../platform/context.js";
import { classifyFirestoreError } from "../../platform/firestore-failure.js";
import { countAccounts, listAccountIds } from "../../portfolio/queries.js";
import { periodOf, type Period } from "../../statements/period.js";
import { profileExists } from "../../users/store.js";
import { jobContracts, type JobResult } from "../contract.js";
import { jobFor } from "../creating.js";
import { dispatch } from "../dispatching.js";
import { jobType } from "../job-type.js";
import { createJob } from "../store.js";

const name = "monthly-statements";

const checkpoint = z.strictObject({
  after: z.string().nullable(),
  ...{ accounts: z.int().min(0), statements: z.int().min(0) },
});

const policy = {
  name,
  // The schedule's own.
  roles: [],
  attempts: 10,
  backoff: { minSeconds: 5, maxSeconds: 300 },
  rate: { maxDispatchesPerSecond: 1, maxConcurrentDispatches: 1 },
  timeoutSeconds: 1_800,
  leaseSeconds: 120,
  ...jobContracts[name],
  checkpoint,
} as const;

/** Accounts of one step, looked at together. */
const pageSize = 25;
/** A million accounts. */
const pagesMax = 40_000;

/** Begins the statement of a month for everybody whose account moved in it: one each, however often this is done. */
export const monthlyStatementsJob = jobType(policy, async (context, run): Promise<JobResult<typeof name>> => {
  const { db } = context;
  const period = periodOf(run.params.month, Date.parse(run.job.createdAt));
  let kept = run.checkpoint ?? { after: null, accounts: 0, statements: 0 };
  const total = await countAccounts(db);
  for (let page = 0; page < pagesMax; page++) {
    const ids = await listAccountIds(db, { after: kept.after, until: null }, pageSize);
    const begun = await Promise.all(ids.map((uid) => beginOne(context, uid, period)));
    kept = {
      after: ids.at(-1) ?? kept.after,
      accounts: kept.accounts + ids.length,
      statements: kept.statements + begun.filter(Boolean).length,
    };
    const progress = { done: kept.accounts, total: Math.max(total, kept.accounts) };
    await run.step({ checkpoint: kept, progress });
    if (ids.length < pageSize) return { accounts: kept.accounts, statements: kept.statements };
  }
  throw new RangeError(`there are more than ${pagesMax * pageSize} accounts`);
});

/** @returns whether there is one for this account, from now on or from before */
async function beginOne(context: Context, uid: string, { month, fromMs, toMs }: Period): Promise<boolean> {
  const { db } = context;
  const bounds = { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
  const { rows } = await listEntries(db, uid, bounds, { limit: 1, after: undefined });
  // An account without a profile is nobody's any more.
  if (rows.length === 0 || !(await profileExists(db, uid))) return false;
  const params = { month, format: "pdf" } as const;
  // No client can ask under an id with points, nor is one of these refused because others are under way.
  const job = jobFor(context, { uid, requestId: `monthly.statement.${month}`, type: "statement", params });
  try {
    await createJob(db, job);
  } catch (error) {
    if (classifyFirestoreError(error) !== "exists") throw error;
    return true;
  }
  await dispatch(context, job);
  return true;
}
