/** Ids that clients make, and ids and names that they choose from. */
import { absent, deposit, invalid, place, setQuote, type Row, type World } from "./row.js";

const badIds: [title: string, value: unknown][] = [
  ["a number", 7],
  ["null", null],
  ["a list", ["a"]],
  ["an object", { id: "a" }],
  ["no characters", ""],
  ["65 characters", "a".repeat(65)],
  ["1 MB", "a".repeat(1024 * 1024)],
  ["a slash", "a/b"],
  ["a path upwards", "../other"],
  ["a point", "a.b"],
  ["two points", ".."],
  ["a name that Firestore keeps", "__x__"],
  ["underscores only", "____"],
  ["an emoji", "😀"],
  ["an accent", "é"],
  ["a space", "a b"],
  ["a line break at the end", "a\n"],
  ["a zero character", "a\u0000"],
  ["an encoded slash", "a%2Fb"],
];

const idFields: [callable: string, field: string, base: (world: World) => object][] = [
  ["accounts-deposit", "requestId", () => deposit],
  ["orders-place", "orderId", ({ active }) => place(active)],
  ["orders-get", "orderId", () => ({})],
];

const badAssetIds: [title: string, value: unknown][] = [
  ["a number", 7],
  ["null", null],
  ["no characters", ""],
  ["small letters", "btc"],
  ["17 characters", "A".repeat(17)],
  ["a slash", "A/B"],
  ["a hyphen first", "-A"],
  ["underscores", "__A__"],
  ["an emoji", "😀"],
];

const assetFields: [callable: string, base: (world: World) => object, as?: "admin"][] = [
  ["orders-place", ({ active }) => place(active)],
  ["assets-get", () => ({})],
  ["assets-setQuote", ({ active }) => setQuote(active), "admin"],
  ["accounts-entries", () => ({})],
  ["orders-list", () => ({})],
];

const choices: [callable: string, field: string, values: unknown[], base: (world: World) => object][] = [
  ["orders-place", "side", ["BUY", "both", "", null, 1, ["buy"]], ({ active }) => place(active)],
  ["orders-place", "type", ["limit", "MARKET", null, 0], ({ active }) => place(active)],
  ["orders-place", "timeInForce", ["gtc", "fok", null], ({ active }) => place(active)],
  ["accounts-deposit", "assetId", ["BTC", "usd", null, 1], () => deposit],
  ["accounts-entries", "kind", ["deposits", "", null, ["fill"]], () => ({})],
  ["orders-list", "status", ["done", null, 1], () => ({})],
  ["orders-list", "side", ["long", null], () => ({})],
  ["assets-list", "status", ["gone", null], () => ({})],
];

export const idRows: readonly Row[] = [
  ...idFields.flatMap(([callable, field, base]) =>
    badIds.map(([title, value]): Row => ({
      ...{ callable, title: `${field} is ${title}`, expected: invalid(field) },
      made: (world) => ({ ...base(world), [field]: value }),
    })),
  ),
  ...assetFields.flatMap(([callable, base, as]) =>
    badAssetIds.map(([title, value]): Row => ({
      ...{ callable, title: `assetId is ${title}`, expected: invalid("assetId") },
      ...(as && { as }),
      made: (world) => ({ ...base(world), assetId: value }),
    })),
  ),
  ...choices.flatMap(([callable, field, values, base]) =>
    values.map((value): Row => ({
      ...{ callable, title: `${field} is ${JSON.stringify(value)}`, expected: invalid(field) },
      made: (world) => ({ ...base(world), [field]: value }),
    })),
  ),
  {
    ...{ callable: "orders-get", title: "orderId is another user's" },
    made: ({ otherOrderId }) => ({ orderId: otherOrderId }),
    expected: absent("order_not_found"),
  },
  {
    ...{ callable: "orders-get", title: "orderId is unknown", input: { orderId: "unknown" } },
    expected: absent("order_not_found"),
  },
  {
    ...{ callable: "orders-place", title: "assetId is unknown", input: place("NO-SUCH") },
    expected: absent("asset_not_found", "assetId"),
  },
  {
    ...{ callable: "orders-place", title: "assetId is the settlement currency", input: place("USD") },
    expected: absent("asset_not_found", "assetId"),
  },
  {
    ...{ callable: "assets-get", title: "assetId is unknown", input: { assetId: "NO-SUCH" } },
    expected: absent("asset_not_found"),
  },
  {
    ...{ callable: "assets-setQuote", title: "assetId is unknown", input: setQuote("NO-SUCH") },
    ...{ as: "admin", expected: absent("asset_not_found") },
  },
];
