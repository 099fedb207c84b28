import assert from "node:assert/strict";
import { captureLog, type Line } from "../../test/support/log-lines.js";
import { DomainError, errorTable, type WireCode } from "./errors.js";
import { http, type HttpAnswer } from "./http.js";
import { reasons } from "./reasons.js";

type Handler = (request: object, response: object) => Promise<void>;

async function ask(handler: () => Promise<HttpAnswer>, request: object = {}) {
  const headers: Record<string, string> = {};
  let [status, body]: [number, unknown] = [0, undefined];
  const lines: Line[] = [];
  const stop = captureLog(lines);
  const response = {
    setHeader: (name: string, value: string) => (headers[name] = value),
    status: (code: number) => {
      status = code;
      return { json: (value: unknown) => (body = value) };
    },
    on: () => response,
  };
  try {
    const made = http(
      { name: "some-http", method: "GET", rateClass: "public" },
      handler,
    ) as unknown as Handler;
    await made({ method: "GET", headers: {}, ...request }, response);
  } finally {
    stop();
  }
  return { status, body: body as { error: { details: Record<string, unknown> } }, headers, lines };
}

const statuses: Record<WireCode, number> = {
  ...{ unauthenticated: 401, "permission-denied": 403, "invalid-argument": 400, "not-found": 404 },
  ...{ "failed-precondition": 400, "already-exists": 409, "resource-exhausted": 429 },
  ...{ unavailable: 503, internal: 500 },
};

describe("an HTTP function", () => {
  it("answers what its handler says, never to be stored, with its correlation id (R-OBS-2)", async () => {
    const request = { headers: { "x-correlation-id": "asked-for-1" } };
    const answer = await ask(() => Promise.resolve({ status: 503, body: { status: "down" } }), request);
    assert.deepEqual([answer.status, answer.body], [503, { status: "down" }]);
    assert.equal(answer.headers["x-correlation-id"], "asked-for-1");
    assert.equal(answer.headers["cache-control"], "no-store");
    assert.deepEqual(
      answer.lines.map(({ outcome, status, correlationId }) => [outcome, status, correlationId]),
      [["ok", 503, "asked-for-1"]],
    );
  });

  it("refuses other methods than its own (R-EDGE-5)", async () => {
    for (const method of ["POST", "PUT", "DELETE", "HEAD"]) {
      const { status, body } = await ask(() => assert.fail(), { method });
      assert.deepEqual([status, body.error.details["reason"]], [400, "method_not_allowed"]);
    }
  });

  it("refuses a request of more than 64 KiB, and takes one of 64 KiB (R-EDGE-5)", async () => {
    const { status, body } = await ask(() => assert.fail(), { rawBody: Buffer.alloc(65_537) });
    assert.deepEqual([status, body.error.details["reason"]], [400, "input_is_invalid"]);
    const twin = await ask(() => Promise.resolve({ status: 200, body: {} }), {
      rawBody: Buffer.alloc(65_536),
    });
    assert.equal(twin.status, 200);
  });

  it("answers each reason with the status of its code", async () => {
    for (const reason of reasons) {
      const { status, body } = await ask(() => Promise.reject(new DomainError(reason)));
      assert.deepEqual([status, body.error.details["reason"]], [statuses[errorTable[reason].code], reason]);
    }
  });

  it("tells nothing of an unknown error but the correlation id", async () => {
    const { status, body, lines } = await ask(() => Promise.reject(new Error("secret")));
    assert.equal(status, 500);
    assert.ok(!JSON.stringify(body).includes("secret"));
    assert.equal(body.error.details["correlationId"], lines[0]?.["correlationId"]);
    assert.equal(lines[0]?.["severity"], "ERROR");
  });
});
