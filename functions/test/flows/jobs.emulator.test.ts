import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import type { JobOutput, JobView } from "../../src/jobs/contract.js";
import { liveJobsMax } from "../../src/jobs/job.js";
import { queueOf } from "../../src/jobs/job-type.js";
import { moveMoney } from "../../src/accounts/moving.js";
import { createContext } from "../../src/platform/context.js";
import { accountPath, ordersPath } from "../../src/ledger/store.js";
import type { AuditOutput, DeadLettersOutput, QueuesOutput } from "../../src/ops/contract.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { createJobOf, jobSeen } from "../support/jobs.js";
import { makeAsset } from "../support/market.js";
import { refused, signIn, signUp, type Person } from "../support/people.js";

const later = () => new Date(Date.now() + 86_400_000).toISOString();

describe("a job", function () {
  this.timeout(120_000);
  let trader: Person;
  let operator: Person;
  before(async () => {
    [trader, operator] = await Promise.all([signUp(), signIn("operator")]);
    await trader.call("accounts-deposit", { requestId: "funds", amount: "10000.00" });
  });
  after(() => Promise.all([trader.close(), operator.close()]));

  async function ordersOf(person: Person, count: number): Promise<string> {
    const assetId = await makeAsset();
    for (let at = 0; at < count; at++) {
      const order = { orderId: `o-${at}`, assetId, side: "buy", type: "market", quantity: "1" };
      await person.call("orders-place", order);
    }
    return assetId;
  }

  async function textOf(person: Person, result: Record<string, unknown> | null): Promise<string> {
    const { url } = await person.call<{ url: string }>("files-createDownload", {
      fileId: result?.["fileId"],
    });
    return (await fetch(url, { signal: AbortSignal.timeout(120_000) })).text();
  }

  it("audits its owner's account, watched from queued to its result (R-JOB-2, R-JOB-3)", async () => {
    const input = { requestId: "audit", type: "account-audit", params: {} };
    const { job, replayed } = await trader.call<JobOutput>("jobs-create", input);
    assert.deepEqual([job.status, job.attempts, replayed], ["queued", 0, false]);
    const seen = await jobSeen(trader, job, "succeeded");
    assert.deepEqual(seen.result, { passed: true, entries: 1, orders: 0, findings: [] });
    const again = await trader.call<JobOutput>("jobs-create", input);
    assert.deepEqual([again.job.jobId, again.job.status, again.replayed], [job.jobId, "succeeded", true]);
    const got = await trader.call<{ job: JobView }>("jobs-get", { jobId: job.jobId });
    assert.deepEqual(got.job, again.job);
    assert.equal(got.job.correlationId, job.correlationId);
  });

  it("exports its owner's orders as CSV and as NDJSON, as a file of the owner's (R-JOB-2, R-TRADE-7)", async () => {
    const assetId = await ordersOf(trader, 3);
    const exports = ["csv", "ndjson"].map(async (format) => {
      const { job } = await createJobOf(trader, "order-history-export", { format });
      const { result } = await jobSeen(trader, job, "succeeded");
      assert.equal(result?.["rows"], 3);
      return textOf(trader, result);
    });
    const [csv = "", ndjson = ""] = await Promise.all(exports);
    const rows = parse<Record<string, string>>(csv, { columns: true });
    const lines = ndjson
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const newestFirst = ["o-2", "o-1", "o-0"];
    assert.deepEqual(
      [rows.map((row) => row["orderId"]), lines.map((line) => line["orderId"])],
      [newestFirst, newestFirst],
    );
    const { order } = await trader.call<{ order: Record<string, unknown> }>("orders-get", { orderId: "o-1" });
    assert.deepEqual(lines[1], order);
    for (const column of ["assetId", "status", "filledQuantity", "averagePrice", "fee", "createdAt"]) {
      assert.equal(rows[1]?.[column], order[column], column);
    }
    assert.equal(rows[0]?.["assetId"], assetId);
  });

  it("that waits for its time is cancelled at once, and begun when it is retried (R-JOB-3)", async () => {
    const { job } = await createJobOf(trader, "account-audit", {}, { notBefore: later() });
    const cancelled = await trader.call<JobOutput>("jobs-cancel", { jobId: job.jobId });
    assert.deepEqual([cancelled.job.status, cancelled.replayed], ["cancelled", false]);
    const repeat = await trader.call<JobOutput>("jobs-cancel", { jobId: job.jobId });
    assert.deepEqual([repeat.job, repeat.replayed], [cancelled.job, true]);
    const retried = await trader.call<JobOutput>("jobs-retry", { jobId: job.jobId });
    assert.deepEqual([retried.job.status, retried.replayed], ["queued", false]);
    // Its time has still not come.
    const { job: waiting } = await trader.call<JobOutput>("jobs-retry", { jobId: job.jobId });
    assert.equal(waiting.status, "queued");
    await trader.call("jobs-cancel", { jobId: job.jobId });
  });

  it("that fails is told, left as a letter, and done by its owner's retry and by an operator's (R-JOB-1, R-JOB-3)", async () => {
    const person = await signUp();
    await person.call("accounts-deposit", { requestId: "funds", amount: "10000.00" });
    await ordersOf(person, 1);
    const order = adminDb().doc(`${ordersPath(person.uid)}/o-0`);
    await order.update({ side: "neither" });
    const jobs = await Promise.all(
      ["csv", "ndjson"].map(
        async (format) => (await createJobOf(person, "order-history-export", { format })).job,
      ),
    );
    const [mine, theirs] = jobs as [JobView, JobView];
    const failed = await Promise.all(jobs.map((job) => jobSeen(person, job, "failed")));
    for (const { attempts, error } of failed) {
      assert.deepEqual(
        [attempts, error?.reason, error?.message],
        [4, "internal_error", "Something went wrong."],
      );
    }
    await order.update({ side: "buy" });
    assert.equal((await person.call<JobOutput>("jobs-retry", { jobId: mine.jobId })).replayed, false);
    const name = queueOf("order-history-export");
    const { items } = await operator.call<DeadLettersOutput>("ops-deadLetters", {
      function: name,
      limit: 100,
    });
    const letter =
      items.find(({ taskId }) => taskId === `${theirs.jobId}-1`) ?? assert.fail("there is a letter");
    assert.match(letter.error, /side/);
    const sent = [1, 2].map(() =>
      operator.call<{ replayed: boolean }>("ops-retryDeadLetter", { id: letter.id }),
    );
    assert.deepEqual((await Promise.all(sent)).map(({ replayed }) => replayed).sort(), [false, true]);
    for (const job of jobs) assert.equal((await jobSeen(person, job, "succeeded")).result?.["rows"], 1);
    const open = await operator.call<DeadLettersOutput>("ops-deadLetters", {
      function: name,
      openOnly: true,
      limit: 100,
    });
    assert.ok(!open.items.some(({ id }) => id === letter.id));
    await person.close();
  });

  it("is listed to its owner only, newest first, by type and state (R-JOB-3)", async () => {
    const person = await signUp();
    const made = [];
    for (let at = 0; at < 3; at++)
      made.push((await createJobOf(person, "account-audit", {}, { notBefore: later() })).job);
    await person.call("jobs-cancel", { jobId: made[1]?.jobId });
    const first = await person.call<{ items: JobView[]; nextCursor: string }>("jobs-list", { limit: 2 });
    const second = await person.call<{ items: JobView[]; nextCursor: null }>("jobs-list", {
      limit: 2,
      cursor: first.nextCursor,
    });
    const ids = [...first.items, ...second.items].map(({ jobId }) => jobId);
    assert.deepEqual([ids, second.nextCursor], [made.map(({ jobId }) => jobId).reverse(), null]);
    const queued = await person.call<{ items: JobView[] }>("jobs-list", {
      status: "queued",
      type: "account-audit",
    });
    assert.deepEqual(
      queued.items.map(({ jobId }) => jobId),
      [ids[0], ids[2]],
    );
    await person.close();
  });

  it("is one of at most twenty that a user has under way (R-JOB-1)", async () => {
    const person = await signUp();
    for (let at = 0; at < liveJobsMax; at++)
      await createJobOf(person, "account-audit", {}, { notBefore: later() });
    const { code } = await refused("too_many_jobs", createJobOf(person, "account-audit"));
    assert.equal(code, "failed-precondition");
    await person.close();
  });

  it("audits every account for an operator, and finds what was tampered with (R-JOB-2, R-DATA-3)", async () => {
    // Findings are told in the order of accounts, as far as there is room.
    const victim = `!${uniqueName("victim")}`;
    const context = createContext({ db: adminDb() });
    await moveMoney(context, victim, "deposit", { requestId: "funds", amount: "7.00", assetId: "USD" });
    await adminDb().doc(accountPath(victim)).update({ "balances.USD.available": "8.00" });
    const requestId = uniqueName("audit");
    const { running } = await operator.call<AuditOutput>("ops-audit", { requestId });
    assert.ok(running);
    const { result } = await jobSeen(operator, running, "succeeded");
    const { report, running: none } = await operator.call<AuditOutput>("ops-audit");
    assert.deepEqual([report, none], [result, null]);
    assert.ok(report);
    const { findings, passed, accounts, entries, sums } = report;
    assert.ok(
      findings.some(({ uid, problem }) => uid === victim && problem.includes("available USD is 8.00")),
    );
    assert.deepEqual([passed, accounts > 1, entries > 1], [false, true, true]);
    const usd = sums.find(({ assetId }) => assetId === "USD") ?? assert.fail("there are dollars");
    assert.ok(Number(usd.difference) >= 1, JSON.stringify(usd));
    await adminDb().recursiveDelete(adminDb().doc(accountPath(victim)));
  });

  it("waits in a queue that operators see, as far as the emulator tells (R-JOB-4)", async () => {
    const { queues, cannot } = await operator.call<QueuesOutput>("ops-queues");
    const audit = queues.find(({ queue }) => queue === queueOf("account-audit"));
    assert.deepEqual([audit?.state, audit?.oldestAt], ["running", null]);
    assert.ok(audit?.depth !== null && cannot.length > 0);
    await refused(
      "not_allowed",
      operator.call("ops-queues", { queue: "orders-match", action: "purge", confirm: true }),
    );
  });
});
