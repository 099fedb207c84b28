import { z } from "zod";
import { writeGeneratedFile } from "../../files/generating.js";
import { readAccountNow } from "../../ledger/queries.js";
import { everyRole } from "../../platform/callable.js";
import type { Context } from "../../platform/context.js";
import { DomainError } from "../../platform/errors.js";
import { createPriceAt } from "../../portfolio/prices.js";
import { readQuotes } from "../../prices/store.js";
import { csvOf } from "../../statements/csv.js";
import {
  emptyFold,
  foldRecord,
  foldRecordSchema,
  proveFold,
  readFold,
  type Fold,
} from "../../statements/fold.js";
import { pdfOf } from "../../statements/pdf.js";
import { mustHaveBegun, periodOf } from "../../statements/period.js";
import { entriesOf, foldPeriod, type Ground } from "../../statements/reading.js";
import { proveAgainst, statementOf, type Statement } from "../../statements/statement.js";
import { findProfile } from "../../users/store.js";
import { jobContracts, type JobResult } from "../contract.js";
import { jobType, type Run } from "../job-type.js";

const name = "statement";

/** What the figures come from is fixed by the first worker: whoever follows adds up the same entries. */
const checkpoint = z.strictObject({ untilSeq: z.int(), fold: foldRecordSchema });

const policy = {
  name,
  roles: everyRole,
  attempts: 4,
  backoff: { minSeconds: 2, maxSeconds: 120 },
  rate: { maxDispatchesPerSecond: 10, maxConcurrentDispatches: 5 },
  timeoutSeconds: 1_800,
  leaseSeconds: 120,
  ...jobContracts[name],
  checkpoint,
} as const;

/** Entries of a month that a PDF holds: some five thousand pages. A CSV has no such bound. */
const pdfEntriesMax = 50_000;

type StatementRun = Run<z.output<typeof policy.params>, z.infer<typeof checkpoint>>;

/** The owner's account in one month, as a file. */
export const statement = jobType(
  policy,
  async (context, run: StatementRun): Promise<JobResult<typeof name>> => {
    const { job, params } = run;
    const ground = await groundOf(context, run);
    const fold = await foldAll(ground, run);
    if (params.format === "pdf" && fold.entries > pdfEntriesMax) {
      throw new DomainError("history_is_too_long", { facts: { limit: String(pdfEntriesMax) } });
    }
    proveFold(fold);
    proveAgainst(fold, ground.account);
    const made = await describe(context, run, ground, fold);
    const entries = entriesOf(ground, fold, (done) =>
      run.tick({ done, total: fold.entries, note: "writing" }),
    );
    const isPdf = params.format === "pdf";
    const { fileId, size } = await writeGeneratedFile(
      context,
      {
        ...{ fileId: job.jobId, jobId: job.jobId, uid: job.uid, kind: name },
        name: `statement-${params.month}.${params.format}`,
        contentType: isPdf ? "application/pdf" : "text/csv",
      },
      isPdf ? pdfOf(made, entries) : csvOf(made, entries),
    );
    return { fileId, bytes: size, ...resultOf(made) };
  },
  ({ month }, nowMs) => mustHaveBegun(month, nowMs),
);

async function groundOf(
  { db }: Context,
  { job, params, checkpoint: kept, step }: StatementRun,
): Promise<Ground> {
  const account = await readAccountNow(db, job.uid);
  const period = periodOf(params.month, Date.parse(job.createdAt));
  const untilSeq = kept?.untilSeq ?? account.seq;
  if (!kept) {
    // With a write of its own, though it is an empty one: what is not kept could be another for the next worker.
    const progress = { total: untilSeq, note: "adding up" };
    await step({ checkpoint: { untilSeq, fold: foldRecord(emptyFold) }, progress, also: () => undefined });
  }
  return { db, account, period, untilSeq };
}

function foldAll(ground: Ground, { checkpoint: kept, step }: StatementRun): Promise<Fold> {
  const { untilSeq } = ground;
  const begun = kept ? readFold(kept.fold) : emptyFold;
  return foldPeriod(ground, begun, (fold) =>
    step({
      checkpoint: { untilSeq, fold: foldRecord(fold) },
      progress: { done: fold.seq, total: untilSeq, note: "adding up" },
    }),
  );
}

async function describe(
  context: Context,
  { job }: StatementRun,
  ground: Ground,
  fold: Fold,
): Promise<Statement> {
  const { db, clock } = context;
  const { account, period } = ground;
  const profile = await findProfile(db, job.uid);
  // A month that is over is not valued at the prices of now.
  const isOver = period.toMs < Date.parse(job.createdAt);
  const quotes = await readQuotes(db, isOver ? [] : Object.keys(account.positions));
  const priceAt = createPriceAt(db, quotes, clock());
  return statementOf(fold, {
    ...{ account, period, madeAt: job.createdAt },
    owner: { name: profile?.displayName ?? "", email: profile?.email ?? null },
    priceOf: (assetId) => priceAt(assetId, period.toMs),
  });
}

function resultOf({ assets, entries, from, to, totals }: Statement) {
  const balances = (which: "opening" | "closing") =>
    assets.map(({ assetId, [which]: buckets }) => ({ assetId, ...buckets }));
  return { entries, from, to, totals, opening: balances("opening"), closing: balances("closing") };
}
