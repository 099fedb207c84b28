/** Watchlists, price alerts and notifications. */
import { absent, alert, invalid, watchlist, wrongState, type Expected, type Row } from "./row.js";

const list = (title: string, change: object, ...fields: string[]): Row => ({
  ...{ callable: "watchlists-save", title, expected: invalid(...fields) },
  made: ({ active }) => ({ ...watchlist(active), ...change }),
});

const watchlistRows: Row[] = [
  ...["", "   ", "a".repeat(41), "a\nb", 7, null].map((name) =>
    list(`name is ${JSON.stringify(name)}`, { name }, "name"),
  ),
  ...["BTC", { 0: "BTC" }, null, 7].map((assetIds) =>
    list(`assetIds is ${JSON.stringify(assetIds)}`, { assetIds }, "assetIds"),
  ),
  list("holds 101 assets", { assetIds: Array.from({ length: 101 }, (_, at) => `A${at}`) }, "assetIds"),
  list("holds small letters", { assetIds: ["BTC", "eth"] }, "assetIds.1"),
  list("holds an asset twice", { assetIds: ["BTC", "ETH", "BTC"] }, "assetIds.2"),
  list("holds unknown assets", { assetIds: ["NO-SUCH", "BTC", "USD"] }, "assetIds.0", "assetIds.2"),
];

const create = (title: string, change: object, expected: Expected): Row => ({
  ...{ callable: "alerts-create", title, expected },
  made: ({ active }) => ({ ...alert(active), ...change }),
});

const alertRows: Row[] = [
  ...["up", "ABOVE", "", null, 1].map((direction) =>
    create(`direction is ${JSON.stringify(direction)}`, { direction }, invalid("direction")),
  ),
  ...["", "a".repeat(141), "a\nb", 7, null].map((note) =>
    create(`note is ${JSON.stringify(note).slice(0, 20)}`, { note }, invalid("note")),
  ),
  create("price has more decimals than the asset", { price: "1000.001" }, invalid("price")),
  create("assetId is unknown", { assetId: "NO-SUCH" }, absent("asset_not_found", "assetId")),
  create("is above a price below", { price: "99.99" }, wrongState("alert_is_already_crossed", "price")),
  create("is above the price", { price: "100.00" }, wrongState("alert_is_already_crossed", "price")),
  create(
    "is below the price",
    { direction: "below", price: "100" },
    wrongState("alert_is_already_crossed", "price"),
  ),
  {
    ...{ callable: "alerts-create", title: "price is off the tick" },
    made: ({ coarse }) => ({ ...alert(coarse), price: "1000.01" }),
    expected: { code: "invalid-argument", reason: "price_off_tick", fields: ["price"] },
  },
  create(
    "repeats an id with another price and note",
    { alertId: "first", price: "1000.01", note: "other" },
    { code: "already-exists", reason: "idempotency_mismatch", fields: ["note", "price"] },
  ),
  create(
    "repeats an id with another asset and direction",
    { alertId: "first", assetId: "BTC", direction: "below" },
    { code: "already-exists", reason: "idempotency_mismatch", fields: ["assetId", "direction"] },
  ),
  ...["done", "", null, ["open"]].map((status): Row => ({
    ...{ callable: "alerts-list", title: `status is ${JSON.stringify(status)}`, input: { status } },
    expected: invalid("status"),
  })),
  {
    ...{ callable: "alerts-delete", title: "alertId is unknown", input: { alertId: "unknown" } },
    expected: absent("alert_not_found"),
  },
  {
    ...{ callable: "alerts-delete", title: "alertId is another user's", input: { alertId: "others" } },
    expected: absent("alert_not_found"),
  },
  {
    ...{ callable: "alerts-delete", title: "the alert has expired", input: { alertId: "expired" } },
    expected: wrongState("alert_is_closed"),
  },
];

const badIds = [null, "a", [], Array.from({ length: 101 }, (_, at) => `a${at}`), ["a", "a"]];
const notificationRows: Row[] = [
  ...badIds.map((ids): Row => ({
    ...{ callable: "notifications-markRead", title: `ids is ${JSON.stringify(ids).slice(0, 20)}` },
    ...{ input: { ids }, expected: invalid("ids") },
  })),
  ...["", "a/b", "..", ".a", "__a__", "é", "a".repeat(129), 7, null].map((id): Row => ({
    ...{ callable: "notifications-markRead", title: `one of ids is ${JSON.stringify(id).slice(0, 20)}` },
    ...{ input: { ids: ["alert.a", id] }, expected: invalid("ids.1") },
  })),
  ...["true", 1, null].map((unreadOnly): Row => ({
    ...{ callable: "notifications-list", title: `unreadOnly is ${JSON.stringify(unreadOnly)}` },
    ...{ input: { unreadOnly }, expected: invalid("unreadOnly") },
  })),
];

export const watchingRows: readonly Row[] = [...watchlistRows, ...alertRows, ...notificationRows];
