import assert from "node:assert/strict";
import type { AssetView, ListOutput, SaveInput } from "../../src/assets/contract.js";
import { startServer, type ServerProcess } from "../load/processes.js";
import { uniqueName } from "../support/backend.js";
import { uniqueAssetId } from "../support/market.js";
import { signIn, signUp, type Person } from "../support/people.js";
import { rawCall } from "../support/raw-call.js";
import { request } from "./traffic.js";

const limit = 50;
const calls = 200;
/** Nothing flows back while a test runs. */
const bucket = { burst: limit, refill: limit, everyMs: 3_600_000 };

describe("the edge of four server processes", function () {
  this.timeout(300_000);
  const servers: ServerProcess[] = [];
  let admin: Person;
  let trader: Person;
  before(async () => {
    // On a machine that is busy with tests an answer may take its time: here calls are counted.
    const environment = {
      RATE_LIMITS: JSON.stringify({ money: { user: bucket } }),
      REDIS_TIMEOUT_MS: "20000",
    };
    for (let process = 0; process < 4; process++) servers.push(await startServer({ environment }));
    admin = await signIn("admin");
    trader = await signUp("edge");
    // A process that is starting answers late: each serves one call first.
    for (const { port } of servers) {
      await request(port, { name: "users-get", data: {}, token: await trader.token() });
    }
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.close()));
    await Promise.all([admin, trader].map((person) => person.close()));
  });

  /** One call of one of the processes. */
  async function ask<Output>(process: number, name: string, data: object, person = trader): Promise<Output> {
    const { port } = servers[process % servers.length] as ServerProcess;
    const answer = await fetch(`http://127.0.0.1:${port}/demo-bourse/us-central1/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${await person.token()}` },
      body: JSON.stringify({ data }),
    });
    const { result, error } = (await answer.json()) as { result: Output; error?: object };
    assert.equal(answer.status, 200, JSON.stringify(error));
    return result;
  }

  it(`lets exactly ${limit} of ${calls} parallel calls of one user pass (R-EDGE-1)`, async () => {
    const token = await trader.token();
    const samples = await Promise.all(
      Array.from({ length: calls }, (_, index) => {
        const { port } = servers[index % servers.length] as ServerProcess;
        // Without an amount: what passes the limit is refused after it, and nothing is written.
        return request(port, { name: "accounts-deposit", data: { requestId: `r-${index}` }, token });
      }),
    );
    const tally: Record<string, number> = {};
    for (const { status, reason } of samples) {
      tally[`${status} ${reason}`] = (tally[`${status} ${reason}`] ?? 0) + 1;
    }
    assert.deepEqual(tally, { "400 input_is_invalid": limit, "429 rate_limited": calls - limit });
    const quiet = await signUp("quiet");
    await ask(0, "accounts-deposit", { requestId: "r", amount: "1.00" }, quiet).finally(() => quiet.close());
  });

  it("lets a burst of a thousand calls of one user pass under the stack's own limits (R-EDGE-1)", async () => {
    const token = await trader.token();
    let next = 0;
    const refused: string[] = [];
    const work = async () => {
      for (let index = next++; index < 1_000; index = next++) {
        const { port } = servers[index % servers.length] as ServerProcess;
        const { status, reason } = await request(port, { name: "users-get", data: {}, token });
        if (status !== 200) refused.push(reason);
      }
    };
    await Promise.all(Array.from({ length: 16 }, work));
    assert.deepEqual(refused, []);
  });

  it("shows an asset as it was saved to the next read in every process (R-CACHE-2)", async () => {
    const assetId = uniqueAssetId();
    const asset = (name: string): SaveInput => ({
      ...{ assetId, name, kind: "share", scale: 2, quantityStep: "1", minQuantity: "1" },
      ...{ priceScale: 2, tickSize: "0.01", status: "halted" },
    });
    const everywhere = async () => {
      const seen = await Promise.all(
        servers.flatMap((_, process) => [
          ask<AssetView>(process, "assets-get", { assetId }).then(({ name }) => name),
          named(process, assetId),
        ]),
      );
      return [...new Set(seen)];
    };
    for (let turn = 0; turn < 6; turn++) {
      const name = uniqueName("Saved ");
      await ask(turn, "assets-save", asset(name), admin);
      assert.deepEqual(await everywhere(), [name]);
      // Now every process answers from the cache, or could.
      assert.deepEqual(await everywhere(), [name]);
    }
    const { quote } = await ask<AssetView>(0, "assets-get", { assetId });
    assert.equal(quote, null);
    await ask(1, "assets-setQuote", { assetId, price: "12.34" }, admin);
    const quoted = await Promise.all(servers.map((_, at) => ask<AssetView>(at, "assets-get", { assetId })));
    assert.deepEqual([...new Set(quoted.map((each) => each.quote?.price))], ["12.34"]);
  });

  /** The asset's name in the list of those that are halted. */
  async function named(process: number, assetId: string): Promise<string | undefined> {
    let cursor: string | undefined;
    for (let page = 0; page < 50; page++) {
      const more = cursor === undefined ? {} : { cursor };
      const asked = { status: "halted", limit: 100, ...more };
      const { items, nextCursor } = await ask<ListOutput>(process, "assets-list", asked);
      const found = items.find((item) => item.assetId === assetId);
      if (found || nextCursor === null) return found?.name;
      cursor = nextCursor;
    }
    return assert.fail("the pages end");
  }
});

describe("a call of the local stack", function () {
  this.timeout(180_000);

  it("tells its limit to a web page, and the preflight is not counted (R-EDGE-1)", async () => {
    const headers = { origin: "https://app.test", "x-forwarded-for": "198.51.100.77" };
    const body = JSON.stringify({ data: { assetId: "BTC" } });
    const preflight = { ...headers, "access-control-request-method": "POST" };
    for (let call = 0; call < 3; call++) {
      const { status } = await rawCall({
        name: "assets-get",
        method: "OPTIONS",
        body: undefined,
        headers: preflight,
      });
      assert.equal(status, 204);
    }
    const { status, headers: told } = await rawCall({ name: "assets-get", body, headers });
    const burst = Number(told.get("ratelimit-limit"));
    assert.deepEqual([status, told.get("ratelimit-remaining")], [200, String(burst - 1)]);
    assert.match(told.get("access-control-expose-headers") ?? "", /RateLimit-Remaining/);
    assert.ok(burst >= 1_000);
  });
});
