import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { parseDecimal, readDecimal } from "../money/amount.js";
import type { TradableTerms } from "../money/asset.js";
import { haltedSteps, marketEvents } from "./market.js";
import type { QuotedAsset } from "./provider.js";
import type { QuoteRecord } from "./quote.js";
import { simulatedMarket } from "./simulated.js";

const steps = 10_000;
const stepMs = 60_000;
const startMs = Date.UTC(2026, 0, 1);

const kinds = ["crypto", "share", "etf", "metal"] as const;
type Listed = { readonly terms: TradableTerms; readonly kind: QuotedAsset["kind"]; readonly price: string };
const assets: readonly Listed[] = Array.from({ length: 8 }, (_, at): Listed => {
  const priceScale = 2 + (at % 3);
  return {
    terms: {
      ...{ assetId: `A${at}`, status: "active", scale: 8, quantityStep: 100n, minQuantity: 100n, priceScale },
      tickSize: at % 2 === 0 ? 1n : 5n,
    },
    kind: kinds[at % kinds.length] ?? "share",
    price: at === 7 ? "0.05".padEnd(priceScale + 2, "0") : `${(at + 1) * 100}.${"0".repeat(priceScale)}`,
  };
});

type Tape = { readonly asset: Listed; readonly quotes: QuoteRecord[]; readonly silentSteps: number };

/** The quotes that so many steps of the market make of each asset, from its first price on. */
async function replay(seed: string, count = steps): Promise<Tape[]> {
  const market = simulatedMarket({ seed, stepMs });
  const tapes = assets.map((asset) => {
    const { terms, price } = asset;
    const first: QuoteRecord = {
      ...{ assetId: terms.assetId, price, low: price, high: price, depth: null, validForMs: null },
      ...{ asOf: new Date(startMs).toISOString(), source: "manual", sequence: 1 },
    };
    return { asset, quotes: [first], silentSteps: 0 };
  });
  for (let step = 1; step <= count; step++) {
    const asked = tapes.map(({ asset: { terms, kind }, quotes }) => ({
      ...{ terms, kind, coingeckoId: null, current: quotes.at(-1) },
    }));
    const { quotes: made } = await market.quotes(asked, startMs + step * stepMs);
    for (const tape of tapes) {
      const { assetId } = tape.asset.terms;
      const quote = made.get(assetId);
      if (!quote) tape.silentSteps++;
      else {
        const sequence = tape.quotes.length + 1;
        tape.quotes.push({ assetId, ...quote, source: "simulated", validForMs: null, sequence });
      }
    }
  }
  return tapes;
}

const digestOf = (tapes: readonly Tape[]) =>
  createHash("sha256")
    .update(JSON.stringify(tapes.map(({ quotes }) => quotes)))
    .digest("hex");

describe("the simulated market", function () {
  this.timeout(60_000);
  let tapes: Tape[];
  before(async () => {
    tapes = await replay("open-outcry");
  });

  /** Each quote with the one before it. */
  const moves = ({ asset, quotes }: Tape) => {
    const read = (text: string) => readDecimal(text, asset.terms.priceScale);
    return quotes.slice(1).map((quote, at) => ({
      quote,
      before: read(quotes[at]?.price ?? ""),
      ...{ price: read(quote.price), low: read(quote.low), high: read(quote.high) },
    }));
  };

  it(`gives the same ${steps} steps byte for byte again, and others for another seed (R-TRADE-6)`, async () => {
    assert.equal(digestOf(await replay("open-outcry")), digestOf(tapes));
    const [again, other] = [await replay("open-outcry", 500), await replay("another", 500)];
    assert.notEqual(digestOf(other), digestOf(again));
  });

  it("never prices below a tick, off the tick, outside low and high, or beyond what can be read (R-TRADE-6)", () => {
    for (const tape of tapes) {
      const { tickSize, priceScale, quantityStep, scale } = tape.asset.terms;
      for (const { price, low, high, quote } of moves(tape)) {
        assert.ok(tickSize <= low && low <= price && price <= high, JSON.stringify(quote));
        assert.ok([price, low, high].every((value) => value % tickSize === 0n));
        assert.equal(typeof parseDecimal(quote.high, priceScale), "bigint");
        if (quote.depth === null) continue;
        const depth = readDecimal(quote.depth, scale);
        assert.ok(depth > 0n && depth % quantityStep === 0n);
      }
    }
  });

  it("moves as much as its kind does, and drifts nowhere (R-TRADE-6)", () => {
    const volatility = { crypto: 0.6, share: 0.3, etf: 0.16, metal: 0.2 };
    for (const tape of tapes.filter(({ asset }) => Number(asset.price) >= 1)) {
      const returns = moves(tape).map(({ price, before }) => Math.log(Number(price) / Number(before)));
      const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
      const deviation = Math.sqrt(
        returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / returns.length,
      );
      // Gaps of 5 to 15 deviations on one step in 500 add about a tenth.
      const calm = volatility[tape.asset.kind] * Math.sqrt(stepMs / (365 * 86_400_000));
      const { assetId } = tape.asset.terms;
      assert.ok(deviation > calm * 0.9 && deviation < calm * 1.4, `${assetId}: ${deviation / calm}`);
      assert.ok(Math.abs(mean) < (5 * deviation) / Math.sqrt(returns.length), `${assetId} drifts ${mean}`);
    }
  });

  const close = (found: number, expected: number) =>
    assert.ok(found > expected * 0.6 && found < expected * 1.5, `${found} is near ${expected}`);
  const all = () => tapes.flatMap(moves);

  it("gaps now and then: it opens away from the price before, with no price in between (R-TRADE-6)", () => {
    const gaps = all().filter(({ before, low, high }) => before < low || before > high);
    close(gaps.length, steps * assets.length * marketEvents.gap.share);
  });

  it("spikes now and then: a low or high far off, and the price is back (R-TRADE-6)", () => {
    const volatile = tapes.filter(({ asset }) => asset.kind === "crypto");
    const far = volatile.flatMap(moves).filter(({ price, low, high }) => {
      const [below, above] = [Number(price - low) / Number(price), Number(high - price) / Number(price)];
      // Eight deviations of a step: nothing but a spike goes there and comes back.
      return Math.max(below, above) > 8 * 0.6 * Math.sqrt(stepMs / (365 * 86_400_000));
    });
    close(far.length, steps * volatile.length * marketEvents.spike.share);
  });

  it("halts now and then: for as many steps as the sequence says there is no quote (R-TRADE-6)", () => {
    let halts = 0;
    for (const { asset, quotes, silentSteps } of tapes) {
      let silent = 0;
      for (const [at, { sequence, asOf }] of quotes.slice(0, -1).entries()) {
        const halted =
          sequence === 1 ? 0 : haltedSteps(asset.terms.assetId, { seed: "open-outcry", sequence });
        const waitedMs = Date.parse(quotes[at + 1]?.asOf ?? "") - Date.parse(asOf);
        assert.equal(waitedMs, (halted + 1) * stepMs);
        silent += halted;
        if (halted > 0) halts++;
      }
      assert.ok(silentSteps >= silent && silentSteps <= silent + marketEvents.halt.most);
    }
    close(halts, steps * assets.length * marketEvents.halt.share);
  });

  it("bounds the depth of thin assets on some steps; without bound stays the common case (R-TRADE-6)", () => {
    const bounded = tapes.map(({ quotes }) => quotes.filter(({ depth }) => depth !== null).length);
    const thin = bounded.filter((count) => count > 0);
    assert.ok(thin.length >= 1 && thin.length <= assets.length / 2, `${thin.length} thin assets`);
    for (const count of thin) close(count, steps * marketEvents.depth.share);
  });

  it("makes no quote where there was none (R-TRADE-6)", async () => {
    const asked = assets.map(({ terms, kind }) => ({ terms, kind, coingeckoId: null, current: undefined }));
    const { quotes } = await simulatedMarket({ seed: "s", stepMs }).quotes(asked, startMs);
    assert.equal(quotes.size, 0);
  });
});
