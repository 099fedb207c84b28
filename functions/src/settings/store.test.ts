import assert from "node:assert/strict";
import type { Firestore } from "firebase-admin/firestore";
import { createTradingSettings, haltOf, parseSettings } from "./store.js";

describe("the trading settings", () => {
  it("are the defaults of the design where nothing is stored (R-TRADE-3)", () => {
    assert.deepEqual(parseSettings({}), {
      limits: {
        ...{ feeRate: 1_000n, minOrderValue: 100n, maxOrderValue: 10_000_000n },
        ...{ dailyDepositMax: 10_000_000n, dailyWithdrawalMax: 5_000_000n },
        ...{ openOrdersMax: 200, limitDistanceMax: 10n },
      },
      maxQuoteAgeMs: 60_000,
      halts: { everything: false, assets: new Set(), accounts: new Set() },
    });
  });

  it("name the kill switch that is on, the widest first (R-TRADE-1)", () => {
    const halted = { haltedAssets: ["BTC"], haltedAccounts: ["ann"] };
    const settings = parseSettings(halted);
    assert.equal(haltOf(settings, "bob", "ETH"), null);
    assert.equal(haltOf(settings, "ann", "ETH"), "account");
    assert.equal(haltOf(settings, "ann", "BTC"), "asset");
    assert.equal(haltOf(parseSettings({ ...halted, tradingHalted: true }), "bob", "ETH"), "everything");
  });

  it("are what is stored, field by field (R-TRADE-3)", () => {
    const { limits, maxQuoteAgeMs } = parseSettings({ feeRate: "0.002500", maxQuoteAgeMs: 5, other: 1 });
    assert.deepEqual([limits.feeRate, limits.minOrderValue, maxQuoteAgeMs], [2_500n, 100n, 5]);
  });

  for (const [field, value] of [
    ["feeRate", "1.000000"],
    ["feeRate", "0.1"],
    ["feeRate", 0.001],
    ["minOrderValue", "1"],
    ["maxOrderValue", "-1.00"],
    ["dailyDepositMax", "1e5"],
    ["maxQuoteAgeMs", 0],
  ] as const) {
    it(`are not read where ${field} is ${JSON.stringify(value)}: nothing trades on a guess (R-TRADE-3)`, () => {
      assert.throws(() => parseSettings({ [field]: value }), new RegExp(field));
    });
  }

  it("are read again when their time is over (R-TRADE-3)", async () => {
    let [nowMs, reads] = [0, 0];
    const doc = () => ({
      get: () => Promise.resolve({ data: () => ({ maxQuoteAgeMs: ++reads }) }),
    });
    const settings = createTradingSettings({ doc } as unknown as Firestore, () => nowMs);
    assert.equal((await settings()).maxQuoteAgeMs, 1);
    assert.equal((await settings()).maxQuoteAgeMs, 1);
    nowMs = 5_000;
    assert.equal((await settings()).maxQuoteAgeMs, 2);
  });
});
