import assert from "node:assert/strict";
import { HttpsError, type CallableRequest } from "firebase-functions/https";
import functionsTest from "firebase-functions-test";
import { z } from "zod";
import { CommitFailure } from "../ledger/commit-failure.js";
import type { Firestore } from "firebase-admin/firestore";
import type { Role } from "../users/contract.js";
import { callable, everyRole, type CallablePolicy } from "./callable.js";
import { createContext, replaceProcessContext } from "./context.js";
import { DomainError, type WireCode } from "./errors.js";
import type { Failure } from "./failure.js";
import { refusalReasons, type Identification, type Refusal } from "./identity.js";
import { captureLog, type Line } from "../../test/support/log-lines.js";
import type { Reason } from "./reasons.js";

const { wrap, cleanup } = functionsTest({ projectId: "demo-bourse" });
const input = z.strictObject({ text: z.string().max(5).optional() });
type Policy = CallablePolicy<typeof input>;
type Asked = Partial<CallableRequest<z.input<typeof input>>> & { as?: Identification };

const signedIn = (role: Role | null = null): Asked => ({
  as: {
    verdict: "valid",
    caller: { uid: "someone", role, sessionId: "a-session", authTimeMs: 0, expiresAtMs: 0 },
  },
});
const refusedAs = (verdict: Refusal): Asked => ({ as: { verdict } });

async function ask(
  policy: Partial<Policy>,
  { as = { verdict: "missing" }, ...request }: Asked,
  handler: () => unknown = () => "done",
) {
  const context = createContext({ db: {} as Firestore });
  replaceProcessContext({ ...context, identify: () => Promise.resolve(as) });
  const made = callable({ name: "some-name", roles: everyRole, rateClass: "read", input, ...policy }, () =>
    Promise.resolve().then(handler),
  );
  const headers: Record<string, string> = {};
  const rawRequest = {
    headers: { "x-correlation-id": "asked-for-1" },
    res: { setHeader: (name: string, value: string) => (headers[name] = value) },
  };
  const lines: Line[] = [];
  const stop = captureLog(lines);
  try {
    const run = wrap(made) as unknown as (request: object) => Promise<unknown>;
    return { output: await run({ data: {}, rawRequest, ...request }), headers, lines };
  } catch (error) {
    assert.ok(error instanceof HttpsError, String(error));
    const { code, message } = error;
    return { code: code as WireCode, message, details: error.details as Failure["details"], headers, lines };
  } finally {
    stop();
    replaceProcessContext(undefined);
  }
}

const reasonOf = async (...asked: Parameters<typeof ask>): Promise<Reason | undefined> =>
  (await ask(...asked)).details?.reason;

describe("a callable", () => {
  const enforced = process.env["ENFORCE_APP_CHECK"];
  after(() => cleanup());
  afterEach(() => {
    if (enforced === undefined) delete process.env["ENFORCE_APP_CHECK"];
    else process.env["ENFORCE_APP_CHECK"] = enforced;
  });

  it("refuses whoever is signed out, has no role or another (R-AUTH-2, R-AUTH-4)", async () => {
    assert.equal(await reasonOf({}, {}), "sign_in_required");
    assert.equal(await reasonOf({}, signedIn()), "not_allowed");
    assert.equal(await reasonOf({ roles: ["admin"] }, signedIn("trader")), "not_allowed");
    assert.equal(await reasonOf({ roles: ["admin"] }, signedIn("admin")), undefined);
    for (const role of everyRole) assert.equal((await ask({}, signedIn(role))).output, "done");
  });

  it("open to anyone serves signed out as well (R-AUTH-2)", async () => {
    assert.equal((await ask({ roles: "anyone" }, {})).output, "done");
    assert.equal((await ask({ roles: "anyone" }, signedIn())).output, "done");
  });

  for (const [verdict, reason] of Object.entries(refusalReasons)) {
    if (verdict === "missing") continue;
    it(`refuses a token that is ${verdict}, also where anyone may call (R-AUTH-2)`, async () => {
      for (const roles of [everyRole, "anyone"] as const) {
        const { details, code, lines } = await ask({ roles }, refusedAs(verdict as Refusal));
        assert.deepEqual([details?.reason, code], [reason, "unauthenticated"]);
        assert.deepEqual([lines[0]?.["identity"], lines[0]?.["uid"]], [verdict, undefined]);
      }
    });
  }

  it("asks for App Check where the configuration says so, before anything else (R-EDGE-4)", async () => {
    process.env["ENFORCE_APP_CHECK"] = "true";
    const refused = await ask({}, {});
    assert.deepEqual([refused.code, refused.details?.reason], ["unauthenticated", "app_check_required"]);
    const app = { app: { appId: "an-app", token: {} as never } };
    assert.equal(await reasonOf({}, app), "sign_in_required");
    assert.equal((await ask({}, { ...app, ...signedIn("trader") })).output, "done");
    process.env["ENFORCE_APP_CHECK"] = "false";
    assert.equal((await ask({}, signedIn("trader"))).output, "done");
  });

  it("parses strictly, after it knows who asks (R-AUTH-2)", async () => {
    const bad = { data: { text: "too long", more: 1 } } as Asked;
    assert.equal(await reasonOf({}, bad), "sign_in_required");
    const { code, details } = await ask({}, { ...signedIn("trader"), ...bad });
    assert.equal(code, "invalid-argument");
    assert.deepEqual(details?.issues?.map(({ field }) => field).sort(), ["more", "text"]);
  });

  it("tells an unknown error's correlation id and nothing else of it", async () => {
    const secret = "password=hunter2";
    const refused = await ask({}, signedIn("trader"), () => {
      throw new Error(secret, { cause: new TypeError("deep") });
    });
    assert.deepEqual([refused.code, refused.message], ["internal", "Something went wrong."]);
    assert.deepEqual(refused.details, {
      ...{ reason: "internal_error", retryable: false, correlationId: "asked-for-1" },
    });
    assert.ok(!JSON.stringify([refused.details, refused.message]).includes(secret));
    const [line] = refused.lines;
    assert.deepEqual([line?.["severity"], line?.["error"]], ["ERROR", secret]);
    assert.equal((line?.["cause"] as { errorName: string }).errorName, "TypeError");
  });

  it("maps each kind of failure once", async () => {
    const grpc = (code: number) => Object.assign(new Error("14 UNAVAILABLE"), { code });
    for (const [thrown, reason, code] of [
      [new DomainError("insufficient_funds"), "insufficient_funds", "failed-precondition"],
      [new CommitFailure("account_is_busy"), "account_is_busy", "unavailable"],
      [new CommitFailure("outcome_is_unknown"), "outcome_is_unknown", "unavailable"],
      [new CommitFailure("shutting_down"), "service_unavailable", "unavailable"],
      [new CommitFailure("store_refused"), "internal_error", "internal"],
      [grpc(14), "service_unavailable", "unavailable"],
      [grpc(3), "internal_error", "internal"],
      ["not even an error", "internal_error", "internal"],
    ] as const) {
      const refused = await ask({}, signedIn("trader"), () => {
        throw thrown as Error;
      });
      assert.deepEqual([refused.details?.reason, refused.code], [reason, code]);
      assert.equal(refused.details?.retryable, code === "unavailable");
    }
  });

  it("leaves one line a request: who, what, how long, how it went (R-OBS-1)", async () => {
    const served = await ask({}, signedIn("trader"));
    assert.equal(served.lines.length, 1);
    const [line] = served.lines;
    assert.deepEqual(
      [line?.["severity"], line?.["function"], line?.["uid"], line?.["outcome"], line?.["correlationId"]],
      ["INFO", "some-name", "someone", "ok", "asked-for-1"],
    );
    assert.equal(typeof line?.["durationMs"], "number");
    const refused = await ask({}, {});
    assert.deepEqual(
      refused.lines.map((it) => [it["severity"], it["outcome"], it["code"]]),
      [["INFO", "sign_in_required", "unauthenticated"]],
    );
    assert.equal(refused.headers["x-correlation-id"], "asked-for-1");
  });
});

describe("a callable's wire", () => {
  type Wire = (request: object, response: object) => Promise<void>;

  async function post(request: object) {
    let answered: { status: number; body: unknown; headers: Record<string, unknown> } | undefined;
    const headers: Record<string, unknown> = {};
    const response = {
      setHeader: (name: string, value: unknown) => (headers[name.toLowerCase()] = value),
      status: (status: number) => ({
        json: (body: unknown) => (answered = { status, body, headers }),
      }),
    };
    const lines: Line[] = [];
    const stop = captureLog(lines);
    const made = callable({ name: "some-name", roles: "anyone", rateClass: "public", input }, () =>
      Promise.resolve("done"),
    );
    try {
      await (made as unknown as Wire)(request, response);
    } finally {
      stop();
    }
    return { ...answered, lines };
  }

  it("refuses a bad envelope with details, header and one log line, without its body (R-OBS-1)", async () => {
    const headers = { "content-type": "application/json", origin: "https://demo-bourse.web.app" };
    const { status, body, lines, ...rest } = await post({
      method: "POST",
      headers,
      body: { secret: "s3cret" },
    });
    const { error } = body as { error: { status: string; details: Failure["details"] } };
    assert.deepEqual(
      [status, error.status, error.details.reason],
      [400, "INVALID_ARGUMENT", "input_is_invalid"],
    );
    assert.equal(rest.headers?.["x-correlation-id"], error.details.correlationId);
    assert.equal(rest.headers?.["access-control-allow-origin"], "https://demo-bourse.web.app");
    assert.equal(lines.length, 1);
    assert.equal(lines[0]?.["correlationId"], error.details.correlationId);
    assert.ok(!JSON.stringify([lines, body]).includes("s3cret"));
  });

  it("names no origin that is not on the list (R-EDGE-4)", async () => {
    const { headers } = await post({ method: "GET", headers: { origin: "https://app.test" } });
    assert.equal(headers?.["access-control-allow-origin"], undefined);
  });

  it("refuses other methods by name", async () => {
    const { body } = await post({ method: "GET", headers: {} });
    const { error } = body as { error: { details: Failure["details"] } };
    assert.equal(error.details.reason, "method_not_allowed");
  });
});
