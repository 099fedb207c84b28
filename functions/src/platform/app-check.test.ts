/** The pipeline over HTTP, as it runs deployed. App Check itself is the third party that a fake stands in for. */
import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import type { Server } from "node:http";
import { http, type HttpFunction } from "@google-cloud/functions-framework";
import { getTestServer } from "@google-cloud/functions-framework/testing";
import { getApps, initializeApp } from "firebase-admin/app";
import { getAppCheck, type AppCheck } from "firebase-admin/app-check";
import { z } from "zod";
import { captureLog, type Line } from "../../test/support/log-lines.js";
import { callable } from "./callable.js";
import type { Failure } from "./failure.js";
import type { RateClass } from "./rate-class.js";

type Verify = AppCheck["verifyToken"];

/** Knows the tokens "good …" and which of them were used where that was asked for. */
function fakeVerifier() {
  const used = new Set<string>();
  const asked: { token: string; consume: boolean }[] = [];
  const verifyToken = (token: string, options?: { consume?: boolean }) => {
    const consume = options?.consume ?? false;
    asked.push({ token, consume });
    if (!token.startsWith("good")) return Promise.reject(new Error("not a token of this app"));
    const alreadyConsumed = used.has(token);
    if (consume) used.add(token);
    return Promise.resolve({ appId: "app", token: {}, ...(consume && { alreadyConsumed }) });
  };
  return { asked, verifyToken: verifyToken as unknown as Verify };
}

describe("App Check", () => {
  const enforced = process.env["ENFORCE_APP_CHECK"];
  const app = getApps()[0] ?? initializeApp({ projectId: "demo-bourse" });
  const real = getAppCheck(app);
  const verifyToken = real.verifyToken.bind(real);
  let server: Server;
  let verifier: ReturnType<typeof fakeVerifier>;

  const made = Object.fromEntries(
    (["money", "trade"] as const satisfies readonly RateClass[]).map((rateClass) => [
      rateClass,
      callable({ name: `some-${rateClass}`, roles: "anyone", rateClass, input: z.strictObject({}) }, () =>
        Promise.resolve("done"),
      ),
    ]),
  );

  before(async () => {
    http("app-check", (request, response) => {
      const found = made[request.path.slice(1)] as unknown as HttpFunction;
      return found(request, response) as void;
    });
    server = getTestServer("app-check");
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });

  beforeEach(() => {
    verifier = fakeVerifier();
    real.verifyToken = verifier.verifyToken;
    process.env["ENFORCE_APP_CHECK"] = "true";
  });

  after(() => {
    real.verifyToken = verifyToken;
    if (enforced === undefined) delete process.env["ENFORCE_APP_CHECK"];
    else process.env["ENFORCE_APP_CHECK"] = enforced;
    server.close();
  });

  async function ask(rateClass: "money" | "trade", token?: string): Promise<string> {
    const lines: Line[] = [];
    const stop = captureLog(lines);
    const { port } = server.address() as AddressInfo;
    const answer = await fetch(`http://127.0.0.1:${port}/${rateClass}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...(token && { "x-firebase-appcheck": token }) },
      body: '{"data":{}}',
      signal: AbortSignal.timeout(10_000),
    }).finally(stop);
    const body = (await answer.json()) as { result?: string; error?: { details: Failure["details"] } };
    return body.result ?? body.error?.details.reason ?? "no details";
  }

  it("lets a call with a good token through, and none without or with a forged one (R-EDGE-4)", async () => {
    assert.equal(await ask("trade", "good"), "done");
    assert.equal(await ask("trade"), "app_check_required");
    assert.equal(await ask("trade", "forged"), "app_check_required");
    assert.equal(await ask("money", "forged"), "app_check_required");
  });

  it("lets a token pay for one call of money and no second one (R-EDGE-4)", async () => {
    assert.equal(await ask("money", "good once"), "done");
    assert.equal(await ask("money", "good once"), "app_check_token_already_used");
    assert.equal(await ask("money", "good twin"), "done");
  });

  it("asks what consumes a token for money only: all else may use one again (R-EDGE-4)", async () => {
    assert.deepEqual([await ask("trade", "good"), await ask("trade", "good")], ["done", "done"]);
    await ask("money", "good");
    assert.deepEqual(
      verifier.asked.map(({ consume }) => consume),
      [false, false, true],
    );
  });

  it("asks for nothing where the configuration does not (R-EDGE-4)", async () => {
    process.env["ENFORCE_APP_CHECK"] = "false";
    assert.equal(await ask("money"), "done");
    assert.deepEqual([await ask("money", "good"), await ask("money", "good")], ["done", "done"]);
  });
});
