import assert from "node:assert/strict";
import type { AccountView } from "@bourse/functions/accounts/contract";
import { worthOf } from "./equity.js";

const account: AccountView = {
  uid: "ada",
  status: "active",
  balances: [
    { assetId: "USD", available: "8499.00", held: "1.00" },
    { assetId: "BTC", available: "0.05", held: "0" },
  ],
  positions: [
    { assetId: "BTC", quantity: "0.05", cost: "1501.50", realised: "0.00" },
    { assetId: "ETH", quantity: "0", cost: "0.00", realised: "-3.25" },
  ],
  openOrders: [],
  seq: 2,
  updatedAt: "2026-01-31T09:00:00.000Z",
};

describe("What an account is worth", () => {
  it("is cash, available and held, and every holding at its price", () => {
    const worth = worthOf(account, new Map([["BTC", "31000.00"]]));
    assert.equal(worth.equity, 849_900n + 100n + 155_000n);
    assert.equal(worth.unrealised, 155_000n - 150_150n);
    assert.equal(worth.realised, -325n);
    assert.deepEqual(
      worth.positions.map(({ assetId }) => assetId),
      ["BTC"],
    );
  });

  it("is unavailable, and not less, while a holding has no price", () => {
    const worth = worthOf(account, new Map());
    assert.equal(worth.equity, null);
    assert.equal(worth.unrealised, null);
    assert.equal(worth.available, 849_900n);
  });

  it("is nothing before the first deposit", () => {
    const worth = worthOf({ ...account, balances: [], positions: [] }, new Map());
    assert.equal(worth.equity, 0n);
  });
});
