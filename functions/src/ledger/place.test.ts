import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import {
  accepted,
  btc,
  contextAt,
  buy,
  buyFor,
  funded,
  hold,
  limits,
  marketContext,
  penny,
  quoteAt,
  sell,
  share,
} from "../../test/simulation/ground.js";
import type { Account } from "./account.js";
import { assertDecision } from "./invariants.js";
import { feeOn, quantityForNotional, valueOf } from "./pricing.js";

const lots = { ...share, scale: 6, quantityStep: 1n, minQuantity: 1n };

describe("market orders: vectors of the semantics, section 9", () => {
  /** The fee rate that makes the fee of the vector, in millionths. */
  const withFee = (feeRate: bigint, price: bigint) =>
    marketContext(lots, quoteAt(price), { limits: { ...limits, feeRate } });

  it("sell 15 of two lots at average cost: realised 297.00, cost left 550.50 (lots)", () => {
    const ten = 10_000_000n;
    const first = accepted(funded(10_000_00n), buy("o1", ten), withFee(1_000n, 100_00n));
    const second = accepted(first.account, buy("o2", ten), withFee(833n, 120_00n));
    assert.deepEqual([first.orders[0]?.fee, second.orders[0]?.fee], [1_00n, 1_00n]);
    assert.equal(second.account.positions[lots.assetId]?.cost, 2_202_00n);
    const third = accepted(second.account, sell("o3", 15_000_000n), withFee(769n, 130_00n));
    assert.equal(third.orders[0]?.fee, 1_50n);
    const position = third.account.positions[lots.assetId];
    assert.deepEqual(position, { cost: 550_50n, realised: 297_00n });
    const unrealised = valueOf(5_000_000n, 125_00n, lots, "sell") - (position?.cost ?? 0n);
    assert.equal(unrealised, 74_50n);
  });

  it("buy 0.5 BTC at 30,000.00 with 10 basis points: 15,000.00 and 15.00", () => {
    const { orders } = accepted(
      funded(15_015_00n),
      buy("o", 50_000_000n),
      marketContext(btc, quoteAt(30_000_00n)),
    );
    assert.deepEqual([orders[0]?.filledValue, orders[0]?.fee], [15_000_00n, 15_00n]);
  });

  it("round cost up, proceeds down and fees up, never to the user's gain", () => {
    assert.equal(valueOf(20_000_000n, 29_950_37n, btc, "buy"), 5_990_08n);
    assert.equal(valueOf(20_000_000n, 29_950_37n, btc, "sell"), 5_990_07n);
    assert.equal(feeOn(5_990_08n, 1_000n), 6_00n);
    assert.equal(feeOn(1n, 1n), 1n);
    assert.equal(feeOn(0n, 1_000n), 0n);
  });
});

const anyTerms = fc.constantFrom(btc, share, penny, lots);
const anyQuote = fc.record({ terms: anyTerms, price: fc.bigInt({ min: 1n, max: 10_000_000n }) });

describe("market orders by notional", () => {
  const cost = (quantity: bigint, price: bigint, terms: typeof btc, feeRate: bigint) => {
    const value = valueOf(quantity, price, terms, "buy");
    return value + feeOn(value, feeRate);
  };

  it("never cost more than the notional, and one step more would", () => {
    const rate = fc.constantFrom(0n, 1n, 1_000n, 9_999n, 250_000n, 1_000_000n);
    fc.assert(
      fc.property(
        anyQuote,
        fc.bigInt({ min: 0n, max: 10_000_000n }),
        rate,
        ({ terms, price }, notional, feeRate) => {
          const quantity = quantityForNotional(notional, price, terms, feeRate);
          assert.equal(quantity % terms.quantityStep, 0n);
          assert.ok(cost(quantity, price, terms, feeRate) <= notional);
          assert.ok(cost(quantity + terms.quantityStep, price, terms, feeRate) > notional);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  it("find the quantity that trying every one finds", () => {
    const small = fc.record({
      price: fc.bigInt({ min: 1n, max: 900n }),
      notional: fc.bigInt({ min: 0n, max: 3_000n }),
      feeRate: fc.constantFrom(0n, 1_000n, 77_777n),
      step: fc.constantFrom(1n, 3n, 10n),
    });
    fc.assert(
      fc.property(small, ({ price, notional, feeRate, step }) => {
        const terms = { ...lots, scale: 1, priceScale: 2, quantityStep: step };
        let best = 0n;
        for (let quantity = 0n; cost(quantity, price, terms, feeRate) <= notional; quantity += step)
          best = quantity;
        assert.equal(quantityForNotional(notional, price, terms, feeRate), best);
      }),
      { numRuns: 300 },
    );
  });

  it("keep the notional on the order and leave the change in the balance", () => {
    const { account, orders } = accepted(
      funded(500_00n),
      buyFor("o", 100_00n),
      marketContext(btc, quoteAt(30_000_01n)),
    );
    const [order] = orders;
    assert.ok(order);
    assert.equal(order.notional, 100_00n);
    const paid = order.filledValue + order.fee;
    assert.ok(paid <= 100_00n && paid > 99_00n, String(paid));
    assert.equal(account.balances.USD?.available, 500_00n - paid);
  });
});

describe("market orders and depth", () => {
  const thin = (depth: bigint) => marketContext(btc, quoteAt(30_000_00n, { depth }));

  it("fill what is there on the step and cancel the rest", () => {
    const { account, orders, entries } = accepted(
      funded(90_000_00n),
      buy("o", 100_000_000n),
      thin(40_000_999n),
    );
    const [order] = orders;
    assert.deepEqual(
      [order?.status, order?.reason, order?.filledQuantity, order?.quantity],
      ["cancelled", "depth_exhausted", 40_000_000n, 100_000_000n],
    );
    assert.equal(order?.filledValue, 12_000_00n);
    assert.equal(order?.fee, 12_00n);
    assert.equal(entries[0]?.fill?.quantity, 40_000_000n);
    assert.equal(account.balances.USD?.available, 90_000_00n - 12_012_00n);
  });

  it("fill whole where the depth is the quantity", () => {
    const { orders } = accepted(funded(90_000_00n), buy("o", 100_000_000n), thin(100_000_000n));
    assert.deepEqual([orders[0]?.status, orders[0]?.reason], ["filled", null]);
  });

  it("need funds for what fills only", () => {
    const { orders } = accepted(funded(12_012_00n), buy("o", 100_000_000n), thin(40_000_000n));
    assert.equal(orders[0]?.filledQuantity, 40_000_000n);
  });
});

describe("market sales", () => {
  const at = (price: bigint) => marketContext(btc, quoteAt(price));
  const dust: Account = {
    ...funded(5n),
    balances: { ...funded(5n).balances, BTC: { scale: 8, available: 7n, held: 0n } },
    positions: { BTC: { cost: 3n, realised: -1n } },
  };

  it("close a holding however small, off the step, below every minimum, for nothing if need be", () => {
    const terms = { ...btc, quantityStep: 1n };
    const context = marketContext(terms, quoteAt(30_000_00n));
    const { account, orders } = accepted(dust, sell("o", 7n), context);
    assert.deepEqual([orders[0]?.filledValue, orders[0]?.fee], [0n, 0n]);
    assert.deepEqual(account.positions.BTC, { cost: 0n, realised: -4n });
    assert.deepEqual(account.balances.BTC, { scale: 8, available: 0n, held: 0n });
  });

  it("share the cost over everything held, also over what a hold reserves", () => {
    const bought = accepted(funded(50_000_00n), buy("o1", 100_000_000n), at(30_000_00n)).account;
    const reserved = accepted(bought, hold("h1", "BTC", 50_000_000n)).account;
    const { account } = accepted(reserved, sell("o2", 25_000_000n), at(30_000_00n));
    assert.equal(account.positions.BTC?.cost, 22_522_50n);
  });

  it("remove cost in proportion, rounded down, and the last unit takes what is left", () => {
    let { account } = accepted(funded(50_000_00n), buy("o1", 30_000n), at(33_333_33n));
    const bought = account.positions.BTC?.cost ?? 0n;
    let removed = 0n;
    for (const n of [1, 2, 3]) {
      const before = account.positions.BTC?.cost ?? 0n;
      account = accepted(account, sell(`s${n}`, 10_000n), at(33_333_33n)).account;
      removed += before - (account.positions.BTC?.cost ?? 0n);
    }
    assert.equal(removed, bought);
    assert.equal(account.positions.BTC?.cost, 0n);
  });
});

describe("invariants of a decision", () => {
  const before = funded(50_000_00n);
  const good = accepted(before, buy("o", 1_000_000n), marketContext(btc, quoteAt(30_000_00n)));
  const [entry] = good.entries;
  const [order] = good.orders;
  assert.ok(entry && order);
  const usd = { scale: 2, available: 1n, held: 0n };
  const rows: [string, Parameters<typeof assertDecision>[1]][] = [
    ["sequence numbers have no gap", { ...good, account: { ...good.account, seq: 9 } }],
    ["at least two postings", { ...good, entries: [{ ...entry, postings: [] }] }],
    [
      "no posting is of zero",
      { ...good, entries: [{ ...entry, postings: entry.postings.map((it) => ({ ...it, amount: 0n })) }] },
    ],
    ["sums to zero", { ...good, entries: [{ ...entry, postings: entry.postings.slice(1) }] }],
    [
      "ever negative",
      { ...good, account: { ...good.account, balances: { USD: { ...usd, available: -1n } } } },
    ],
    ["ever negative", { ...good, account: { ...good.account, balances: { USD: { ...usd, held: -1n } } } }],
    ["sum of the holds", { ...good, account: { ...good.account, balances: { USD: { ...usd, held: 1n } } } }],
    [
      "less than zero",
      { ...good, account: { ...good.account, positions: { BTC: { cost: -1n, realised: 0n } } } },
    ],
    [
      "position of zero",
      { ...good, account: { ...good.account, positions: { ETH: { cost: 1n, realised: 0n } } } },
    ],
    ["at most the quantity", { ...good, orders: [{ ...order, filledQuantity: order.quantity + 1n }] }],
    ["exactly when its quantity", { ...good, orders: [{ ...order, status: "open" }] }],
    ["hold nothing", { ...good, orders: [{ ...order, hold: 1n }] }],
    ["equal those of its fills", { ...good, orders: [{ ...order, fee: order.fee + 1n }] }],
    ["equal those of its fills", { ...good, orders: [{ ...order, filledValue: order.filledValue - 1n }] }],
  ];

  it("hold for a decision of the kernel", () => {
    assert.doesNotThrow(() => assertDecision(before, good, contextAt()));
  });

  for (const [invariant, decision] of rows) {
    it(`catch a decision that breaks "${invariant}"`, () => {
      assert.throws(() => assertDecision(before, decision, contextAt()), new RegExp(invariant));
    });
  }
});
