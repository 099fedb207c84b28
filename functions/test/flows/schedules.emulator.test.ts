import assert from "node:assert/strict";
import { ops } from "../../src/index.js";
import { saveDeadLetter } from "../../src/dead-letters/store.js";
import { ended, jobIdOf, newJob, systemUid } from "../../src/jobs/job.js";
import { createJob, readJob } from "../../src/jobs/store.js";
import { utcDay } from "../../src/ledger/account.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { captureLog } from "../support/log-lines.js";

const dayMs = 86_400_000;

describe("schedules of operators", function () {
  this.timeout(180_000);
  let stopLog: () => void;
  before(() => (stopLog = captureLog([])));
  after(() => stopLog());

  const event = () => ({ scheduleTime: new Date().toISOString() });
  const threeTimes = async (run: (event: { scheduleTime: string }) => unknown) => {
    await Promise.all([run(event()), run(event())]);
    await run(event());
  };

  it("start one audit a day, however often and beside what they run (R-JOB-5)", async () => {
    await threeTimes((it) => ops.dailyAudit.run(it));
    const requestId = `ledger-audit-${utcDay(Date.now())}`;
    const found = await readJob(adminDb(), jobIdOf(systemUid, requestId));
    assert.deepEqual([found?.job.type, found?.job.generation], ["ledger-audit", 1]);
    const sameDay = await adminDb().collection("jobs").where("requestId", "==", requestId).get();
    assert.equal(sameDay.size, 1);
  });

  it("delete what was kept long enough and nothing else, also beside themselves (R-JOB-5, R-DATA-7)", async () => {
    const make = async (uid: string, endedMs: number) => {
      const terms = { uid, requestId: uniqueName("r"), type: "account-audit", params: {}, notBefore: null };
      const job = newJob({ ...terms, correlationId: "made-by-a-test", traceparent: null }, endedMs);
      await createJob(adminDb(), ended(job, { status: "cancelled" }, endedMs));
      return job.jobId;
    };
    const letter = async (atMs: number) => {
      const taskId = uniqueName("t");
      await saveDeadLetter(adminDb(), {
        ...{ function: "some-function", taskId, payload: {}, reason: "internal_error", error: "" },
        ...{ attempts: 1, correlationId: "made-by-a-test", atMs },
      });
      return taskId;
    };
    const [old, recent] = [Date.now() - 91 * dayMs, Date.now() - 89 * dayMs];
    const jobs = [
      await make(systemUid, old),
      await make(systemUid, recent),
      await make(uniqueName("u"), old),
    ];
    const letters = [await letter(old), await letter(recent)];
    await threeTimes((it) => ops.cleanUp.run(it));
    const isThere = async (path: string) => (await adminDb().doc(path).get()).exists;
    assert.deepEqual(await Promise.all(jobs.map((id) => isThere(`jobs/${id}`))), [false, true, true]);
    const left = await Promise.all(letters.map((id) => isThere(`deadLetters/some-function.${id}`)));
    assert.deepEqual(left, [false, true]);
  });
});
