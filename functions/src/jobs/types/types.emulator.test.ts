import assert from "node:assert/strict";
import { adminDb, uniqueName } from "../../../test/support/backend.js";
import { captureLog } from "../../../test/support/log-lines.js";
import { writeOrders } from "../../../test/jobs/many-orders.js";
import { readObject } from "../../files/objects.js";
import { readFile } from "../../files/store.js";
import { createContext, type Context } from "../../platform/context.js";
import { startJob } from "../creating.js";
import { cancelJob } from "../steering.js";
import { readJob, updateJob } from "../store.js";
import { workOn } from "../working.js";
import { orderHistoryExport } from "./order-history-export.js";

/** Three pages, the last of which is not full. */
const rows = 1_234;

describe("an export of many orders", function () {
  this.timeout(120_000);
  const uid = uniqueName("exporter");
  let context: Context;
  let ids: string[];
  let stopLog: () => void;

  before(async () => {
    stopLog = captureLog([]);
    const queue = { enqueue: () => Promise.resolve("queued" as const) };
    context = { ...createContext({ db: adminDb() }), queue };
    ids = await writeOrders(context.db, uid, rows);
  });
  after(() => stopLog());

  async function make() {
    const request = { uid, requestId: uniqueName("r"), type: "order-history-export" } as const;
    return (await startJob(context, { ...request, params: { format: "ndjson" } })).job;
  }
  const work = (jobId: string) => workOn(context, orderHistoryExport, { jobId, generation: 1 });
  const resultOf = async (jobId: string) => (await readJob(context.db, jobId))?.job.result;

  async function idsOf(fileId: string): Promise<unknown[]> {
    const file = (await readFile(context.db, fileId))?.record ?? assert.fail("there is a file");
    const [facts] = await (await context.buckets.files()).file(file.path ?? "").getMetadata();
    const chunks: Uint8Array[] = [];
    const version = { name: file.path ?? "", generation: String(facts.generation) };
    for await (const chunk of readObject(await context.buckets.files(), version)) chunks.push(chunk);
    const lines = Buffer.concat(chunks).toString().trimEnd().split("\n");
    return lines.map((line) => (JSON.parse(line) as { orderId: unknown }).orderId);
  }

  it("holds every order once, newest first, though many share a moment (R-TRADE-7)", async () => {
    const { jobId } = await make();
    assert.equal((await work(jobId))["job"], "succeeded");
    const result = await resultOf(jobId);
    assert.equal(result?.["rows"], rows);
    assert.deepEqual(await idsOf(String(result["fileId"])), ids.toReversed());
  });

  it("is one file where a worker dies between the file and the job's end (R-JOB-1, R-FILE-1)", async () => {
    const { jobId } = await make();
    assert.equal((await work(jobId))["job"], "succeeded");
    const first = (await readFile(context.db, jobId))?.record;
    const over = await readJob(context.db, jobId);
    assert.ok(over);
    // As if the last write had not happened: the lease of the dead worker is over.
    const leaseUntil = new Date(0).toISOString();
    const abandoned = { status: "running", live: true, worker: "dead", leaseUntil, result: null } as const;
    await updateJob(context.db, over, { ...over.job, ...abandoned, finishedAt: null });
    assert.equal((await work(jobId))["job"], "succeeded");
    assert.deepEqual(await resultOf(jobId), { fileId: jobId, rows, bytes: first?.size });
    assert.deepEqual((await readFile(context.db, jobId))?.record, first);
  });

  it("leaves no file where it is cancelled half-way (R-JOB-3)", async () => {
    const { jobId } = await make();
    let nowMs = Date.now();
    // Each look at the clock is two seconds later: every page is a moment to stop at.
    const slow: Context = { ...context, clock: () => (nowMs += 2_000) };
    const cancelling = workOn(slow, orderHistoryExport, { jobId, generation: 1 });
    await cancelJob(context, uid, jobId);
    await cancelling;
    assert.equal((await readJob(context.db, jobId))?.job.status, "cancelled");
    assert.equal(await readFile(context.db, jobId), undefined);
  });
});
