import assert from "node:assert/strict";
import { refused } from "../support/people.js";
import { balanceOf, closeAdmin, closeScene, openScene, type Scene } from "../support/trading.js";

type Fields = Parameters<Scene["becomes"]>[1];
type Step = readonly [price: string, becomes: Fields, more?: object];

/** An order on an asset at 100.00, what it is at first, and what each further quote makes of it. */
type Row = {
  readonly title: string;
  readonly holding?: string;
  readonly order: object;
  readonly first: Fields;
  readonly steps: readonly Step[];
  /** USD available, USD held, asset available, asset held in the end. */
  readonly balances: readonly [string, string, string, string];
};

const buy = (type: string, more: object) => ({ side: "buy", type, quantity: "2", ...more });
const sell = (type: string, more: object) => ({ side: "sell", type, quantity: "2", ...more });
const done = (value: string, fee: string): Fields => ({
  ...{ status: "filled", filledQuantity: "2", filledValue: value, fee },
});

const rows: readonly Row[] = [
  {
    title: "a market order fills at once",
    order: buy("market", {}),
    first: { status: "filled", timeInForce: "ioc", filledValue: "200.00", fee: "0.20", hold: "0.00" },
    steps: [],
    balances: ["9799.80", "0.00", "2", "0"],
  },
  {
    title: "a limit buy rests above its price and fills at the quote below it",
    order: buy("limit", { limitPrice: "90.00" }),
    first: { status: "open", timeInForce: "gtc", hold: "180.18" },
    steps: [
      ["95.00", { status: "open" }],
      ["89.50", done("179.00", "0.18")],
    ],
    balances: ["9820.82", "0.00", "2", "0"],
  },
  {
    title: "a limit buy fills at its limit when a spike touched it between two quotes",
    order: buy("limit", { limitPrice: "90.00" }),
    first: { status: "open" },
    steps: [["97.00", done("180.00", "0.18"), { low: "85.00" }]],
    balances: ["9819.82", "0.00", "2", "0"],
  },
  {
    title: "a limit sale holds the quantity and fills above its price",
    holding: "5",
    order: sell("limit", { limitPrice: "110.00" }),
    first: { status: "open", hold: "2" },
    steps: [
      ["109.99", { status: "open" }],
      ["112.00", done("224.00", "0.23")],
    ],
    balances: ["9723.27", "0.00", "3", "0"],
  },
  {
    title: "a stop buy waits below its stop and becomes a market order above it",
    order: buy("stop", { stopPrice: "110.00" }),
    first: { status: "open", trigger: "pending", hold: "225.73", collarPrice: "112.75" },
    steps: [["111.00", { ...done("222.00", "0.23"), trigger: "triggered" }]],
    balances: ["9777.77", "0.00", "2", "0"],
  },
  {
    title: "a stop buy never pays more than its collar, also through a gap",
    order: buy("stop", { stopPrice: "110.00" }),
    first: { status: "open", trigger: "pending" },
    steps: [
      ["120.00", { status: "open", trigger: "triggered", filledQuantity: "0" }],
      ["112.00", done("224.00", "0.23")],
    ],
    balances: ["9775.77", "0.00", "2", "0"],
  },
  {
    title: "a stop sale sells at the quote below its stop",
    holding: "5",
    order: sell("stop", { stopPrice: "90.00" }),
    first: { status: "open", trigger: "pending", hold: "2" },
    steps: [["88.00", { ...done("176.00", "0.18"), trigger: "triggered" }]],
    balances: ["9675.32", "0.00", "3", "0"],
  },
  {
    title: "a stop-limit sale rests as a limit through a gap",
    holding: "5",
    order: sell("stop_limit", { stopPrice: "90.00", limitPrice: "88.00" }),
    first: { status: "open", trigger: "pending" },
    steps: [
      ["85.00", { status: "open", trigger: "triggered", filledQuantity: "0" }],
      ["89.00", done("178.00", "0.18")],
    ],
    balances: ["9677.32", "0.00", "3", "0"],
  },
  {
    title: "a stop-limit buy triggers and fills within its limit",
    order: buy("stop_limit", { stopPrice: "110.00", limitPrice: "112.00" }),
    first: { status: "open", trigger: "pending", hold: "224.23" },
    steps: [["111.00", { ...done("222.00", "0.23"), trigger: "triggered" }]],
    balances: ["9777.77", "0.00", "2", "0"],
  },
  {
    title: "a trailing sale by amount follows the price up and sells on the way down",
    holding: "5",
    order: sell("trailing_stop", { trail: { amount: "5.00" } }),
    first: { status: "open", trigger: "pending", stopPrice: "95.00", mark: "100.00" },
    steps: [
      ["110.00", { status: "open", stopPrice: "105.00", mark: "110.00" }],
      ["104.00", done("208.00", "0.21")],
    ],
    balances: ["9707.29", "0.00", "3", "0"],
  },
  {
    title: "a trailing sale by percent fires at its moved stop",
    holding: "5",
    order: sell("trailing_stop", { trail: { percent: "10" } }),
    first: { status: "open", stopPrice: "90.00" },
    steps: [
      ["120.00", { status: "open", stopPrice: "108.00" }],
      ["108.00", done("216.00", "0.22")],
    ],
    balances: ["9715.28", "0.00", "3", "0"],
  },
  {
    title: "a trailing buy follows the price down and buys on the way up",
    order: buy("trailing_stop", { trail: { amount: "5.00" } }),
    first: { status: "open", stopPrice: "105.00", hold: "215.46", collarPrice: "107.62" },
    steps: [
      ["90.00", { status: "open", stopPrice: "95.00", mark: "90.00" }],
      ["96.00", done("192.00", "0.20")],
    ],
    balances: ["9807.80", "0.00", "2", "0"],
  },
];

describe("an order type through the JS SDK, its price set by hand", function () {
  this.timeout(180_000);
  after(closeAdmin);

  for (const { title, holding, order, first, steps, balances } of rows) {
    it(`${title} (R-TRADE-3)`, async () => {
      const scene = await openScene(holding);
      const { order: placed } = await scene.place("one", order);
      for (const [field, value] of Object.entries(first)) {
        assert.equal(placed[field as keyof typeof placed], value, `${field} at first`);
      }
      for (const [price, becomes, more] of steps) {
        await scene.price(price, more);
        await scene.becomes("one", becomes);
      }
      const account = await scene.account();
      assert.deepEqual([...balanceOf(account, "USD"), ...balanceOf(account, scene.assetId)], balances);
      const { order: ended, fills, entries } = await scene.order("one");
      assert.deepEqual([ended.status, fills.length, account.openOrders], ["filled", 1, []]);
      assert.deepEqual(
        entries.map(({ entryId }) => entryId),
        entries.map((_, at) => `order.one.${at + 1}`),
      );
      await closeScene(scene);
    });
  }
});

/** Each resting type with each time that it may have: bought at a quote of 100.00, triggered by another. */
const resting: readonly [type: string, prices: object, trigger: string][] = [
  ["limit", { limitPrice: "90.00" }, "90.00"],
  ["stop", { stopPrice: "110.00" }, "110.00"],
  ["stop_limit", { stopPrice: "110.00", limitPrice: "111.00" }, "110.00"],
  ["trailing_stop", { trail: { percent: "10" } }, "110.00"],
];

describe("a time in force", function () {
  this.timeout(180_000);
  after(closeAdmin);
  const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
  const midnight = () => new Date(Math.ceil((Date.now() + 1) / 86_400_000) * 86_400_000).toISOString();

  for (const [type, prices, trigger] of resting) {
    it(`keeps a ${type} order good till cancelled, for the day and till a date, and lets it fill (R-TRADE-3)`, async () => {
      const scene = await openScene();
      const expiresAt = inAnHour();
      const times = { gtc: {}, day: { timeInForce: "day" }, gtd: { timeInForce: "gtd", expiresAt } };
      for (const [time, more] of Object.entries(times)) {
        const { order } = await scene.place(time, buy(type, { quantity: "1", ...prices, ...more }));
        assert.deepEqual([order.status, order.timeInForce], ["open", time]);
        if (time === "day") assert.equal(order.expiresAt, midnight());
        if (time === "gtd") assert.equal(order.expiresAt, expiresAt);
      }
      await scene.price(trigger);
      for (const time of Object.keys(times)) await scene.becomes(time, { status: "filled" });
      await closeScene(scene);
    });
  }

  it("expires an order exactly: past its time no tick fills it (R-TRADE-3)", async () => {
    const scene = await openScene();
    const expiresAt = new Date(Date.now() + 3_000).toISOString();
    const gtd = { timeInForce: "gtd", expiresAt };
    await scene.place("late", buy("limit", { limitPrice: "90.00", ...gtd }));
    while (Date.now() <= Date.parse(expiresAt)) await scene.account();
    await scene.price("80.00");
    const order = await scene.becomes("late", { status: "expired" });
    assert.deepEqual([order.filledQuantity, order.hold, order.reason], ["0", "0.00", "time_is_over"]);
    assert.deepEqual(balanceOf(await scene.account(), "USD"), ["10000.00", "0.00"]);
    await closeScene(scene);
  });

  it("ioc fills a limit as far as the depth goes and cancels the rest, or all of it (R-TRADE-3)", async () => {
    const scene = await openScene();
    const ioc = { timeInForce: "ioc" };
    const away = await scene.place("away", buy("limit", { limitPrice: "90.00", ...ioc }));
    assert.deepEqual(
      [away.order.status, away.order.reason, away.order.filledQuantity, away.order.hold],
      ["cancelled", "not_marketable", "0", "0.00"],
    );
    await scene.price("100.00", { depth: "0.5" });
    const part = await scene.place("part", buy("limit", { limitPrice: "101.00", ...ioc }));
    assert.deepEqual(
      [part.order.status, part.order.reason, part.order.filledQuantity, part.order.filledValue],
      ["cancelled", "depth_exhausted", "0.5", "50.00"],
    );
    await closeScene(scene);
  });

  it("fok fills a limit whole or not at all, and then nothing is stored (R-TRADE-3)", async () => {
    const scene = await openScene();
    const fok = { timeInForce: "fok", limitPrice: "101.00" };
    const { order } = await scene.place("whole", buy("limit", fok));
    assert.deepEqual([order.status, order.filledValue], ["filled", "200.00"]);
    await scene.price("100.00", { depth: "1.9" });
    await refused("fok_cannot_fill", scene.place("short", buy("limit", fok)));
    await refused("order_not_found", scene.order("short"));
    await closeScene(scene);
  });

  it("leaves what the depth does not cover open, and the next tick goes on (R-TRADE-3)", async () => {
    const scene = await openScene();
    await scene.place("deep", buy("limit", { limitPrice: "95.00" }));
    await scene.price("94.00", { depth: "0.75" });
    const part = await scene.becomes("deep", { status: "partially_filled" });
    assert.deepEqual([part.filledQuantity, part.filledValue, part.hold], ["0.75", "70.50", "118.86"]);
    await scene.price("93.00");
    await scene.becomes("deep", { status: "filled", filledValue: "186.75", fee: "0.19", hold: "0.00" });
    const { fills } = await scene.order("deep");
    assert.deepEqual(
      fills.map(({ quantity, price, fee }) => [quantity, price, fee]),
      [
        ["0.75", "94.00", "0.08"],
        ["1.25", "93.00", "0.11"],
      ],
    );
    await closeScene(scene);
  });
});
