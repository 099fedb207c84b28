import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import type { CallableRequest } from "firebase-functions/https";
import { callables } from "../inputs/wire-rows.js";
import { captureLog, type Line } from "../support/log-lines.js";
import { deployed, deployedCallables } from "./deployed.js";
import { documentFile, surfaceDocument } from "./document.js";
import { surfaceTable } from "./table.js";

describe("the deployed surface", () => {
  it("is what is written down, and nothing else (R-EDGE-5)", () => {
    assert.deepEqual(
      deployed.map(({ name }) => name),
      Object.keys(surfaceTable).sort(),
    );
  });

  it("has each callable among the bad inputs (R-TEST-1)", () => {
    assert.deepEqual(
      deployedCallables.map(({ name }) => name),
      Object.keys(callables).sort(),
    );
  });

  it("is described as it is in docs/surface.md; `npm run surface` writes that (R-EDGE-5)", () => {
    assert.equal(readFileSync(documentFile, "utf8"), surfaceDocument());
  });

  for (const { name, policy, region } of deployed) {
    it(`holds ${name} with the policy of its row (R-EDGE-5)`, () => {
      assert.deepEqual(policy, surfaceTable[name]);
      assert.deepEqual(region, ["us-central1"]);
    });
  }

  it("opens to the internet what clients call and Authentication, and tasks to their queue alone (R-AUTH-7)", () => {
    for (const { name, policy } of deployed) {
      const { trigger, invoker, ingress } = policy;
      const forClients = trigger === "callable" || trigger === "http" || trigger.startsWith("user.before");
      assert.equal(invoker, forClients ? "public" : "private", name);
      if (!forClients && !trigger.startsWith("queue:")) assert.equal(ingress, "ALLOW_INTERNAL_ONLY", name);
    }
  });

  it("is called by the web app with a proof of its own exactly where one counts once (R-EDGE-4)", () => {
    const features = new URL("../../../hosting/src/features/", import.meta.url);
    const files = readdirSync(features, { recursive: true, encoding: "utf8" });
    const proving = files
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => {
        const text = readFileSync(new URL(file, features), "utf8");
        return [...text.matchAll(/callable<[^"]*\("([\w-]+)", \{ singleUseProof: true \}/g)].map(
          ([, name]) => name,
        );
      });
    assert.deepEqual(
      proving.sort(),
      deployedCallables.filter(({ policy }) => policy.rateClass.includes("once")).map(({ name }) => name),
    );
  });

  for (const { name, run } of deployedCallables) {
    const open = callables[name]?.open;
    it(`holds ${name}, which logs under that name and is ${open ? "open" : "closed"} (R-AUTH-2)`, async () => {
      const lines: Line[] = [];
      const stop = captureLog(lines);
      const request = { data: { noSuchField: 1 } } as CallableRequest<unknown>;
      const reason = await run(request).then(
        () => "served",
        (error: { details: { reason: string } }) => error.details.reason,
      );
      stop();
      assert.equal(reason, open ? "input_is_invalid" : "sign_in_required");
      assert.equal(lines[0]?.["function"], name);
    });
  }
});
