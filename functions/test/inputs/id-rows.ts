/** Ids that clients make, and ids and names that they choose from. */
import {
  absent,
  alert,
  deposit,
  invalid,
  job,
  place,
  saveAsset,
  setQuote,
  setStatus,
  upload,
  watchlist,
  webhook,
  type Row,
  type World,
} from "./row.js";

const badIds: [title: string, value: unknown][] = [
  ["a number", 7],
  ["null", null],
  ["a list", ["a"]],
  ["an object", { id: "a" }],
  ["no characters", ""],
  ["65 characters", "a".repeat(65)],
  ["60,000 characters", "a".repeat(60_000)],
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
  ["orders-cancel", "orderId", () => ({})],
  ["orders-close", "orderId", ({ active }) => ({ assetId: active, percent: "50" })],
  ["orders-preview", "orderId", ({ active }) => place(active)],
  ["orders-replace", "orderId", () => ({ newOrderId: "never-made", quantity: "1" })],
  ["orders-replace", "newOrderId", () => ({ orderId: "resting", quantity: "1" })],
  ["alerts-create", "alertId", ({ active }) => alert(active)],
  ["alerts-delete", "alertId", () => ({})],
  ["files-createUpload", "requestId", () => upload],
  ["files-get", "fileId", () => ({})],
  ["files-update", "fileId", () => ({ name: "other.pdf" })],
  ["files-delete", "fileId", () => ({})],
  ["files-createDownload", "fileId", () => ({})],
  ["jobs-create", "requestId", () => job],
  ["jobs-get", "jobId", () => ({})],
  ["jobs-cancel", "jobId", () => ({})],
  ["jobs-retry", "jobId", () => ({})],
  ["watchlists-save", "watchlistId", ({ active }) => watchlist(active)],
  ["watchlists-delete", "watchlistId", () => ({})],
  ["webhooks-create", "webhookId", () => webhook],
  ["webhooks-delete", "webhookId", () => ({})],
  ["webhooks-deliveries", "webhookId", () => ({})],
  ["webhooks-replay", "requestId", () => ({ webhookId: "first", deliveryId: "d" })],
  ["webhooks-replay", "webhookId", () => ({ requestId: "r", deliveryId: "d" })],
  ["webhooks-rotateSecret", "requestId", () => ({ webhookId: "first" })],
  ["webhooks-rotateSecret", "webhookId", () => ({ requestId: "r" })],
  ["webhooks-test", "requestId", () => ({ webhookId: "first" })],
  ["webhooks-test", "webhookId", () => ({ requestId: "r" })],
  ["webhooks-update", "webhookId", () => ({})],
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
  ["assets-history", () => ({ interval: "1h" })],
  ["assets-setQuote", ({ active }) => setQuote(active), "admin"],
  ["assets-save", ({ active }) => saveAsset(active), "admin"],
  ["assets-setStatus", ({ active }) => setStatus(active), "admin"],
  ["alerts-create", ({ active }) => alert(active)],
  ["accounts-entries", () => ({})],
  ["orders-list", () => ({})],
  ["portfolio-explain", () => ({ figure: "cost" })],
  ["orders-cancelAll", () => ({})],
  ["orders-close", () => ({ orderId: "never-made", percent: "50" })],
];

const choices: [callable: string, field: string, values: unknown[], base: (world: World) => object][] = [
  ["orders-place", "side", ["BUY", "both", "", null, 1, ["buy"]], ({ active }) => place(active)],
  ["orders-place", "type", ["LIMIT", "MARKET", "trailing", null, 0], ({ active }) => place(active)],
  ["orders-place", "timeInForce", ["GTC", "opg", null, 1], ({ active }) => place(active)],
  ["accounts-deposit", "assetId", ["BTC", "usd", null, 1], () => deposit],
  ["accounts-entries", "kind", ["deposits", "", null, ["fill"]], () => ({})],
  ["orders-list", "status", ["done", null, 1], () => ({})],
  ["orders-list", "side", ["long", null], () => ({})],
  ["assets-list", "status", ["gone", null], () => ({})],
  ["portfolio-performance", "range", ["1d", "2W", "", null, 1, ["ALL"]], () => ({})],
  ["portfolio-explain", "figure", ["equity", "CASH", "", null, 1], () => ({})],
  ["assets-history", "interval", ["1w", "1M", "", null, 60], ({ active }) => ({ assetId: active })],
  ["assets-list", "kind", ["bond", null, ["etf"]], () => ({})],
  ["files-list", "kind", ["picture", "", null, 1], () => ({})],
  ["files-list", "status", ["deleted", "READY", null, 1], () => ({})],
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
    ...{ callable: "portfolio-explain", title: "a position comes without its asset" },
    ...{ input: { figure: "position" }, expected: invalid("assetId") },
  },
  ...["cash", "deposits", "withdrawals", "fees"].map((figure): Row => ({
    ...{ callable: "portfolio-explain", title: `${figure} come with an asset` },
    ...{ input: { figure, assetId: "BTC" }, expected: invalid("assetId") },
  })),
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
    ...{ callable: "assets-history", title: "assetId is unknown", expected: absent("asset_not_found") },
    input: { assetId: "NO-SUCH", interval: "1d" },
  },
  {
    ...{ callable: "assets-setQuote", title: "assetId is unknown", input: setQuote("NO-SUCH") },
    ...{ as: "admin", expected: absent("asset_not_found") },
  },
];
