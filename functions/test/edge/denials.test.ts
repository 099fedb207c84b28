import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Firestore } from "firebase-admin/firestore";
import { onEachEngine, unique } from "../../../emulators/redis/testing.js";
import { admitAddress, admitUser } from "../../src/platform/admission.js";
import { evaluate } from "../../src/platform/cache-scripts.js";
import { createDenials } from "../../src/platform/denials.js";
import { createRateLimiter } from "../../src/platform/rate-limit.js";
import { createRedis, type RedisPort } from "../../src/platform/redis.js";
import { failureRuleOf, type FailureRule } from "../../src/security/failure-rules.js";
import {
  createLocalTally,
  readTallied,
  tallyArguments,
  tallyKeys,
  tallyScript,
  type Tallied,
} from "../../src/security/tally.js";

const rule: FailureRule = {
  ...{ windowMs: 60_000, noteAt: 20, blockAt: 50, repeatWithinMs: 3_600_000 },
  blockForMs: [1_000_000, 2_000_000, 3_000_000],
};
type Tally = {
  readonly add: (points: number) => Promise<Tallied>;
  readonly endBlock: () => Promise<unknown>;
};
const nowMs = Date.now();

function sharedTally(redis: RedisPort): Tally {
  const keys = tallyKeys(unique("user"));
  return {
    add: async (points) => {
      const args = tallyArguments(rule, points, nowMs);
      const names = [keys.points, keys.denial, keys.repeats];
      return readTallied(await redis.run((client) => evaluate(client, tallyScript, names, args)), rule);
    },
    endBlock: () => redis.run((client) => client.del(keys.denial)),
  };
}

function localTally(): Tally {
  let clockMs = nowMs;
  const tally = createLocalTally(() => clockMs);
  return {
    add: async (points) => Promise.resolve(tally.add("a-key", rule, points)),
    endBlock: () => Promise.resolve((clockMs = (tally.untilOf("a-key") ?? clockMs) + 1)),
  };
}

const sum = ({ noted, blocked }: Tallied) => [noted, blocked?.nth ?? 0] as const;

onEachEngine("repeated failures", ({ redis }) => {
  const open = () => createRedis({ ...redis(), timeoutMs: 10_000 });
  const tallies: [where: string, make: () => Tally][] = [
    ["in Redis", () => sharedTally(open())],
    ["in one process", localTally],
  ];

  for (const [where, make] of tallies) {
    it(`are noted once and blocked at their thresholds, ${where} (R-EDGE-2)`, async () => {
      const { add } = make();
      const found = [];
      for (let failure = 0; failure < 8; failure++) found.push(sum(await add(10)));
      assert.deepEqual(found, [
        [false, 0],
        [true, 0],
        [false, 0],
        [false, 0],
        [false, 1],
        // What was under way when the block began.
        [false, 0],
        [false, 0],
        [false, 0],
      ]);
    });

    it(`cross both thresholds at once where one weighs enough, ${where} (R-EDGE-2)`, async () => {
      assert.deepEqual(sum(await make().add(50)), [true, 1]);
    });

    it(`are blocked longer each time, up to the longest, ${where} (R-EDGE-2)`, async () => {
      const { add, endBlock } = make();
      const lengths = [];
      for (let block = 1; block <= 5; block++) {
        const { blocked } = await add(50);
        lengths.push([
          blocked?.nth,
          block > 1 && where !== "in Redis" ? null : blocked && blocked.untilMs - nowMs,
        ]);
        await endBlock();
      }
      const inRedis = [1, 2, 3, 3, 3].map((millions, at) => [at + 1, millions * 1_000_000]);
      const local = inRedis.map(([nth, ms], at) => [nth, at > 0 ? null : ms]);
      assert.deepEqual(lengths, where === "in Redis" ? inRedis : local);
    });
  }

  it("of many processes at once make exactly one block (R-EDGE-2)", async () => {
    const processes = [open(), open(), open(), open()];
    const key = tallyKeys(unique("flood"));
    const names = [key.points, key.denial, key.repeats];
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, call) =>
        (processes[call % 4] as RedisPort).run((client) =>
          evaluate(client, tallyScript, names, tallyArguments(rule, 10, nowMs)),
        ),
      ),
    );
    const tallied = answers.map((answer) => readTallied(answer, rule));
    assert.equal(tallied.filter(({ noted }) => noted).length, 1);
    assert.deepEqual(
      tallied.flatMap(({ blocked }) => blocked ?? []),
      [{ untilMs: nowMs + 1_000_000, nth: 1 }],
    );
  });

  it("cost a call no request to Redis beyond the one that counts it (R-EDGE-2)", async () => {
    let asked = 0;
    const { url, token } = redis();
    const relay = createServer((request, response) => {
      asked++;
      void (async () => {
        const parts: Buffer[] = [];
        for await (const part of request) parts.push(part as Buffer);
        const { authorization = "" } = request.headers;
        const answer = await fetch(`${url}${request.url ?? ""}`, {
          method: "POST",
          headers: { authorization, "content-type": "application/json" },
          body: Buffer.concat(parts),
        });
        response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
      })();
    });
    relay.listen(0, "127.0.0.1");
    await once(relay, "listening");
    const near = `http://127.0.0.1:${(relay.address() as AddressInfo).port}`;
    const port = createRedis({ url: near, token, timeoutMs: 10_000 });
    // Firestore is not asked while Redis answers.
    const denials = createDenials({ redis: port, db: {} as Firestore, clock: Date.now });
    const door = { limiter: createRateLimiter(port, Date.now), denials, rateClass: "read" } as const;
    const request = { headers: { "x-forwarded-for": "198.51.100.44" } };
    // The first of its kind sends the text of the limiter's script.
    await admitAddress(door, request);
    asked = 0;
    await admitAddress(door, request);
    assert.equal(asked, 1);
    await admitUser(door, unique("user"));
    assert.equal(asked, 2);
    relay.close().closeAllConnections();
  });
});

describe("the rules of repeated failures", () => {
  const given = process.env["FAILURE_RULES"];
  afterEach(() => {
    if (given === undefined) delete process.env["FAILURE_RULES"];
    else process.env["FAILURE_RULES"] = given;
  });

  it("can be replaced in part, and a wrong replacement is refused (R-EDGE-2)", () => {
    process.env["FAILURE_RULES"] = JSON.stringify({ user: { noteAt: 7, blockForMs: [1] } });
    const { noteAt, blockForMs, windowMs } = failureRuleOf("user");
    assert.deepEqual([noteAt, blockForMs, windowMs], [7, [1], 600_000]);
    assert.notEqual(failureRuleOf("address").noteAt, 7);
    for (const wrong of ['{"user":{"noteAt":0}}', '{"host":{}}', "{", '{"user":{"blockForMs":[]}}']) {
      process.env["FAILURE_RULES"] = wrong;
      assert.throws(() => failureRuleOf("user"), wrong);
    }
  });
});
