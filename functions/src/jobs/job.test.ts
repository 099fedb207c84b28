import assert from "node:assert/strict";
import { claim, differences, ended, jobIdOf, newJob, reopened, sweeping, type JobRecord } from "./job.js";
import { functionKeyOf, queueOf } from "./job-type.js";

const nowMs = Date.parse("2026-03-10T12:00:30.000Z");
const bounds = { attempts: 3, leaseMs: 60_000, backoffMaxMs: 30_000 };
const queued = newJob(
  {
    ...{ uid: "u", requestId: "r", type: "account-audit", params: {} },
    ...{ notBefore: null, correlationId: "a-correlation", traceparent: null },
  },
  nowMs,
);
const iso = (ms: number) => new Date(nowMs + ms).toISOString();
const changed = (change: Partial<JobRecord>): JobRecord => ({ ...queued, ...change });
const running = changed({ status: "running", worker: "w", attempts: 1, claims: 1, leaseUntil: iso(1) });
const abandoned = { ...running, leaseUntil: iso(-1) };
const failed = ended(running, { status: "failed", error: { reason: "x", message: "y" } }, nowMs);

const claimed = (job: JobRecord, generation = job.generation) => {
  const answer = claim(job, { generation, worker: "me" }, bounds, nowMs);
  return answer.kind === "dropped" ? answer.why : `${answer.kind} ${answer.job.status}`;
};

describe("a claim on a job", () => {
  const rows: [title: string, job: JobRecord, answer: string, generation?: number][] = [
    ["takes one that waits", queued, "claimed running"],
    ["takes one whose worker has died", abandoned, "claimed running"],
    ["leaves one that another works on", running, "busy"],
    ["leaves one that is over", failed, "over"],
    ["leaves one whose time has not come", changed({ notBefore: iso(1_001) }), "early"],
    ["takes one whose time comes within a second", changed({ notBefore: iso(1_000) }), "claimed running"],
    ["of an earlier generation is dropped", changed({ generation: 2 }), "stale", 1],
    ["of a generation to come is dropped while the job lives", queued, "stale", 2],
    ["of a dead letter begins one anew that has failed", failed, "claimed running", 2],
    ["two generations ahead is dropped", failed, "stale", 3],
    ["ends one that is to be cancelled", { ...abandoned, cancelRequested: true }, "ends cancelled"],
    ["ends one that has had all its attempts", { ...abandoned, attempts: 3 }, "ends failed"],
  ];
  for (const [title, job, answer, generation] of rows) {
    it(`${title} (R-JOB-1)`, () => assert.equal(claimed(job, generation), answer));
  }

  it("raises the fencing number and the attempts, and takes a lease (R-JOB-1)", () => {
    const answer = claim(abandoned, { generation: 1, worker: "me" }, bounds, nowMs);
    assert.ok(answer.kind === "claimed");
    const { claims, attempts, worker, leaseUntil, sweepMinute } = answer.job;
    assert.deepEqual([claims, attempts, worker, leaseUntil], [2, 2, "me", iso(60_000)]);
    assert.equal(sweepMinute, "2026-03-10T12:02");
  });
});

describe("the sweep", () => {
  const rows: [title: string, job: JobRecord, answer: string][] = [
    ["queues again what nobody has begun", queued, "enqueue queued"],
    ["queues again what a dead worker has left", abandoned, "enqueue queued"],
    ["waits for a worker that lives", running, "waits running"],
    ["waits for a job whose time has not come", changed({ notBefore: iso(1) }), "waits queued"],
    [
      "ends what is to be cancelled and has no worker",
      { ...abandoned, cancelRequested: true },
      "ends cancelled",
    ],
    ["ends what has had all its attempts", { ...abandoned, attempts: 3 }, "ends failed"],
    ["ends what was queued fifty times in vain", changed({ dispatches: 50 }), "ends failed"],
  ];
  for (const [title, job, answer] of rows) {
    it(`${title} (R-JOB-1)`, () => {
      const swept = sweeping(job, bounds, nowMs);
      assert.equal(swept && `${swept.kind} ${swept.job.status}`, answer);
      if (swept?.kind === "ends") assert.equal(swept.job.sweepMinute, null);
      else assert.ok((swept?.job.sweepMinute ?? "") >= "2026-03-10T12:00");
    });
  }

  it("leaves alone what is over (R-JOB-1)", () => assert.equal(sweeping(failed, bounds, nowMs), null));
});

describe("a job", () => {
  it("is the same for the same request of the same user only (R-JOB-1)", () => {
    assert.equal(jobIdOf("u", "r"), queued.jobId);
    assert.equal(
      new Set([jobIdOf("u", "r"), jobIdOf("ur", ""), jobIdOf("", "ur"), jobIdOf("u", "s")]).size,
      4,
    );
  });

  it("names what a repeat asks otherwise (R-JOB-1)", () => {
    const job = changed({ params: { a: { x: 1, y: 2 }, b: 1 } });
    const terms = { type: job.type, notBefore: null };
    assert.deepEqual(differences(job, { ...terms, params: { b: 1, a: { y: 2, x: 1 } } }), []);
    assert.deepEqual(differences(job, { ...terms, params: { b: 2, c: 1 } }), [
      "params.a",
      "params.b",
      "params.c",
    ]);
    assert.deepEqual(differences(job, { ...terms, type: "other", params: {} }), ["type"]);
    assert.deepEqual(differences(job, { ...terms, notBefore: iso(0), params: job.params }), ["notBefore"]);
  });

  it("that is begun anew has all its attempts and is a generation on (R-JOB-1)", () => {
    const { attempts, generation, live, finishedAt } = reopened({ ...failed, attempts: 3 }, nowMs);
    assert.deepEqual([attempts, generation, live, finishedAt], [0, 2, true, null]);
  });

  it("of the system may be deleted one day, of a user never: its id keeps the request's (R-DATA-7)", () => {
    assert.equal(failed.expiresAt, null);
    assert.ok(ended({ ...running, uid: "" }, { status: "cancelled" }, nowMs).expiresAt);
  });

  it("has a queue called after its type (R-JOB-1)", () => {
    assert.equal(functionKeyOf("order-history-export"), "orderHistoryExport");
    assert.equal(queueOf("ledger-audit"), "jobs-run-ledgerAudit");
  });
});
