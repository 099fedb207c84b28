import assert from "node:assert/strict";
import type { Request } from "firebase-functions/tasks";
import { z } from "zod";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { captureLog } from "../../test/support/log-lines.js";
import { deadLetterPath } from "../dead-letters/store.js";
import { DomainError } from "./errors.js";
import { task } from "./task.js";

const policy = {
  ...{ name: "some-task", input: z.strictObject({ page: z.int() }), attempts: 3, timeoutSeconds: 60 },
  backoff: { minSeconds: 1, maxSeconds: 2 },
  rate: { maxDispatchesPerSecond: 1, maxConcurrentDispatches: 1 },
};

/** Delivers a task that always fails with this. @returns whether it threw, and its dead letter */
async function delivered(thrown: Error, attempt: number, data: unknown = { page: 1 }) {
  const db = adminDb();
  const id = uniqueName("task-");
  const failing = task(policy, () => Promise.reject(thrown));
  const request = { id, queueName: "q", retryCount: attempt - 1, data } as Request<{ page: number }>;
  const stop = captureLog([]);
  const threw = await Promise.resolve(failing.run(request))
    .then(
      () => false,
      () => true,
    )
    .finally(stop);
  const reference = db.doc(deadLetterPath(policy.name, id));
  const letter = (await reference.get()).data();
  await reference.delete();
  return { threw, letter };
}

describe("a task that cannot be done", () => {
  it("is given up at once where no other try would mend it, and leaves its error (R-JOB-1)", async () => {
    const { threw, letter } = await delivered(new DomainError("asset_not_found"), 1);
    assert.equal(threw, false);
    assert.deepEqual(
      [letter?.["function"], letter?.["reason"], letter?.["attempts"], letter?.["payload"]],
      ["some-task", "asset_not_found", 1, '{"page":1}'],
    );
  });

  it("is given up where its payload is not what the function takes (R-JOB-1)", async () => {
    const { threw, letter } = await delivered(new Error("never runs"), 1, { page: "x", more: [[1]] });
    assert.deepEqual(
      [threw, letter?.["reason"], letter?.["payload"]],
      [false, "input_is_invalid", '{"page":"x","more":[[1]]}'],
    );
  });

  for (const thrown of [new DomainError("account_is_busy"), new Error("out of the blue")]) {
    it(`is tried again until its last attempt, then recorded: ${thrown.message} (R-JOB-1)`, async () => {
      const before = await delivered(thrown, 2);
      assert.deepEqual([before.threw, before.letter], [true, undefined]);
      const last = await delivered(thrown, 3);
      assert.deepEqual([last.threw, last.letter?.["attempts"]], [false, 3]);
      assert.match(String(last.letter?.["error"]), new RegExp(thrown.message));
    });
  }
});
