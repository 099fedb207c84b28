import assert from "node:assert/strict";
import { HttpsError } from "firebase-functions/https";
import type { Request } from "firebase-functions/tasks";
import { z } from "zod";
import { captureLog, type Line } from "../../test/support/log-lines.js";
import { DomainError } from "./errors.js";
import { task, type Task } from "./task.js";

const policy = {
  ...{ name: "some-task", input: z.strictObject({ page: z.int() }), attempts: 4, timeoutSeconds: 60 },
  backoff: { minSeconds: 2, maxSeconds: 60 },
  rate: { maxDispatchesPerSecond: 5, maxConcurrentDispatches: 3 },
};
type Payload = { page: number };

async function told(
  request: Partial<Request<Payload>>,
  work: (given: Task<Payload>) => Promise<Record<string, unknown>>,
) {
  const lines: Line[] = [];
  const stop = captureLog(lines);
  const made = task(policy, (_, given) => work(given));
  try {
    const asked = { id: "t-1", queueName: "q", retryCount: 0, data: { page: 1 }, ...request };
    await made.run(asked as Request<Payload>);
    return { lines };
  } catch (error) {
    return { error, lines };
  } finally {
    stop();
  }
}

describe("a task", () => {
  it("states attempts, backoff and rate of its queue (R-JOB-1)", () => {
    const { __endpoint: endpoint } = task(policy, () => Promise.resolve({})) as unknown as {
      __endpoint: { taskQueueTrigger: unknown; timeoutSeconds: number };
    };
    assert.deepEqual(JSON.parse(JSON.stringify(endpoint.taskQueueTrigger)), {
      retryConfig: {
        ...{ maxAttempts: 4, minBackoffSeconds: 2, maxBackoffSeconds: 60 },
        ...{ maxRetrySeconds: null, maxDoublings: null },
      },
      rateLimits: { maxConcurrentDispatches: 3, maxDispatchesPerSecond: 5 },
      invoker: ["private"],
    });
    assert.equal(endpoint.timeoutSeconds, 60);
  });

  it("gets its payload, its attempt and the correlation id that it was queued with (R-OBS-2, R-JOB-1)", async () => {
    const given: Task<Payload>[] = [];
    const headers = { "x-correlation-id": "from-the-caller" };
    const { lines } = await told({ headers, retryCount: 2 }, (it) => {
      given.push(it);
      return Promise.resolve({ accounts: 3 });
    });
    assert.deepEqual(given, [
      { id: "t-1", input: { page: 1 }, attempt: 3, correlationId: "from-the-caller" },
    ]);
    const [line] = lines;
    assert.deepEqual(
      [line?.["function"], line?.["correlationId"], line?.["outcome"], line?.["accounts"], line?.["attempt"]],
      ["some-task", "from-the-caller", "ok", 3, 3],
    );
  });

  for (const [what, thrown] of [
    ["what can be mended by another try", new DomainError("account_is_busy")],
    ["what nobody foresaw", new Error("secret")],
  ] as const) {
    it(`throws ${what}, so that the queue comes again (R-JOB-1)`, async () => {
      const { error, lines } = await told({ retryCount: 2 }, () => Promise.reject(thrown));
      assert.ok(error instanceof HttpsError);
      assert.ok(!JSON.stringify([error.message, error.details]).includes("secret"));
      assert.deepEqual([lines[0]?.["severity"], lines[0]?.["attempt"]], ["WARNING", 3]);
    });
  }
});
