import assert from "node:assert/strict";
import { HttpsError, type AuthBlockingEvent } from "firebase-functions/identity";
import type { ScheduledEvent } from "firebase-functions/scheduler";
import { captureLog, type Line } from "../../test/support/log-lines.js";
import { DomainError } from "./errors.js";
import { beforeCreation, documentWritten, scheduled, type NewUser, type Written } from "./trigger.js";

type Run<Event> = { run: (event: Event) => Promise<unknown> };

async function told(run: () => Promise<unknown>) {
  const lines: Line[] = [];
  const stop = captureLog(lines);
  try {
    return { answer: await run(), lines };
  } catch (error) {
    return { error, lines };
  } finally {
    stop();
  }
}

const schedule = (work: () => Promise<Record<string, unknown>>) => {
  const policy = { name: "some-schedule", schedule: "every 1 minutes", timeoutSeconds: 60 };
  const made = scheduled(policy, work) as unknown as Run<ScheduledEvent>;
  return told(() => made.run({ scheduleTime: "2026-01-31T09:00:00Z" }));
};

const creation = (work: () => Promise<NewUser>) => {
  const made = beforeCreation("some-creation", work) as unknown as Run<AuthBlockingEvent>;
  return told(() => made.run({ data: { uid: "someone" } } as unknown as AuthBlockingEvent));
};

describe("a scheduled function", () => {
  it("leaves one line with what it did and a correlation id of its own (R-OBS-1, R-OBS-2)", async () => {
    const { lines } = await schedule(() => Promise.resolve({ quotes: 3 }));
    assert.equal(lines.length, 1);
    const [line] = lines;
    assert.deepEqual(
      [line?.["severity"], line?.["function"], line?.["outcome"], line?.["quotes"]],
      ["INFO", "some-schedule", "ok", 3],
    );
    assert.match(String(line?.["correlationId"]), /^[0-9a-f-]{36}$/);
  });

  it("throws what went wrong on, so that the platform tries again (R-JOB-5)", async () => {
    const { error, lines } = await schedule(() => Promise.reject(new Error("secret")));
    assert.ok(error instanceof HttpsError && error.code === "internal");
    assert.ok(!JSON.stringify([error.message, error.details]).includes("secret"));
    assert.deepEqual([lines[0]?.["severity"], lines[0]?.["error"]], ["ERROR", "secret"]);
  });
});

const eventAgeMaxMs = 60_000;
type Quoted = Written<"quotes/{assetId}">;

const writing = (
  given: { ageMs?: number; exists?: boolean },
  work: (written: Quoted) => Promise<Record<string, unknown>>,
) => {
  const { ageMs = 0, exists = true } = given;
  const policy = {
    name: "some-writing",
    document: "quotes/{assetId}",
    timeoutSeconds: 60,
    eventAgeMaxMs,
  } as const;
  const made = documentWritten(policy, (_, written) => work(written)) as unknown as Run<object>;
  const time = new Date(Date.now() - ageMs).toISOString();
  const event = { id: "event-0001", time, params: { assetId: "BTC" }, data: { after: { exists } } };
  return told(() => made.run(event));
};

describe("a function at the write of a document", () => {
  it("is given the document's parameters and whether it is there, under the event's id (R-JOB-5, R-OBS-2)", async () => {
    for (const exists of [true, false]) {
      const { lines } = await writing({ exists }, (written) => Promise.resolve({ written }));
      assert.deepEqual(lines[0]?.["written"], { params: { assetId: "BTC" }, exists });
      assert.deepEqual([lines[0]["function"], lines[0]["correlationId"]], ["some-writing", "event-0001"]);
    }
  });

  it("drops an event that is too old, and takes one that is not (R-JOB-5)", async () => {
    let taken = 0;
    const work = () => Promise.resolve({ taken: ++taken });
    const { lines } = await writing({ ageMs: eventAgeMaxMs + 5_000 }, work);
    assert.deepEqual([lines[0]?.["dropped"], taken], [true, 0]);
    await writing({ ageMs: eventAgeMaxMs - 5_000 }, work);
    assert.equal(taken, 1);
  });

  it("throws what went wrong on, so that the platform delivers the event again (R-JOB-5)", async () => {
    const { error } = await writing({}, () => Promise.reject(new DomainError("account_is_busy")));
    assert.ok(error instanceof HttpsError);
    assert.equal((error.details as { reason: string }).reason, "account_is_busy");
  });
});

describe("a function before the creation of a user", () => {
  it("answers the claims (R-AUTH-5)", async () => {
    const { answer, lines } = await creation(() => Promise.resolve({ customClaims: { role: "trader" } }));
    assert.deepEqual(answer, { customClaims: { role: "trader" } });
    assert.equal(lines[0]?.["uid"], "someone");
  });

  it("refuses with message and code, and logs a refusal as no error (R-AUTH-5, R-OBS-1)", async () => {
    const { error, lines } = await creation(() => Promise.reject(new DomainError("not_allowed")));
    assert.ok(error instanceof HttpsError && error.code === "permission-denied");
    assert.deepEqual([lines[0]?.["severity"], lines[0]?.["outcome"]], ["INFO", "not_allowed"]);
  });

  it("refuses an event without a user (R-AUTH-5)", async () => {
    const none = beforeCreation("some-creation", () => assert.fail()) as unknown as Run<object>;
    await assert.rejects(none.run({}), { code: "invalid-argument" });
  });
});
