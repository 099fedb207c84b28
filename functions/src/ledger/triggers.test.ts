import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  accepted,
  btc,
  buy,
  funded,
  limits,
  marketContext,
  match,
  noonMs,
  placing,
  quoteAt,
  tickAt,
} from "../../test/simulation/ground.js";
import type { PlaceCommand, Tick } from "./command.js";
import { decide } from "./kernel.js";
import { collarPriceOf, trailingStop } from "./order.js";

const tenth = 10_000_000n;
const at = (price: bigint) => marketContext({ ...btc, minQuantity: 1n }, quoteAt(price));
const market = at(100_00n);
const holder = accepted(funded(1_000_000_00n), buy("stock", 1_000_000_000n), at(100_00n)).account;

type Side = PlaceCommand["side"];
type Row = readonly [
  string,
  Side,
  PlaceCommand["type"],
  Partial<PlaceCommand>,
  readonly Tick[],
  /** Price of the fill; null: nothing happens; "rests": it is triggered and rests; "waits": its mark moved. */
  bigint | null | "rests" | "waits",
];
const limit = (limitPrice: bigint) => ({ limitPrice });
const stop = (stopPrice: bigint) => ({ stopPrice });
const trail = (amount: bigint) => ({ trail: { amount } });
const tick = (price: bigint, low = price, high = price, sequence = 2) => tickAt(sequence, price, low, high);

/** Section 4 of the semantics, at a quote of 100.00: where each order fires, and at what it trades. */
const rows: readonly Row[] = [
  ["at its limit", "buy", "limit", limit(99_00n), [tick(99_00n)], 99_00n],
  ["below its limit, at the quote", "buy", "limit", limit(99_00n), [tick(98_00n)], 98_00n],
  ["not above its limit", "buy", "limit", limit(99_00n), [tick(99_01n)], null],
  ["on a spike down, at its limit", "buy", "limit", limit(99_00n), [tick(100_00n, 99_00n, 101_00n)], 99_00n],
  ["at its limit", "sell", "limit", limit(101_00n), [tick(101_00n)], 101_00n],
  ["above its limit, at the quote", "sell", "limit", limit(101_00n), [tick(102_00n)], 102_00n],
  ["not below its limit", "sell", "limit", limit(101_00n), [tick(100_99n)], null],
  ["on a spike up, at its limit", "sell", "limit", limit(101_00n), [tick(100_00n, 99_00n, 101_00n)], 101_00n],
  ["at its stop", "buy", "stop", stop(101_00n), [tick(101_00n)], 101_00n],
  ["not below its stop", "buy", "stop", stop(101_00n), [tick(100_99n)], null],
  ["on a spike up, at the quote", "buy", "stop", stop(101_00n), [tick(100_00n, 100_00n, 101_00n)], 100_00n],
  ["up to its collar", "buy", "stop", stop(101_00n), [tick(103_52n)], 103_52n],
  ["not beyond its collar, where it rests", "buy", "stop", stop(101_00n), [tick(103_53n)], "rests"],
  [
    "at its collar once the price comes back",
    ...(["buy", "stop", stop(101_00n)] as const),
    [tick(110_00n), tick(103_53n, 103_52n, 110_00n, 3)],
    103_52n,
  ],
  [
    "not at a low from before it was triggered",
    ...(["buy", "stop", stop(101_00n)] as const),
    [tick(110_00n, 100_00n, 110_00n)],
    "rests",
  ],
  ["at its stop", "sell", "stop", stop(99_00n), [tick(99_00n)], 99_00n],
  ["not above its stop", "sell", "stop", stop(99_00n), [tick(99_01n)], null],
  ["through a gap, at any price", "sell", "stop", stop(99_00n), [tick(1_00n)], 1_00n],
  ["on a spike down, at the quote", "sell", "stop", stop(99_00n), [tick(100_00n, 99_00n, 100_00n)], 100_00n],
  [
    "within its limit",
    "buy",
    "stop_limit",
    { ...stop(101_00n), ...limit(102_00n) },
    [tick(102_00n)],
    102_00n,
  ],
  [
    "not through a gap, where it rests as a limit",
    ...(["buy", "stop_limit", { ...stop(101_00n), ...limit(102_00n) }] as const),
    [tick(110_00n)],
    "rests",
  ],
  [
    "as a limit after a gap",
    ...(["buy", "stop_limit", { ...stop(101_00n), ...limit(102_00n) }] as const),
    [tick(110_00n), tick(101_50n, 101_50n, 110_00n, 3)],
    101_50n,
  ],
  ["within its limit", "sell", "stop_limit", { ...stop(99_00n), ...limit(98_00n) }, [tick(98_00n)], 98_00n],
  [
    "not through a gap, where it rests as a limit",
    ...(["sell", "stop_limit", { ...stop(99_00n), ...limit(98_00n) }] as const),
    [tick(90_00n, 90_00n, 100_00n)],
    "rests",
  ],
  [
    "as a limit after a gap",
    ...(["sell", "stop_limit", { ...stop(99_00n), ...limit(98_00n) }] as const),
    [tick(90_00n), tick(97_00n, 90_00n, 98_00n, 3)],
    98_00n,
  ],
  ["at its trail below the mark", "sell", "trailing_stop", trail(5_00n), [tick(95_00n)], 95_00n],
  ["not before its trail", "sell", "trailing_stop", trail(5_00n), [tick(95_01n)], null],
  ["not while its mark rises", "sell", "trailing_stop", trail(5_00n), [tick(110_00n)], "waits"],
  [
    "below the mark that has risen",
    ...(["sell", "trailing_stop", trail(5_00n)] as const),
    [tick(110_00n), tick(105_00n, 105_00n, 110_00n, 3)],
    105_00n,
  ],
  [
    "within one tick: the mark first, then the trigger",
    ...(["sell", "trailing_stop", trail(5_00n)] as const),
    [tick(107_00n, 99_00n, 110_00n)],
    107_00n,
  ],
  ["at its trail above the mark", "buy", "trailing_stop", trail(5_00n), [tick(105_00n)], 105_00n],
  ["not before its trail", "buy", "trailing_stop", trail(5_00n), [tick(104_99n)], null],
  ["not while its mark falls", "buy", "trailing_stop", trail(5_00n), [tick(90_00n)], "waits"],
  [
    "within one tick: the mark first, then the trigger",
    ...(["buy", "trailing_stop", trail(5_00n)] as const),
    [tick(93_00n, 90_00n, 101_00n)],
    93_00n,
  ],
];

describe("triggers (R-TRADE-4)", () => {
  for (const [what, side, type, prices, ticks, expected] of rows) {
    const shown = ticks.map(({ price, low, high }) => `${low}-${high} ${price}`).join(", ");
    it(`${type} ${side}: ${what} (${shown})`, () => {
      const { account } = accepted(holder, placing("o", [side, type], tenth, prices), market);
      const decision = decide(account, match("o", ...ticks), market);
      if (expected === null) {
        assert.equal(!decision.accepted && decision.reason, "not_crossed");
        return;
      }
      assert.ok(decision.accepted);
      const [order] = decision.orders;
      const fills = decision.entries.flatMap(({ fill }) => fill ?? []);
      if (typeof expected === "bigint") {
        assert.deepEqual([order?.status, fills.map(({ price }) => price)], ["filled", [expected]]);
        assert.deepEqual([order?.hold, decision.account.orders.size], [0n, 0]);
      } else {
        assert.deepEqual([order?.status, fills], ["open", []]);
        assert.equal(order?.trigger, expected === "rests" ? "triggered" : "pending");
      }
    });
  }

  it("take each tick once, also where it filled a part", () => {
    const { account } = accepted(holder, placing("o", ["buy", "limit"], tenth, limit(99_00n)), market);
    const part = { kind: "match", orderId: "o", ticks: [tick(99_00n)], allotment: 1_000n } as const;
    const once = accepted(account, part, market);
    assert.equal(once.orders[0]?.status, "partially_filled");
    const again = decide(once.account, part, market);
    assert.equal(!again.accepted && again.reason, "not_crossed");
    const later = { ...part, ticks: [tick(99_00n, 99_00n, 99_00n, 3)] };
    assert.equal(accepted(once.account, later, market).orders[0]?.filledQuantity, 2_000n);
  });

  it("share one allotment over the ticks that it comes with", () => {
    const { account } = accepted(holder, placing("o", ["buy", "limit"], tenth, limit(99_00n)), market);
    const ticks = [tick(99_00n), tick(98_00n, 98_00n, 99_00n, 3)];
    const { orders } = accepted(account, { kind: "match", orderId: "o", ticks, allotment: 1_000n }, market);
    assert.equal(orders[0]?.filledQuantity, 1_000n);
  });

  it("put the collar 4 % above a stop below 50, and 2.5 % from there", () => {
    assert.equal(collarPriceOf(49_99n, 2), 51_98n);
    assert.equal(collarPriceOf(50_00n, 2), 51_25n);
    assert.equal(collarPriceOf(49_99_99n, 4), 51_99_98n);
  });

  it("put the stop of a percent trail at or beyond the exact figure", () => {
    assert.equal(trailingStop("sell", 99_99n, { percent: 12_345n }), 98_75n);
    assert.equal(trailingStop("buy", 99_99n, { percent: 12_345n }), 101_23n);
  });

  it("refuse a fill from the moment of expiry, however late the tidying is", () => {
    const untilMs = noonMs + 1_000;
    const command = placing("o", ["buy", "limit"], tenth, {
      ...{ ...limit(99_00n), timeInForce: "gtd", expiresAtMs: untilMs },
    });
    const { account } = accepted(holder, command, market);
    const before = accepted(account, match("o", tick(99_00n)), { ...market, nowMs: untilMs - 1 });
    assert.equal(before.orders[0]?.status, "filled");
    const after = accepted(account, match("o", tick(99_00n)), { ...market, nowMs: untilMs });
    assert.deepEqual([after.orders[0]?.status, after.orders[0]?.filledQuantity], ["expired", 0n]);
    assert.equal(after.account.balances.USD?.held, 0n);
  });
});

const dayMs = 86_400_000;
describe("time in force (R-TRADE-4)", () => {
  const ends: readonly [Partial<PlaceCommand>, number | null][] = [
    [{}, Date.parse("2026-06-08T00:00:00Z")],
    [{ timeInForce: "gtc" }, Date.parse("2026-06-08T00:00:00Z")],
    [{ timeInForce: "day" }, Date.parse("2026-03-11T00:00:00Z")],
    [{ timeInForce: "gtd", expiresAtMs: noonMs + dayMs }, noonMs + dayMs],
    [{ timeInForce: "ioc" }, null],
  ];
  for (const [until, expected] of ends) {
    it(`${until.timeInForce ?? "by default"} is good until ${expected}`, () => {
      const command = placing("o", ["buy", "limit"], tenth, { ...limit(99_00n), ...until });
      const [order] = accepted(holder, command, market).orders;
      assert.equal(order?.expiresAtMs, expected);
    });
  }

  /** Depth 0.04: what fills, what rests and what is held of 0.1 BTC, by side, limit and time in force. */
  const outcomes: readonly [Side, bigint, PlaceCommand["timeInForce"], string, bigint, bigint][] = [
    ["buy", 100_00n, "gtc", "partially_filled", 4_000_000n, 6_00n],
    ["buy", 99_00n, "gtc", "open", 0n, 9_91n],
    ["buy", 100_00n, "ioc", "cancelled", 4_000_000n, 0n],
    ["buy", 99_00n, "ioc", "cancelled", 0n, 0n],
    ["sell", 100_00n, "day", "partially_filled", 4_000_000n, 6_000_000n],
    ["sell", 101_00n, "day", "open", 0n, tenth],
    ["sell", 100_00n, "ioc", "cancelled", 4_000_000n, 0n],
    ["sell", 101_00n, "ioc", "cancelled", 0n, 0n],
  ];
  const thin = marketContext(btc, quoteAt(100_00n, { depth: 4_000_000n }), {
    limits: { ...limits, feeRate: 1_000n },
  });
  for (const [side, limitPrice, timeInForce, status, filled, hold] of outcomes) {
    it(`${timeInForce} ${side} at ${limitPrice}: ${status}, ${filled} filled, ${hold} held`, () => {
      const command = placing("o", [side, "limit"], tenth, {
        limitPrice,
        ...(timeInForce && { timeInForce }),
      });
      const { orders, entries } = accepted(holder, command, thin);
      const [order] = orders;
      assert.deepEqual([order?.status, order?.filledQuantity, order?.hold], [status, filled, hold]);
      assert.ok(entries.length <= 1, "one entry nets fill and hold");
      assert.equal(entries[0]?.kind, filled > 0n ? "fill" : hold > 0n ? "hold" : undefined);
    });
  }
});
