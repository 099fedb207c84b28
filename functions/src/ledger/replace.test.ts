import assert from "node:assert/strict";
import { describe, it } from "mocha";
import {
  accepted,
  btc,
  funded,
  marketContext,
  match,
  quoteAt,
  tickAt,
} from "../../test/simulation/ground.js";
import type { PlaceCommand, ReplaceCommand } from "./command.js";
import { decide } from "./kernel.js";

const rich = funded(100_000_00n);
const market = marketContext(btc, quoteAt(30_000_00n));
const size = { quantity: 1_000_000n };
const replace = (more: Partial<ReplaceCommand>): ReplaceCommand => ({
  ...{ kind: "replace", orderId: "o", newOrderId: "n" },
  ...more,
});

describe("a trailing buy", () => {
  it("never pays more than its stop, as it stands, and the collar (R-TRADE-3)", () => {
    const order: PlaceCommand = {
      ...{ kind: "place", orderId: "o", side: "buy", type: "trailing_stop", size },
      trail: { amount: 1_000_00n },
    };
    const placed = accepted(rich, order, market).account;
    const marked = accepted(placed, match("o", tickAt(2, 20_000_00n)), market).account;
    const { stopPrice, collarPrice, hold } = marked.orders.get("o") ?? {};
    assert.deepEqual([stopPrice, collarPrice], [21_000_00n, 21_525_00n]);
    assert.equal(hold, placed.orders.get("o")?.hold, "a mark moves no money");
    const gap = accepted(marked, match("o", tickAt(3, 25_000_00n)), market).account.orders.get("o");
    assert.deepEqual([gap?.trigger, gap?.filledQuantity], ["triggered", 0n]);
  });
});

describe("a replacement", () => {
  const stop: PlaceCommand = {
    ...{ kind: "place", orderId: "o", side: "buy", type: "stop", size },
    stopPrice: 31_000_00n,
  };
  const placed = accepted(rich, stop, market).account;
  const later = marketContext(btc, quoteAt(31_500_00n, { sequence: 2 }));

  it("with the stop that it had still meets the tick that the old order had not met (R-TRADE-3)", () => {
    const after = accepted(placed, replace({ quantity: 2_000_000n }), later).account;
    const met = accepted(after, match("n", tickAt(2, 31_500_00n)), later);
    assert.equal(met.orders[0]?.status, "filled");
  });

  it("with another stop begins at the current tick (R-TRADE-3)", () => {
    const after = accepted(placed, replace({ stopPrice: 32_000_00n }), later).account;
    const met = decide(after, match("n", tickAt(2, 33_000_00n)), later);
    assert.deepEqual(met, { accepted: false, reason: "not_crossed" });
  });

  it("of a leg keeps the profit beyond the stop (R-TRADE-3)", () => {
    const bracket: PlaceCommand = {
      ...{ kind: "place", orderId: "o", side: "buy", type: "market", size },
      takeProfit: { limitPrice: 32_000_00n },
      stopLoss: { stopPrice: 28_000_00n, limitPrice: null },
    };
    const open = accepted(rich, bracket, market).account;
    const leg = (limitPrice: bigint) => replace({ orderId: "o.takeProfit", limitPrice });
    const refused = decide(open, leg(28_000_00n), market);
    assert.deepEqual(refused, { accepted: false, reason: "legs_on_wrong_side", field: "limitPrice" });
    const after = accepted(open, leg(28_000_01n), market).account;
    assert.deepEqual([...after.orders.keys()].sort(), ["n", "o.stopLoss"]);
  });
});
