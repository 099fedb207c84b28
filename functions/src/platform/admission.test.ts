import assert from "node:assert/strict";
import type { Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import { captureLog, type Line } from "../../test/support/log-lines.js";
import { callable } from "./callable.js";
import { createContext, replaceProcessContext } from "./context.js";
import { countOf } from "./counters.js";
import type { Failure } from "./failure.js";
import { http } from "./http.js";
import type { Identification } from "./identity.js";

type Wire = (request: object, response: object) => Promise<void>;
type Answer = {
  readonly status: number;
  readonly body: { error?: { status?: string; details: Failure["details"] } } | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly lines: readonly Line[];
};

/** Calls a function as its server does, with the address that its front end appends. */
async function ask(made: unknown, address: string, request: object = {}): Promise<Answer> {
  const headers: Record<string, string> = {};
  let [status, body]: [number, Answer["body"]] = [200, undefined];
  const response = {
    setHeader: (name: string, value: string) => (headers[name.toLowerCase()] = value),
    status: (code: number) => {
      status = code;
      return { json: (value: Answer["body"]) => (body = value) };
    },
    on: () => response,
  };
  const lines: Line[] = [];
  const stop = captureLog(lines);
  try {
    const sent = { "x-forwarded-for": address, origin: "https://demo-bourse.web.app" };
    // Without a body it is refused by the wire guard, which comes after the limit of the address.
    await (made as Wire)({ method: "POST", headers: sent, ...request }, response);
  } finally {
    stop();
  }
  return { status, body, headers, lines };
}

const bucket = { burst: 3, refill: 3, everyMs: 3_600_000 };
const open = callable(
  { name: "some-name", roles: "anyone", rateClass: "public", input: z.strictObject({}) },
  () => Promise.resolve("done"),
);

describe("admission by rate", () => {
  const given = process.env["RATE_LIMITS"];
  beforeEach(() => {
    process.env["RATE_LIMITS"] = JSON.stringify({ public: { address: bucket }, read: { user: bucket } });
  });
  after(() => {
    if (given === undefined) delete process.env["RATE_LIMITS"];
    else process.env["RATE_LIMITS"] = given;
  });

  it("counts an address down in the headers of each answer, which a web page may read (R-EDGE-1)", async () => {
    const left = [];
    for (let call = 0; call < 3; call++) {
      const { headers, status } = await ask(open, "198.51.100.1");
      assert.deepEqual([status, headers["ratelimit-limit"]], [400, "3"]);
      assert.ok(Number(headers["ratelimit-reset"]) > 3_500, headers["ratelimit-reset"]);
      assert.match(headers["access-control-expose-headers"] ?? "", /RateLimit-Remaining.*Retry-After/);
      left.push(headers["ratelimit-remaining"]);
    }
    assert.deepEqual(left, ["2", "1", "0"]);
  });

  it("refuses the call too many with 429, what to wait, and one counted log line (R-EDGE-1)", async () => {
    const address = "198.51.100.2";
    const counted = () => countOf("rate_limited", { rateClass: "public", by: "address" });
    const before = counted();
    for (let call = 0; call < 3; call++) assert.equal((await ask(open, address)).status, 400);
    const { status, body, headers, lines } = await ask(open, address);
    assert.deepEqual([status, body?.error?.status], [429, "RESOURCE_EXHAUSTED"]);
    const { reason, retryable, retryAfterMs = 0, facts } = body?.error?.details ?? assert.fail();
    assert.deepEqual([reason, retryable, facts], ["rate_limited", true, { by: "address", limit: "3" }]);
    assert.ok(retryAfterMs > 3_500_000 && retryAfterMs <= 3_600_000, String(retryAfterMs));
    assert.equal(headers["retry-after"], String(Math.ceil(retryAfterMs / 1_000)));
    assert.equal(headers["access-control-allow-origin"], "https://demo-bourse.web.app");
    assert.deepEqual(
      lines.map(({ outcome, limitedBy, limit }) => [outcome, limitedBy, limit]),
      [["rate_limited", "address", "3"]],
    );
    assert.equal(counted() - before, 1);
    assert.equal((await ask(open, "198.51.100.3")).status, 400);
  });

  it("is not dodged by what a client writes before its address (R-EDGE-2)", async () => {
    for (let call = 0; call < 3; call++) {
      assert.equal((await ask(open, `203.0.113.${call}, 198.51.100.4`)).status, 400);
    }
    for (const forged of ["1.2.3.4, 198.51.100.4", "198.51.100.99,198.51.100.4", "::ffff:198.51.100.4"]) {
      assert.equal((await ask(open, forged)).status, 429, forged);
    }
  });

  it("counts a user over all addresses, after it knows him and before it parses (R-EDGE-1)", async () => {
    const policy = {
      name: "some-name",
      roles: ["trader"],
      rateClass: "read",
      input: z.strictObject({}),
    } as const;
    const { run } = callable(policy, () => Promise.resolve("done")) as unknown as {
      run: (request: object) => Promise<unknown>;
    };
    const context = createContext({ db: {} as Firestore });
    const caller = { role: "trader", sessionId: null, authTimeMs: 0, expiresAtMs: 0 } as const;
    const call = async (uid: string | null, data: object = {}) => {
      const known = uid === null ? null : { ...caller, uid };
      const identified: Identification = known ? { verdict: "valid", caller: known } : { verdict: "missing" };
      replaceProcessContext({ ...context, identify: () => Promise.resolve(identified) });
      const headers: Record<string, string> = {};
      const rawRequest = {
        headers: {},
        res: { setHeader: (name: string, to: string) => (headers[name] = to) },
      };
      const stop = captureLog([]);
      try {
        await run({ data, rawRequest });
        return ["served", headers["RateLimit-Remaining"]];
      } catch (error) {
        return [(error as { details: Failure["details"] }).details.reason, headers["RateLimit-Remaining"]];
      } finally {
        stop();
        replaceProcessContext(undefined);
      }
    };
    assert.deepEqual(await call("noisy"), ["served", "2"]);
    assert.deepEqual(await call("noisy", { more: 1 }), ["input_is_invalid", "1"]);
    assert.deepEqual(await call(null), ["sign_in_required", undefined]);
    assert.deepEqual(await call("noisy"), ["served", "0"]);
    assert.deepEqual(await call("noisy", { more: 1 }), ["rate_limited", "0"]);
    assert.deepEqual(await call("quiet"), ["served", "2"]);
  });

  it("holds for plain HTTP functions as well (R-EDGE-1)", async () => {
    const made = http({ name: "some-http", method: "GET", rateClass: "public" }, () =>
      Promise.resolve({ status: 200, body: {} }),
    );
    const statuses = [];
    for (let call = 0; call < 4; call++) {
      statuses.push((await ask(made, "198.51.100.6", { method: "GET" })).status);
    }
    assert.deepEqual(statuses, [200, 200, 200, 429]);
  });

  it("answers nobody under limits that are none, rather than everybody (R-EDGE-1)", async () => {
    for (const wrong of ['{"read":{"user":{"burst":0,"refill":1,"everyMs":1}}}', '{"reads":{}}', "{"]) {
      process.env["RATE_LIMITS"] = wrong;
      assert.equal((await ask(open, "198.51.100.7")).status, 500, wrong);
    }
  });
});
