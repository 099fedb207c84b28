import assert from "node:assert/strict";
import fc from "fast-check";
import { formatFixed } from "../money/amount.js";
import { alertRecordSchema, alertView, crossing, differences, extremesOf, newAlert } from "./alert.js";
import { alertSchema } from "./contract.js";

const nowMs = Date.UTC(2026, 0, 31);
const terms = {
  alertId: "a",
  uid: "u",
  assetId: "BTC",
  direction: "above",
  price: "100.00",
  note: null,
} as const;
const above = newAlert(terms, 7, nowMs);
const below = newAlert({ ...terms, direction: "below" }, 7, nowMs);
const at = new Date(nowMs + 1).toISOString();
const range = { low: "90.00", high: "110.00", price: "95.00", sequence: 8, at };

describe("a price alert", () => {
  it("is open for 90 days, numbered for the index of its direction only (R-TRADE-7)", () => {
    assert.deepEqual(alertRecordSchema.parse(above), above);
    assert.deepEqual(alertSchema.parse(alertView(above)), alertView(above));
    assert.deepEqual(
      [above.triggerAbove, above.triggerBelow, below.triggerAbove, below.triggerBelow],
      [100, null, null, 100],
    );
    assert.equal(Date.parse(above.expiresAt) - nowMs, 90 * 86_400_000);
  });

  it("fires on the extreme that reaches its price, the price itself included (R-TRADE-7)", () => {
    assert.equal(crossing(above, range), "110.00");
    assert.equal(crossing(below, range), "90.00");
    assert.equal(crossing(above, { ...range, high: "100.00" }), "100.00");
    assert.equal(crossing(below, { ...range, low: "100" }), "100");
    assert.equal(crossing(above, { ...range, high: "99.999999999999" }), null);
    assert.equal(crossing(below, { ...range, low: "100.000000000001" }), null);
  });

  it("never fires on the quote it was made on, an older one, or after its end (R-TRADE-7)", () => {
    assert.equal(crossing(above, { ...range, sequence: 7 }), null);
    assert.equal(crossing(above, { ...range, sequence: 6 }), null);
    assert.equal(crossing({ ...above, open: false, status: "deleted" }, range), null);
    assert.equal(crossing(above, { ...range, at: above.expiresAt }), null);
  });

  it("fires on the last price only of a range that began before it (R-TRADE-7)", () => {
    const merged = { ...range, firstSequence: 7 };
    assert.equal(crossing(above, merged), null);
    assert.equal(crossing(above, { ...merged, price: "101.00" }), "101.00");
    assert.equal(crossing(above, { ...merged, firstSequence: 8 }), "110.00");
  });

  it("is found by its number whenever its decimals are reached, beyond a double's digits too (R-TRADE-7)", () => {
    const price = fc.bigInt({ min: 1n, max: 10n ** 30n }).map((units) => formatFixed(units, 12));
    fc.assert(
      fc.property(price, price, (wanted, reached) => {
        const range = { ...{ low: reached, high: reached, price: reached, sequence: 8, at } };
        const { low, high } = extremesOf([range]);
        const up = newAlert({ ...terms, price: wanted }, 7, nowMs);
        const down = newAlert({ ...terms, direction: "below", price: wanted }, 7, nowMs);
        if (crossing(up, range) !== null) assert.ok((up.triggerAbove ?? Infinity) <= high);
        if (crossing(down, range) !== null) assert.ok((down.triggerBelow ?? 0) >= low);
        assert.ok(crossing(up, range) !== null || crossing(down, range) !== null);
      }),
    );
  });

  it("tells a repeat from another request, whatever zeros its price ends in (R-TRADE-7)", () => {
    assert.deepEqual(differences(above, { ...terms, price: "100" }), []);
    assert.deepEqual(
      differences(above, { ...terms, assetId: "ETH", direction: "below", price: "100.01", note: "n" }),
      ["assetId", "direction", "price", "note"],
    );
  });
});
