import assert from "node:assert/strict";
import { Decimal128, Double, Int32, ObjectId, type Document } from "bson";
import { describe, it } from "mocha";
import { AssetIndex, productOf } from "./assets.js";
import { linesOf } from "./balances.js";
import { amountReader, Refusal } from "./fields.js";
import { nameOf } from "./ids.js";
import { defaultMapping, mappingSchema, readMapping, type Mapping } from "./mapping.js";
import { pastOrderOf } from "./orders.js";
import { personOf } from "./users.js";

const decimal = (text: string) => Decimal128.fromString(text);
const _id = new ObjectId("64b000000000000000000001");
const at = new Date("2024-05-06T07:08:09.000Z");
const amounts = amountReader(defaultMapping.amounts);

const assets = new AssetIndex();
const productId = new ObjectId("64b0000000000000000000bb");
assets.add({ assetId: "BTC", scale: 8, priceScale: 2 }, ["BTC", nameOf(productId) ?? ""], 30_000_00n);

const user: Document = { _id, email: "Ann@Example.test", name: "Ann", role: "customer", createdAt: at };
const product: Document = {
  _id,
  symbol: "sol",
  name: "Solana",
  decimals: new Int32(6),
  price: decimal("145.67"),
};
const balance: Document = {
  userId: _id,
  asset: "BTC",
  amount: decimal("0.5"),
  averagePrice: decimal("20000.01"),
};
const order: Document = {
  ...{ _id, userId: _id, symbol: "BTC", side: "BUY", type: "limit", status: "filled", createdAt: at },
  ...{ quantity: decimal("0.5"), price: decimal("20000.01"), fee: decimal("1.00") },
};

const person = (document: Document) => personOf(document, defaultMapping.users);
const taken = {
  users: person,
  assets: (document: Document) => productOf(document, required(defaultMapping.assets), amounts),
  balances: (document: Document) => linesOf(document, mappedBalances({}), amounts, assets),
  orders: (document: Document) => pastOrder(document, {}),
};

function required<Value>(value: Value | null): Value {
  assert.ok(value);
  return value;
}
const mappedBalances = (changes: object) => {
  const { balances } = mappingSchema.parse({ balances: changes });
  assert.ok(balances && !Array.isArray(balances));
  return balances;
};
const pastOrder = (document: Document, changes: object) =>
  pastOrderOf(document, required(mappingSchema.parse({ orders: changes }).orders), amounts, assets);

describe("what a migration refuses, and why (R-DATA-6)", () => {
  const good = { users: user, assets: product, balances: balance, orders: order };
  const refusals: readonly (readonly [keyof typeof taken, Document, string])[] = [
    ["users", { _id: null }, "id_is_missing"],
    ["users", { email: "" }, "email_is_missing"],
    ["users", { email: "ann" }, "email_is_invalid"],
    ["users", { role: "wizard" }, "role_is_unknown"],
    ["users", { role: new Int32(1) }, "role_is_unknown"],
    ["assets", { symbol: null }, "asset_id_is_missing"],
    ["assets", { symbol: "USD" }, "is_settlement_currency"],
    ["assets", { symbol: "no spaces" }, "asset_is_invalid"],
    ["assets", { decimals: new Int32(19) }, "asset_is_invalid"],
    ["assets", { decimals: decimal("1.5") }, "scale_off_scale"],
    ["assets", { type: "tulip" }, "kind_is_unknown"],
    ["assets", { status: "lost" }, "status_is_unknown"],
    ["balances", { asset: "TULIP" }, "asset_is_unknown"],
    ["balances", { amount: null }, "quantity_missing"],
    ["balances", { amount: decimal("-0.5") }, "balance_is_negative"],
    ["balances", { amount: decimal("0.123456789") }, "quantity_off_scale"],
    ["balances", { amount: new Double(0.1 + 0.2) }, "quantity_off_scale"],
    ["balances", { averagePrice: null }, "cost_is_missing"],
    ["balances", { averagePrice: decimal("-1") }, "balance_is_negative"],
    ["balances", { cost: decimal("1.001") }, "cost_off_scale"],
    ["orders", { _id: null }, "id_is_missing"],
    ["orders", { symbol: "TULIP" }, "asset_is_unknown"],
    ["orders", { side: "hold" }, "side_is_unknown"],
    ["orders", { type: "iceberg" }, "type_is_unknown"],
    ["orders", { status: "lost" }, "status_is_unknown"],
    ["orders", { status: "open" }, "order_is_open"],
    ["orders", { quantity: null }, "quantity_missing"],
    ["orders", { quantity: "many" }, "quantity_not_a_number"],
    ["orders", { quantity: decimal("0.123456789") }, "quantity_off_scale"],
    ["orders", { filledQuantity: decimal("0.6") }, "status_contradicts_quantity"],
    ["orders", { filledQuantity: decimal("0.4") }, "status_contradicts_quantity"],
    ["orders", { status: "cancelled", filledQuantity: decimal("0.5") }, "status_contradicts_quantity"],
    ["orders", { type: "market", price: null }, "value_is_missing"],
    ["orders", { type: "market", total: decimal("-1.00") }, "value_is_negative"],
    ["orders", { limitPrice: decimal("0.001") }, "limit_price_off_scale"],
    ["orders", { price: null, total: decimal("1.00") }, "limit_price_missing"],
    ["orders", { fee: decimal("-1.00") }, "fee_is_negative"],
    ["orders", { updatedAt: new Date(0) }, "times_contradict"],
    ["orders", { _id: "o1", createdAt: null }, "time_is_missing"],
  ];
  for (const [kind, change, reason] of refusals) {
    const where = Object.keys(change).join(" and ");
    it(`refuses one of the ${kind} with another ${where}: ${reason}`, () => {
      assert.throws(
        () => taken[kind]({ ...good[kind], ...change }),
        (error) => error instanceof Refusal && error.reason === reason,
      );
      taken[kind](good[kind]);
    });
  }
});

describe("what a migration takes over (R-DATA-6)", () => {
  it("is a user with email, role, times and settings", () => {
    const ann = person({
      ...user,
      isVerified: true,
      locale: "de_AT",
      roles: ["customer"],
      marketingEmails: "yes",
    });
    assert.deepEqual(
      [ann.uid, ann.email, ann.emailVerified],
      [`mongo_${_id.toHexString()}`, "ann@example.test", true],
    );
    const { displayName, locale, marketingEmails, role, createdAt } = ann.profile;
    assert.deepEqual([displayName, locale, marketingEmails, role], ["Ann", "de-AT", true, "trader"]);
    assert.equal(createdAt, at.toISOString());
    assert.equal(person({ ...user, role: undefined, roles: ["user", "admin"] }).role, "admin");
    assert.equal(person({ ...user, createdAt: undefined }).createdAtMs, _id.getTimestamp().getTime());
  });

  it("is an asset with the steps of its scale where the product names none", () => {
    const { asset, price } = taken.assets(product);
    assert.deepEqual(
      [asset.assetId, asset.kind, asset.scale, asset.quantityStep, asset.minQuantity, asset.tickSize],
      ["SOL", "crypto", 6, "0.000001", "0.000001", "0.01"],
    );
    assert.equal(price, 145_67n);
  });

  it("is a holding with its cost: given, or average price times quantity", () => {
    const line = { assetId: "BTC", scale: 8, quantity: 50_000_000n };
    assert.deepEqual(taken.balances(balance), [{ ...line, cost: 10_000_01n }]);
    assert.deepEqual(taken.balances({ ...balance, cost: decimal("9.99") }), [{ ...line, cost: 9_99n }]);
    const withHeld = { ...balance, locked: decimal("0.25"), cost: decimal("9.99") };
    assert.deepEqual(taken.balances(withHeld), [{ ...line, quantity: 75_000_000n, cost: 9_99n }]);
    assert.deepEqual(taken.balances({ ...balance, amount: decimal("0") }), []);
  });

  it("is cash and a list of holdings inside a user, where the mapping says so", () => {
    const mapping = mappedBalances({
      ...{ collection: "users", user: "_id", rows: "portfolio", cash: "wallet.usd" },
      ...{ asset: "product", quantity: "qty", missingCost: "price" },
    });
    const document = {
      _id,
      wallet: { usd: new Double(12.5) },
      portfolio: [{ product: productId, qty: "2" }],
    };
    assert.deepEqual(linesOf(document, mapping, amounts, assets), [
      { assetId: "USD", scale: 2, quantity: 12_50n, cost: 12_50n },
      { assetId: "BTC", scale: 8, quantity: 200_000_000n, cost: 60_000_00n },
    ]);
    assert.deepEqual(linesOf({ _id }, mapping, amounts, assets), []);
  });

  it("is money in whole cents where the mapping says so", () => {
    const cents = amountReader({ doubles: "refuse", money: "cents" });
    const row = { asset: "USD", amount: new Int32(1_250) };
    assert.equal(linesOf(row, mappedBalances({}), cents, assets)[0]?.quantity, 12_50n);
  });

  it("is an order that is over, holds nothing and says where it comes from", () => {
    const { record } = taken.orders({ ...order, updatedAt: new Date(at.getTime() + 5) });
    const { status, filledQuantity, filledValue, fee, limitPrice, hold, importedFrom, entryCount } = record;
    assert.deepEqual(
      [status, filledQuantity, filledValue, fee, limitPrice, hold, importedFrom, entryCount],
      ["filled", "0.5", "10000.01", "1.00", "20000.01", "0.00", `orders/${_id.toHexString()}`, 0],
    );
    const sale = taken.orders({ ...order, side: "sell" }).record;
    assert.equal(sale.filledValue, "10000.00");
    assert.equal(sale.hold, "0");
  });

  it("is an open order as a cancelled one, where the mapping says so", () => {
    const { record, wasOpen } = pastOrder({ ...order, status: "open" }, { open: "cancel" });
    assert.deepEqual(
      [record.status, record.reason, record.filledQuantity, wasOpen],
      ["cancelled", "imported", "0", true],
    );
  });
});

describe("the mapping file (R-DATA-6)", () => {
  it("needs to say only what differs from the conventional schema", () => {
    const mapping: Mapping = readMapping('{"orders":{"collection":"trades","quantity":"qty"},"assets":null}');
    assert.equal(mapping.orders?.collection, "trades");
    assert.equal(mapping.orders?.side, defaultMapping.orders?.side);
    assert.equal(mapping.assets, null);
    assert.deepEqual(mapping.users, defaultMapping.users);
  });

  const bad: readonly (readonly [string, RegExp])[] = [
    ["{", /no JSON/],
    ['{"user":{}}', /user/],
    ['{"users":{"emial":"x"}}', /users/],
    ['{"orders":{"open":"keep"}}', /orders\.open/],
    ['{"users":{"email":"a..b"}}', /users\.email/],
    ['{"users":{"password":{"algorithm":"SHA1"}}}', /users\.password\.rounds/],
  ];
  for (const [text, message] of bad) {
    it(`is refused where it is ${text}, with the field named`, () => {
      assert.throws(() => readMapping(text), message);
    });
  }
});
