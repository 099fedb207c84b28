/** What an admin must not make of an asset. */
import { absent, invalid, saveAsset, setStatus, wrongState, type Expected, type Row } from "./row.js";

const save = (title: string, change: object, expected: Expected): Row => ({
  ...{ callable: "assets-save", title, as: "admin", expected },
  made: ({ active }) => ({ ...saveAsset(active), ...change }),
});

const fixed: Row[] = [
  save("changes the scale", { scale: 9 }, wrongState("scale_is_fixed", "scale")),
  save(
    "changes both scales",
    { scale: 9, priceScale: 3 },
    wrongState("scale_is_fixed", "priceScale", "scale"),
  ),
  save(
    "leaves the quote between two ticks",
    { tickSize: "0.03" },
    wrongState("quote_is_off_tick", "tickSize"),
  ),
];

const steps: Row[] = (
  [
    ["the step has more decimals than the scale", { quantityStep: "0.000000001" }, ["quantityStep"]],
    ["the minimum has more decimals than the scale", { minQuantity: "0.000000001" }, ["minQuantity"]],
    ["the minimum is between two steps", { quantityStep: "0.2", minQuantity: "0.3" }, ["minQuantity"]],
    ["the minimum is below the step", { quantityStep: "0.2", minQuantity: "0.1" }, ["minQuantity"]],
    ["the tick has more decimals than the price", { tickSize: "0.001" }, ["tickSize"]],
    ["the tick is a trillion", { tickSize: "1000000000000" }, ["tickSize"]],
    [
      "the scales hold no cent",
      { scale: 1, priceScale: 0, quantityStep: "1", minQuantity: "1", tickSize: "1" },
      ["priceScale"],
    ],
  ] as const
).map(([title, change, fields]) => save(title, change, invalid(...fields)));

const shapes: Row[] = (
  [
    ["assetId", ["USD"]],
    ["name", ["", "   ", "a".repeat(81), "a\nb", "a\u202eb", 7, null]],
    ["kind", ["bond", "", null, ["share"]]],
    ["status", ["gone", null]],
    ["scale", [-1, 19, 1.5, "8", null]],
    ["priceScale", [-1, 13, 0.5, "2", null]],
    ["coingeckoId", ["", "Bit Coin", "../x", "a".repeat(65), 7]],
  ] as const
).flatMap(([field, values]) =>
  values.map((value) => save(`${field} is ${JSON.stringify(value)}`, { [field]: value }, invalid(field))),
);

const statuses: Row[] = [
  ...["gone", "", "ACTIVE", null, 1, ["halted"]].map((status): Row => ({
    ...{ callable: "assets-setStatus", title: `status is ${JSON.stringify(status)}`, as: "admin" },
    made: ({ active }) => ({ assetId: active, status }),
    expected: invalid("status"),
  })),
  {
    ...{ callable: "assets-setStatus", title: "assetId is unknown", as: "admin" },
    ...{ input: setStatus("NO-SUCH"), expected: absent("asset_not_found") },
  },
];

const denied: Expected = { code: "permission-denied", reason: "not_allowed", fields: [] };
const traders: Row[] = [
  {
    ...{ callable: "assets-save", title: "comes from a trader", expected: denied },
    made: ({ active }) => saveAsset(active),
  },
  {
    ...{ callable: "assets-setStatus", title: "comes from a trader", expected: denied },
    made: ({ active }) => setStatus(active),
  },
];

export const assetRows: readonly Row[] = [...fixed, ...steps, ...shapes, ...statuses, ...traders];
