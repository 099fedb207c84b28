import assert from "node:assert/strict";
import { adminDb } from "../../test/support/backend.js";
import { captureLog, type Line } from "../../test/support/log-lines.js";
import { makeAsset, quote, uniqueAssetId } from "../../test/support/market.js";
import { createContext } from "../platform/context.js";
import { ProviderFailure, type PriceProvider, type ProvidedQuote, type QuotedAsset } from "./provider.js";
import { refreshQuotes } from "./refresh.js";
import { readQuotes, readTape } from "./store.js";

const at = (ms: number) => new Date(ms).toISOString();
const priced = (price: string, asOf: string): ProvidedQuote => ({
  ...{ price, low: price, high: price, depth: null, asOf },
});

describe("a refresh of the quotes", function () {
  this.timeout(180_000);
  const context = createContext({ db: adminDb() });
  const broken: string[] = [];
  const mend = () => Promise.all(broken.map((assetId) => adminDb().doc(`assets/${assetId}`).delete()));
  after(async () => {
    await mend();
    await context.committer.close();
  });

  /** A provider that knows these assets and is told what it is asked for. */
  const providerOf = (
    prices: Record<string, ProvidedQuote>,
    asking: (assets: readonly QuotedAsset[]) => unknown = () => undefined,
  ): PriceProvider => ({
    source: "coingecko",
    quotes: async (assets) => {
      await asking(assets);
      const asked = new Set(assets.map(({ terms }) => terms.assetId));
      const known = Object.entries(prices).filter(([assetId]) => asked.has(assetId));
      return { quotes: new Map(known), dropped: 0 };
    },
  });

  const sequencesOf = async (...assetIds: string[]) => {
    const quotes = await readQuotes(adminDb(), assetIds);
    return assetIds.map((assetId) => quotes.get(assetId)?.sequence);
  };

  it("goes on after a page that fails and an asset that cannot be read, and says so (R-TRADE-6)", async () => {
    const [first, failing, third] = await Promise.all([makeAsset(), makeAsset(), makeAsset({ price: null })]);
    const [shapeless, stepless] = [uniqueAssetId(), uniqueAssetId()];
    broken.push(shapeless, stepless);
    await adminDb().doc(`assets/${shapeless}`).set({ assetId: shapeless, status: "active" });
    const sound = (await adminDb().doc(`assets/${first}`).get()).data();
    await adminDb()
      .doc(`assets/${stepless}`)
      .set({ ...sound, assetId: stepless, tickSize: "0.00" });
    const provider = providerOf(
      Object.fromEntries([first, failing, third].map((id) => [id, priced("7.00", at(Date.now() + 1))])),
      (assets) => {
        assert.ok(assets.every(({ terms }) => terms.assetId !== shapeless && terms.assetId !== stepless));
        if (assets.some(({ terms }) => terms.assetId === failing)) throw new ProviderFailure("it is down");
      },
    );
    const lines: Line[] = [];
    const stop = captureLog(lines);
    const refreshed = await refreshQuotes(context, provider, { size: 1, most: 10_000 }).finally(stop);
    await mend();
    assert.deepEqual(refreshed, { quotes: 2, dropped: 0, malformed: 2, pagesFailed: 1 });
    assert.deepEqual(await sequencesOf(first, failing, third), [2, 1, 1]);
    const unread = lines.filter(({ message }) => message === "asset cannot be read");
    assert.deepEqual(unread.map((line) => line["assetId"]).sort(), [shapeless, stepless].sort());
    assert.equal(lines.filter(({ message }) => message === "page of quotes failed").length, 1);
  });

  it("writes quote, tape and source, and asks for nothing that is halted (R-TRADE-6)", async () => {
    const [active, halted] = await Promise.all([makeAsset(), makeAsset({ status: "halted" })]);
    const asOf = at(Date.now() + 1);
    const provider = providerOf({ [active]: priced("9.00", asOf), [halted]: priced("9.00", asOf) });
    assert.equal((await refreshQuotes(context, provider)).quotes, 1);
    const written = (await readQuotes(adminDb(), [active])).get(active);
    assert.deepEqual(
      [written?.price, written?.source, written?.sequence, written?.asOf],
      ["9.00", "coingecko", 2, asOf],
    );
    assert.equal((await readTape(adminDb(), active))?.ticks.at(-1)?.sequence, 2);
    assert.deepEqual(await sequencesOf(halted), [1]);
  });

  it("leaves a quote that is as new or newer, or that somebody moved meanwhile (R-TRADE-6)", async () => {
    const [same, newer, moved] = await Promise.all([makeAsset(), makeAsset(), makeAsset()]);
    const quotes = await readQuotes(adminDb(), [same, newer]);
    const provider = providerOf(
      {
        [same]: priced("9.00", quotes.get(same)?.asOf ?? ""),
        [newer]: priced("9.00", at(Date.parse(quotes.get(newer)?.asOf ?? "") - 1)),
        [moved]: priced("9.00", at(Date.now() + 60_000)),
      },
      async (assets) => {
        if (assets.some(({ terms }) => terms.assetId === moved)) await quote(moved, "8.00");
      },
    );
    assert.equal((await refreshQuotes(context, provider)).quotes, 0);
    assert.deepEqual(await sequencesOf(same, newer, moved), [1, 1, 2]);
  });
});
