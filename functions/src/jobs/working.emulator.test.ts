import assert from "node:assert/strict";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { captureLog } from "../../test/support/log-lines.js";
import { countingJob, stepsOfJob, tallyOf, type CountingRun } from "../../test/jobs/counting-job.js";
import { deadLetterPath } from "../dead-letters/store.js";
import { createContext, type Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import type { JobType } from "./job-type.js";
import { queueOf } from "./job-type.js";
import { newJob, taskIdOf, type JobRecord } from "./job.js";
import { cancelJob, retryJob } from "./steering.js";
import { createJob, readJob } from "./store.js";
import { sweepJobs } from "./sweeping.js";
import { workOn } from "./working.js";

/** A day on which no other test's jobs are due. */
const startMs = Date.parse("2001-02-03T09:00:00.000Z");

type Enqueued = { readonly name: string; readonly id: string | undefined; readonly payload: unknown };

describe("a worker", () => {
  let nowMs = startMs;
  let queued: Enqueued[] = [];
  let context: Context;
  let stopLog: () => void;

  before(() => {
    const made = createContext({ db: adminDb(), clock: () => nowMs });
    const enqueue = (name: string, payload: unknown, options?: { id?: string }) => {
      queued.push({ name, id: options?.id, payload });
      return Promise.resolve("queued" as const);
    };
    context = { ...made, queue: { enqueue } };
  });
  beforeEach(() => {
    [nowMs, queued] = [startMs, []];
    stopLog = captureLog([]);
  });
  afterEach(() => stopLog());

  async function make(): Promise<JobRecord> {
    const name = uniqueName("worker");
    const job = newJob(
      {
        ...{ uid: name, requestId: name, type: "counting", params: { name } },
        ...{ correlationId: `of-${name}`, traceparent: null, notBefore: null },
      },
      nowMs,
    );
    await createJob(context.db, job);
    return job;
  }
  const now = async ({ jobId }: JobRecord) =>
    (await readJob(context.db, jobId))?.job ?? assert.fail("is there");
  const counted = async ({ jobId }: JobRecord) =>
    ((await tallyOf(context.db, jobId).get()).get("counted") as number | undefined) ?? 0;
  const deliver = async (type: JobType, job: JobRecord, generation = 1) =>
    (await workOn(context, type, { jobId: job.jobId, generation }))["job"];
  const sweep = (type: JobType) => sweepJobs(context, (name) => (name === type.name ? type : undefined));
  const quiet = countingJob(() => undefined);

  /** A worker that stops before its second step until it is told to go on, if ever. */
  function stopping() {
    let goOn: () => void = () => undefined;
    let stopped: () => void = () => undefined;
    const isStopped = new Promise<void>((resolve) => (stopped = resolve));
    const type = countingJob(({ job }: CountingRun, step) => {
      if (step !== 1 || job.attempts > 1) return;
      stopped();
      return new Promise<void>((resolve) => (goOn = resolve));
    });
    return { type, isStopped, goOn: () => goOn() };
  }

  it("ends a job once, however often its task comes (R-JOB-1, R-JOB-3)", async () => {
    const job = await make();
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => deliver(quiet, job)));
    assert.equal(outcomes.filter((outcome) => outcome === "succeeded").length, 1);
    assert.equal(await deliver(quiet, job), "over");
    const { status, progress, result, attempts, sweepMinute } = await now(job);
    assert.deepEqual([status, attempts, sweepMinute], ["succeeded", 1, null]);
    assert.deepEqual(progress, { done: stepsOfJob, total: stepsOfJob, note: null });
    assert.deepEqual(result, { counted: stepsOfJob });
    assert.equal(await counted(job), stepsOfJob);
  });

  it("that dies half-way is followed by one that does the rest and nothing twice (R-JOB-1)", async () => {
    const job = await make();
    const { type, isStopped, goOn } = stopping();
    const first = deliver(type, job);
    await isStopped;
    assert.equal((await now(job)).progress.done, 1);
    assert.equal(await deliver(type, job), "busy");
    nowMs += 61_000;
    assert.equal(await deliver(type, job), "succeeded");
    // The first was only slow: it comes back to find that it is too late.
    goOn();
    assert.equal(await first, "lost");
    const { status, attempts, claims } = await now(job);
    assert.deepEqual([status, attempts, claims, await counted(job)], ["succeeded", 2, 2, stepsOfJob]);
  });

  it("that comes back while another works is shut out at its next step (R-JOB-1)", async () => {
    const job = await make();
    const [slow, next] = [stopping(), stopping()];
    const first = deliver(slow.type, job);
    await slow.isStopped;
    nowMs += 61_000;
    const other = countingJob(async (_, step) => {
      if (step !== 1) return;
      slow.goOn();
      assert.equal(await first, "lost");
    });
    assert.equal(await deliver(other, job), "succeeded");
    next.goOn();
    assert.equal(await counted(job), stepsOfJob);
  });

  it("that has died is noticed by the sweep, which queues the job under a name never used (R-JOB-1)", async () => {
    const job = await make();
    const { type, isStopped } = stopping();
    void deliver(type, job);
    await isStopped;
    await sweep(type);
    assert.equal(queued.length, 0);
    nowMs += 180_000;
    await Promise.all([sweep(type), sweep(type)]);
    const mine = queued.filter(({ payload }) => (payload as { jobId: string }).jobId === job.jobId);
    assert.deepEqual(
      mine.map(({ id }) => id),
      [taskIdOf(await now(job))],
    );
    assert.notEqual(taskIdOf(await now(job)), taskIdOf(job));
    assert.equal(await deliver(quiet, job), "succeeded");
    assert.equal(await counted(job), stepsOfJob);
  });

  it("gives a job back for what may pass, and the sweep comes where the queue does not (R-JOB-1)", async () => {
    const job = await make();
    const failing = countingJob(({ job: { attempts } }, step) => {
      if (step === 1 && attempts < 3) throw new DomainError("service_unavailable");
    });
    await assert.rejects(deliver(failing, job), { reason: "service_unavailable" });
    const waiting = await now(job);
    assert.deepEqual([waiting.status, waiting.error?.reason], ["queued", "service_unavailable"]);
    nowMs += 180_000;
    await sweep(failing);
    assert.ok(queued.some(({ id }) => id?.startsWith(job.jobId)));
    await assert.rejects(deliver(failing, job));
    assert.equal(await deliver(failing, job), "succeeded");
    const { error, attempts } = await now(job);
    assert.deepEqual([error, attempts, await counted(job)], [null, 3, stepsOfJob]);
  });

  for (const [title, thrown, deliveries] of [
    ["at once where no other try would mend it", new DomainError("history_is_too_long"), 1],
    ["after its last attempt where one might have", new Error("out of the blue"), 4],
  ] as const) {
    it(`fails a job ${title}, and leaves a letter that begins it anew (R-JOB-1)`, async () => {
      const job = await make();
      const failing = countingJob((_, step) => {
        if (step === 1) throw thrown;
      });
      for (let attempt = 1; attempt < deliveries; attempt++) await assert.rejects(deliver(failing, job));
      assert.equal(await deliver(failing, job), "failed");
      const { status, error, generation } = await now(job);
      assert.equal(status, "failed");
      const reference = context.db.doc(deadLetterPath(queueOf("counting"), `${job.jobId}-${generation}`));
      const letter = (await reference.get()).data();
      await reference.delete();
      assert.equal(letter?.["reason"], error?.reason);
      assert.match(String(letter?.["error"]), new RegExp(thrown.message));
      // What an error says of itself is for operators only.
      assert.ok(!JSON.stringify(error).includes("out of the blue"));
      const payload = JSON.parse(String(letter?.["payload"])) as { jobId: string; generation: number };
      const again = await Promise.all([1, 2].map(() => workOn(context, quiet, payload)));
      assert.equal(again.filter(({ job: outcome }) => outcome === "succeeded").length, 1);
      assert.equal(await counted(job), stepsOfJob);
    });
  }

  it("stops between two steps where the owner has cancelled (R-JOB-3)", async () => {
    const job = await make();
    const type = countingJob(async (_, step) => {
      if (step === 1) await cancelJob(context, job.uid, job.jobId);
    });
    assert.equal(await deliver(type, job), "cancelled");
    assert.deepEqual([(await now(job)).status, await counted(job)], ["cancelled", 2]);
    const { job: anew } = await retryJob(context, job.uid, job.jobId);
    assert.equal(queued.at(-1)?.id, taskIdOf(anew));
    assert.equal(await deliver(quiet, job, 1), "stale");
    assert.equal(await deliver(quiet, job, 2), "succeeded");
    assert.equal(await counted(job), stepsOfJob);
  });

  it("hands a job over to another task when its own time is nearly over, which is no attempt (R-JOB-1)", async () => {
    const job = await make();
    const type = countingJob(() => void (nowMs += 45_000), { timeoutSeconds: 100, attempts: 1 });
    const outcomes = [];
    for (let task = 0; task < 3; task++) outcomes.push(await deliver(type, job));
    assert.deepEqual(outcomes, ["handed over", "succeeded", "over"]);
    assert.deepEqual([(await now(job)).attempts, await counted(job)], [1, stepsOfJob]);
    assert.equal(queued.length, 1);
  });

  it("is not begun before its time (R-JOB-1)", async () => {
    const job = await make();
    await context.db.doc(`jobs/${job.jobId}`).update({ notBefore: new Date(nowMs + 60_000) });
    assert.equal(await deliver(quiet, job), "early");
    nowMs += 60_000;
    assert.equal(await deliver(quiet, job), "succeeded");
  });

  it("finds nothing to do for a job that is not there (R-JOB-1)", async () => {
    assert.equal(
      await workOn(context, quiet, { jobId: "0".repeat(40), generation: 1 }).then((it) => it["job"]),
      "unknown",
    );
  });
});
