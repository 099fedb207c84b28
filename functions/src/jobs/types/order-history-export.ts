import type { Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import { writeGeneratedFile } from "../../files/generating.js";
import { listOrders, type Page } from "../../ledger/queries.js";
import { historyHead, historyPage, historyTypes } from "../../orders/history-text.js";
import { everyRole } from "../../platform/callable.js";
import { DomainError } from "../../platform/errors.js";
import { jobContracts, type JobParams, type JobResult } from "../contract.js";
import { jobType } from "../job-type.js";

const name = "order-history-export";

const policy = {
  name,
  roles: everyRole,
  attempts: 4,
  backoff: { minSeconds: 2, maxSeconds: 120 },
  rate: { maxDispatchesPerSecond: 5, maxConcurrentDispatches: 5 },
  timeoutSeconds: 1_800,
  leaseSeconds: 120,
  ...jobContracts[name],
  // A stream into Storage cannot be gone on with: a worker that follows another begins a new one.
  checkpoint: z.null(),
} as const;

/** Rows in memory at once. */
const pageSize = 500;
const rowsMax = 1_000_000;

/** The owner's orders that were placed before the job, newest first, as a file. */
export const orderHistoryExport = jobType(policy, async (context, run): Promise<JobResult<typeof name>> => {
  const { job, params } = run;
  const { format, from, to = job.createdAt } = params;
  let rows: number | null = null;
  async function* text(): AsyncGenerator<string> {
    rows = 0;
    yield historyHead(format);
    for await (const page of pagesOf(context.db, job.uid, { from, to })) {
      rows += page.length;
      await run.tick({ done: rows });
      yield historyPage(format, page);
    }
  }
  const { fileId, size } = await writeGeneratedFile(
    context,
    {
      ...{ fileId: job.jobId, jobId: job.jobId, uid: job.uid, kind: "export" },
      ...{ name: `orders-${job.createdAt.slice(0, 10)}.${format}`, contentType: historyTypes[format] },
    },
    text(),
  );
  // A worker that ended between the file and the job has left it ready: then nothing was read.
  rows ??= await countRows(pagesOf(context.db, job.uid, { from, to }));
  return { fileId, rows, bytes: size };
});

type Bounds = Pick<JobParams<typeof name>, "from" | "to">;

async function* pagesOf(db: Firestore, uid: string, bounds: Bounds) {
  let after: Page["after"];
  for (let read = 0; read < rowsMax; read += pageSize) {
    const { rows, more } = await listOrders(db, uid, bounds, { limit: pageSize, after });
    yield rows;
    const last = rows.at(-1);
    if (!more || !last) return;
    after = [last.createdAt, last.acceptedSeq, last.orderId];
  }
  throw new DomainError("history_is_too_long");
}

async function countRows(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const page of pages) count += page.length;
  return count;
}
