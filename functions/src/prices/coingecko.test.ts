import assert from "node:assert/strict";
import {
  body,
  startCoingecko,
  type Answering,
  type CoingeckoDouble,
} from "../../test/support/coingecko-double.js";
import { coingecko, type CoingeckoOptions } from "./coingecko.js";
import { ProviderFailure, type QuotedAsset } from "./provider.js";

const nowMs = Date.UTC(2026, 0, 31, 9);

const asset = (assetId: string, coingeckoId: string | null, priceScale = 2): QuotedAsset => ({
  terms: {
    ...{ assetId, status: "active", scale: 8, quantityStep: 1n, minQuantity: 1n },
    ...{ priceScale, tickSize: 1n },
  },
  ...{ kind: "crypto", coingeckoId, current: undefined },
});
const bitcoin = asset("BTC", "bitcoin");

/** Windows so short that a test waits for none of them, and no answer in time means none at all. */
const quick = { timeoutMs: 10_000, backoffMs: 1, openForMs: 60_000, failuresMax: 100 } as const;

const btc = (price: string) => body(`{"bitcoin":{"usd":${price},"last_updated_at":1769849990}}`);
const good = btc("30000.5");

describe("CoinGecko's prices", function () {
  this.timeout(30_000);
  let double: CoingeckoDouble;
  before(async () => {
    double = await startCoingecko();
  });
  after(() => double.close());

  const ask = (options: Partial<CoingeckoOptions> = {}, assets: readonly QuotedAsset[] = [bitcoin]) =>
    coingecko({ url: double.url, ...quick, ...options }).quotes(assets, nowMs);

  it("are asked for by id, a bounded number at once, with the key where there is one (R-TRADE-6)", async () => {
    double.script(body("{}"));
    const many = Array.from({ length: 251 }, (_, at) => asset(`A${at}`, `coin-${at}`));
    const twins = [...many, asset("TWIN", "coin-0"), asset("AAPL", null)];
    const provided = await ask({ headers: { "x-cg-demo-api-key": "secret" } }, twins);
    assert.deepEqual([provided.quotes.size, provided.dropped, double.asked.length], [0, 0, 2]);
    const ids = double.asked.map(({ address }) => address.searchParams.get("ids")?.split(",") ?? []);
    assert.deepEqual([ids[0]?.length, ids[1]], [250, ["coin-250", "coin-0"]]);
    const [first] = double.asked;
    assert.equal(first?.address.pathname, "/api/v3/simple/price");
    assert.equal(first.address.searchParams.get("vs_currencies"), "usd");
    assert.equal(first.address.searchParams.get("include_last_updated_at"), "true");
    assert.equal(first.headers["x-cg-demo-api-key"], "secret");
    double.script(good);
    await ask();
    assert.equal(double.asked[0]?.headers["x-cg-demo-api-key"], undefined);
    await ask({}, [asset("AAPL", null)]);
    assert.equal(double.asked.length, 1, "nothing is asked where no asset has an id");
  });

  it("come with their own time, never one of the future (R-TRADE-6)", async () => {
    const timed = (seconds: string) => body(`{"bitcoin":{"usd":1,"last_updated_at":${seconds}}}`);
    double.script(timed("1769849990"), timed("1769850001"), timed("null"), body('{"bitcoin":{"usd":1}}'));
    for (const asOf of ["2026-01-31T08:59:50.000Z", ...Array<string>(3).fill("2026-01-31T09:00:00.000Z")]) {
      const { quotes } = await ask();
      assert.deepEqual(quotes.get("BTC"), { price: "1.00", low: "1.00", high: "1.00", depth: null, asOf });
    }
  });

  const exact: [text: string, priceScale: number, price: string][] = [
    ["30000.5", 2, "30000.50"],
    ["0.1", 12, "0.100000000000"],
    ["9007199254740.993e-1", 4, "900719925474.0993"],
    ["123456789012.123456789012", 12, "123456789012.123456789012"],
    ["1.2e-7", 8, "0.00000012"],
    ["1.2E-7", 12, "0.000000120000"],
    ["1e3", 2, "1000.00"],
    ["1.005", 2, "1.01"],
    ["1.00499999999999999999", 2, "1.00"],
    ["0.005", 2, "0.01"],
    ["999999999999.99", 2, "999999999999.99"],
  ];
  for (const [text, priceScale, price] of exact) {
    it(`read ${text} exactly as ${price} (R-TRADE-6)`, async () => {
      double.script(btc(text));
      const { quotes } = await ask({}, [asset("BTC", "bitcoin", priceScale)]);
      assert.equal(quotes.get("BTC")?.price, price);
    });
  }

  const unusable = [
    ...["0", "-0", "-1", "-0.01", "0.0049", "1e-30", "0e5", "1e12", "1e308", "1e999999999", "1e-999999999"],
    ...["1000000000000", "9".repeat(400), `0.${"1".repeat(400)}`],
    ...["null", "true", '"30000"', "[1]", '{"number":1}', "{}"],
  ];
  for (const text of unusable) {
    it(`drop and count ${text.slice(0, 40)}, and the others stay (R-TRADE-6)`, async () => {
      double.script(body(`{"bitcoin":{"usd":${text}},"ethereum":{"usd":2000}}`));
      const { quotes, dropped } = await ask({}, [bitcoin, asset("ETH", "ethereum")]);
      assert.deepEqual([[...quotes.keys()], dropped], [["ETH"], 1]);
    });
  }

  const tolerated: [title: string, answer: string, assets: string[], dropped: number][] = [
    ["unknown ids", '{"bitcoin":{"usd":1},"no-such":{"usd":2},"__proto__":{"usd":3}}', ["BTC"], 0],
    ["missing ids", '{"ethereum":{"usd":2}}', [], 0],
    ["unknown fields", '{"bitcoin":{"usd":1,"usd_24h_vol":[1,{"a":"1e5"}]}}', ["BTC"], 0],
    ["a price in another currency only", '{"bitcoin":{"eur":1}}', [], 1],
    ["an item that is a list", '{"bitcoin":[1]}', [], 1],
    ["a time that is a text", '{"bitcoin":{"usd":1,"last_updated_at":"now"}}', [], 1],
    ["a negative time", '{"bitcoin":{"usd":1,"last_updated_at":-5}}', [], 1],
    ["a time out of this world", '{"bitcoin":{"usd":1,"last_updated_at":1e300}}', [], 1],
    ["quotation marks in names", '{"a\\"1\\\\":{"usd":5},"bitcoin":{"usd":1}}', ["BTC"], 0],
  ];
  for (const [title, answer, assets, dropped] of tolerated) {
    it(`take ${title} (R-TRADE-6)`, async () => {
      double.script(body(answer));
      const provided = await ask();
      assert.deepEqual([[...provided.quotes.keys()], provided.dropped], [assets, dropped]);
    });
  }

  const hanging: Answering = () => {};
  const reset: Answering = (_, response) => {
    response.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    response.write('{"bitcoin":', () => response.destroy());
  };
  const dripping: Answering = (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"bitcoin":');
  };
  const endless: Answering = (_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const part = " ".repeat(100_000);
    for (let parts = 0; parts < 100; parts++) response.write(part);
    response.end("{}");
  };

  /** Faults that may pass: what is asked again, and heals. */
  const passing: [title: string, answer: Answering, options?: Partial<CoingeckoOptions>][] = [
    ["429", body("{}", 429)],
    ["429 with Retry-After", body("{}", 429, { "retry-after": "0" })],
    [
      "429 with a Retry-After of the past",
      body("{}", 429, { "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }),
    ],
    ["429 with a Retry-After that is nonsense", body("{}", 429, { "retry-after": "soon" })],
    ["500", body("oops", 500)],
    ["503", body("", 503)],
    ["408", body("", 408)],
    ["a reset in the middle", reset],
    ["a connection closed at once", (request) => void request.socket.destroy()],
    ["an answer that never comes", hanging, { timeoutMs: 600 }],
    ["an answer that never ends", dripping, { timeoutMs: 600 }],
    ["an HTML page", body("<html><body>Just a moment</body></html>", 200, { "content-type": "text/html" })],
    ["JSON cut short", body('{"bitcoin":{"usd":30000')],
    ["NaN for a price", btc("NaN")],
    ["a number that is none", btc("01")],
    ["a list", body("[]")],
    ["null", body("null")],
    ["nothing", body("")],
    [
      "UTF-16",
      body(Buffer.from('{"bitcoin":{"usd":1}}', "utf16le"), 200, {
        "content-type": "application/json; charset=utf-16",
      }),
    ],
    ["bytes that are no text", body(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))],
    ["10 MB", endless],
    ["JSON nested deep", body(`${"[".repeat(100_000)}`)],
    ["quotation marks without end", body('"\\"'.repeat(100_000))],
  ];
  for (const [title, answer, options] of passing) {
    it(`are asked for again after ${title}, and fail when it stays (R-TRADE-6)`, async () => {
      double.script(answer, good);
      assert.equal((await ask(options)).quotes.get("BTC")?.price, "30000.50");
      assert.equal(double.asked.length, 2);
      double.script(answer);
      await assert.rejects(ask(options), ProviderFailure);
      assert.equal(double.asked.length, 3);
    });
  }

  const lasting: [title: string, answer: Answering][] = [
    ["400", body("{}", 400)],
    ["401", body("{}", 401)],
    ["403", body("{}", 403)],
    ["404", body("{}", 404)],
    ["a redirect", body("", 302, { location: "http://127.0.0.1:1/elsewhere" })],
    ["429 with a Retry-After beyond the bound", body("{}", 429, { "retry-after": "3600" })],
  ];
  for (const [title, answer] of lasting) {
    it(`are not asked for again after ${title} (R-TRADE-6)`, async () => {
      double.script(answer);
      await assert.rejects(ask(), ProviderFailure);
      assert.equal(double.asked.length, 1);
    });
  }

  it("are not there where nobody listens (R-TRADE-6)", async () => {
    const gone = await startCoingecko();
    await gone.close();
    await assert.rejects(ask({ url: gone.url }), /not reached/);
  });

  it("wait as long as Retry-After says, within the bound (R-TRADE-6)", async () => {
    double.script(body("{}", 429, { "retry-after": "1" }), good);
    const startedMs = performance.now();
    await ask();
    // Timers may fire a millisecond early.
    assert.ok(performance.now() - startedMs >= 990);
  });

  it("are left alone once they keep failing, tried once after a while, and heal (R-TRADE-6)", async () => {
    double.script(body("", 500));
    const provider = coingecko({
      ...{ url: double.url, ...quick, attemptsMax: 1, failuresMax: 3, openForMs: 50 },
    });
    const quotes = () => provider.quotes([bitcoin], nowMs);
    for (let failure = 0; failure < 3; failure++) await assert.rejects(quotes(), /answered 500/);
    await assert.rejects(quotes(), /circuit is open/);
    assert.equal(double.asked.length, 3, "an open circuit asks nothing");
    /** Asks until the circuit lets one through. */
    const throughAgain = async () => {
      const deadlineMs = Date.now() + 10_000;
      for (;;) {
        const problem = await quotes().then(
          () => "",
          (error: Error) => error.message,
        );
        if (!problem.includes("circuit is open")) return problem;
        assert.ok(Date.now() < deadlineMs, "the circuit lets one through in time");
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    assert.match(await throughAgain(), /answered 500/);
    assert.equal(double.asked.length, 4);
    await assert.rejects(quotes(), /circuit is open/, "one failure opens a half-open circuit again");
    double.script(good);
    assert.equal(await throughAgain(), "");
    assert.equal((await quotes()).quotes.get("BTC")?.price, "30000.50");
  });
});
