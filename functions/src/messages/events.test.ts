import assert from "node:assert/strict";
import { fileChecked, jobEnded, securityNotice, statementReady } from "./events.js";

const moment = { uid: "someone", at: "2026-01-31T09:00:00.000Z" };
const job = { ...moment, jobId: "j1", generation: 2 };
const file = { fileId: "f1", name: "a.pdf" };

describe("an event that another domain tells of", () => {
  it("is named by its cause and its outcome, so that it is told once (R-TRADE-7)", () => {
    const events = [
      securityNotice({ ...moment, changeId: "c1" }, { change: "role_changed", role: "operator" }),
      jobEnded(job, { type: "order export", error: null, fileId: "f1" }),
      jobEnded(job, { type: "order export", error: "It took too long.", fileId: null }),
      statementReady(moment, { fileId: "f1", month: "2026-01" }),
      fileChecked(moment, { ...file, rejection: null }),
      fileChecked(moment, { ...file, rejection: "It is no PDF." }),
    ];
    assert.deepEqual(
      events.map(({ notificationId, kind }) => [notificationId, kind]),
      [
        ["security.c1", "security_notice"],
        ["job.j1.finished", "job_finished"],
        ["job.j1.failed.2", "job_failed"],
        ["statement.2026-01.f1", "statement_ready"],
        ["file.f1.ready", "file_ready"],
        ["file.f1.rejected", "file_rejected"],
      ],
    );
    assert.match(events[0]?.text ?? "", /It is operator now\./);
    assert.equal(events[5]?.text, "It is no PDF. It has been deleted.");
  });
});
