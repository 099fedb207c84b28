import assert from "node:assert/strict";
import type { CallableRequest } from "firebase-functions/https";
import * as surface from "../../src/index.js";
import { callables } from "../inputs/wire-rows.js";
import { captureLog, type Line } from "../support/log-lines.js";

type Endpoint = {
  region?: string[];
  availableMemoryMb?: number;
  maxInstances?: number;
  callableTrigger?: object;
  httpsTrigger?: { invoker?: string[] };
  scheduleTrigger?: { schedule: string };
  blockingTrigger?: { eventType: string };
};
type Deployed = { __endpoint: Endpoint; run: (request: unknown) => Promise<unknown> };

const deployed = Object.entries(surface).flatMap(([domain, functions]) =>
  Object.entries(functions).map(
    ([name, made]) => [`${domain}-${name}`, made as unknown as Deployed] as const,
  ),
);

/** Who can reach what: a new function has to be written down here. */
const others: Record<string, (endpoint: Endpoint) => void> = {
  "ops-health": ({ httpsTrigger }) => assert.deepEqual(httpsTrigger?.invoker, ["public"]),
  "prices-tick": ({ scheduleTrigger }) => assert.equal(scheduleTrigger?.schedule, "every 1 minutes"),
  "users-created": ({ blockingTrigger }) =>
    assert.equal(blockingTrigger?.eventType, "providers/cloud.auth/eventTypes/user.beforeCreate"),
};

describe("the deployed surface", () => {
  it("is what is written down, and nothing else (R-EDGE-5)", () => {
    const names = deployed.map(([name]) => name).sort();
    assert.deepEqual(names, [...Object.keys(callables), ...Object.keys(others)].sort());
  });

  for (const [name, { __endpoint: endpoint, run }] of deployed) {
    it(`holds ${name} with its bounds and trigger (R-EDGE-5)`, () => {
      assert.deepEqual(endpoint.region, ["us-central1"]);
      assert.equal(endpoint.availableMemoryMb, 512);
      assert.ok((endpoint.maxInstances ?? 0) > 0, "instances are bounded");
      const check = others[name];
      if (check) check(endpoint);
      else assert.ok(endpoint.callableTrigger);
    });

    if (!(name in callables)) continue;
    it(`holds ${name}, which logs under that name and is ${callables[name]?.open ? "open" : "closed"} (R-AUTH-2)`, async () => {
      const lines: Line[] = [];
      const stop = captureLog(lines);
      const request = { data: { noSuchField: 1 } } as CallableRequest<unknown>;
      const reason = await run(request).then(
        () => "served",
        (error: { details: { reason: string } }) => error.details.reason,
      );
      stop();
      assert.equal(reason, callables[name]?.open ? "input_is_invalid" : "sign_in_required");
      assert.equal(lines[0]?.["function"], name);
    });
  }
});
