import type { Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import { exportPage, type ExportPage } from "../../accounts/exporting.js";
import { writeGeneratedFile } from "../../files/generating.js";
import type { FileRecord } from "../../files/file.js";
import { findObject, readObject } from "../../files/objects.js";
import { everyRole } from "../../platform/callable.js";
import type { Context } from "../../platform/context.js";
import { digestAfter, headerSchema, noLines, type Header, type PersonalLine } from "../../verifier/format.js";
import { linesOf } from "../../verifier/lines.js";
import { jobContracts, type JobResult } from "../contract.js";
import { jobType } from "../job-type.js";
import { personalSources, readPersonalDocuments, readPersonalPage } from "../queries.js";

const name = "account-export";

const policy = {
  name,
  roles: everyRole,
  attempts: 4,
  backoff: { minSeconds: 2, maxSeconds: 120 },
  rate: { maxDispatchesPerSecond: 2, maxConcurrentDispatches: 3 },
  timeoutSeconds: 1_800,
  leaseSeconds: 120,
  ...jobContracts[name],
  // A stream into Storage cannot be gone on with: a worker that follows another begins a new one.
  checkpoint: z.null(),
} as const;

/** Records in memory at once. */
const pageSize = 500;

/** Everything of the owner: the ledger as of one moment, which proves itself, then what is personal. */
export const accountExport = jobType(policy, async (context, run): Promise<JobResult<typeof name>> => {
  const { job, tick } = run;
  async function* text(): AsyncGenerator<string> {
    let [digest, lines] = [noLines, 0];
    for await (const page of allLines(context.db, job.uid)) {
      for (const line of page) digest = digestAfter(digest, line);
      lines += page.length;
      await tick({ done: lines });
      yield page.map((line) => `${line}\n`).join("");
    }
    yield `${JSON.stringify({ type: "personal-end", lines, sha256: digest })}\n`;
  }
  const file = await writeGeneratedFile(
    context,
    {
      ...{ fileId: job.jobId, jobId: job.jobId, uid: job.uid, kind: "export" },
      ...{ name: `account-${job.createdAt.slice(0, 10)}.ndjson`, contentType: "application/x-ndjson" },
    },
    text(),
  );
  // Of the file itself: another worker may have been the one who wrote it.
  const { seq, headHash } = await headerOf(context, file);
  return { fileId: file.fileId, bytes: file.size, seq, headHash };
});

async function* allLines(db: Firestore, uid: string): AsyncGenerator<string[]> {
  for (let page: ExportPage | null = null; !page || page.next;) {
    page = await exportPage(db, uid, page?.next ?? null, pageSize);
    yield page.lines;
  }
  const line = (of: string, record: Record<string, unknown>) =>
    JSON.stringify({ type: "personal", of, record } satisfies PersonalLine);
  yield (await readPersonalDocuments(db, uid)).map(({ of, record }) => line(of, record));
  for (const source of personalSources) {
    for (let after: string | undefined = ""; after !== undefined;) {
      const page = await readPersonalPage(db, uid, source, { after, limit: pageSize });
      yield page.map(({ id, record }) => line(source, { ...record, id }));
      after = page.length < pageSize ? undefined : page.at(-1)?.id;
    }
  }
}

async function headerOf(context: Context, { path }: FileRecord): Promise<Header> {
  const bucket = await context.buckets.files();
  const object = await findObject(bucket, path ?? "");
  if (!object) throw new Error("the file that was written is gone");
  for await (const line of linesOf(readObject(bucket, object))) {
    if ("problem" in line) break;
    return headerSchema.parse(JSON.parse(Buffer.from(line.bytes).toString()));
  }
  throw new Error("the file that was written has no header");
}
