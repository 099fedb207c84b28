import { z } from "zod";
import type { Firestore } from "firebase-admin/firestore";
import { formatShortest, readDecimal } from "../../money/amount.js";
import { quantityScaleMax } from "../../money/wire.js";
import { log } from "../../platform/log.js";
import { countAccounts, listAccountIds } from "../../portfolio/queries.js";
import { auditAccount, type AccountAudit } from "../auditing.js";
import { jobContracts, type LedgerAuditResult } from "../contract.js";
import { jobType } from "../job-type.js";

const count = z.int().min(0);
const sumText = z.string().regex(/^-?\d+(\.\d+)?$/);
const checkpoint = z.strictObject({
  after: z.string().nullable(),
  ...{ accounts: count, entries: count, orders: count, skipped: count, findingsCount: count },
  findings: jobContracts["ledger-audit"].result.shape.findings,
  sums: z.record(z.string(), z.strictObject({ users: sumText, house: sumText })),
});
type Checkpoint = z.infer<typeof checkpoint>;

const policy = {
  name: "ledger-audit",
  roles: ["operator", "admin"],
  attempts: 5,
  backoff: { minSeconds: 5, maxSeconds: 300 },
  rate: { maxDispatchesPerSecond: 1, maxConcurrentDispatches: 2 },
  timeoutSeconds: 1_800,
  leaseSeconds: 120,
  ...jobContracts["ledger-audit"],
  checkpoint,
} as const;

/** Accounts of one step. */
const pageSize = 50;
/** Half a million accounts. More need a job for each range of them. */
const pagesMax = 10_000;
const findingsMax = 100;

const begun: Checkpoint = {
  ...{
    after: null,
    accounts: 0,
    entries: 0,
    orders: 0,
    skipped: 0,
    findingsCount: 0,
    findings: [],
    sums: {},
  },
};

/** Proves every account by replay, and that what users hold and what the house holds cancel out, asset by asset. */
export const ledgerAudit = jobType(policy, async ({ db }, run): Promise<LedgerAuditResult> => {
  let kept = run.checkpoint ?? begun;
  const total = await countAccounts(db);
  for (let page = 0; page < pagesMax; page++) {
    const ids = await listAccountIds(db, { after: kept.after, until: null }, pageSize);
    kept = await auditPage(db, kept, ids, () => run.tick());
    await run.step({
      checkpoint: kept,
      progress: { done: kept.accounts, total: Math.max(total, kept.accounts) },
    });
    if (ids.length < pageSize) return reportOf(kept);
  }
  throw new RangeError(`there are more than ${pagesMax * pageSize} accounts`);
});

async function auditPage(
  db: Firestore,
  before: Checkpoint,
  ids: readonly string[],
  tick: () => Promise<void>,
): Promise<Checkpoint> {
  const next = { ...before, findings: [...before.findings], sums: { ...before.sums } };
  for (const uid of ids) {
    const audited = await auditAccount(db, uid, tick);
    next.after = uid;
    next.accounts++;
    if (audited) add(next, uid, audited);
    else next.skipped++;
  }
  return next;
}

const units = (text: string) => readDecimal(text, quantityScaleMax);
const written = (amount: bigint) => formatShortest(amount, quantityScaleMax);

function add(
  next: Checkpoint,
  uid: string,
  { entries, orders, findings, findingsCount, sums }: AccountAudit,
): void {
  next.entries += entries;
  next.orders += orders;
  next.findingsCount += findingsCount;
  const room = Math.max(0, findingsMax - next.findings.length);
  next.findings.push(...findings.slice(0, room).map((finding) => ({ uid, ...finding })));
  for (const [assetId, { users, house }] of sums) {
    const sum = next.sums[assetId] ?? { users: "0", house: "0" };
    next.sums[assetId] = {
      users: written(units(sum.users) + users),
      house: written(units(sum.house) + house),
    };
  }
}

function reportOf({ after: _, sums, ...counted }: Checkpoint): LedgerAuditResult {
  const rows = Object.entries(sums)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([assetId, { users, house }]) => {
      return { assetId, users, house, difference: written(units(users) + units(house)) };
    });
  const balanced = rows.every(({ difference }) => units(difference) === 0n);
  const passed = balanced && counted.findingsCount === 0 && counted.skipped === 0;
  const { findings, ...counts } = counted;
  if (!passed) log().error("ledger audit has findings", { ...counts, balanced, first: findings[0] });
  return { passed, ...counted, sums: rows };
}
