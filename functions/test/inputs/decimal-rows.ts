/** Whatever is no decimal string, in every field that takes one. */
import {
  alert,
  deposit,
  invalid,
  limit,
  place,
  replacement,
  saveAsset,
  setQuote,
  without,
  type Row,
  type World,
} from "./row.js";

const bad: [title: string, value: unknown][] = [
  ["a number", 10],
  ["a fraction as number", 0.1],
  ["true", true],
  ["null", null],
  ["a list", ["1"]],
  ["an object", { value: "1" }],
  ["no characters", ""],
  ["letters", "abc"],
  ['"1e3"', "1e3"],
  ['"1E-3"', "1E-3"],
  ['"NaN"', "NaN"],
  ['"Infinity"', "Infinity"],
  ['"-0"', "-0"],
  ['"-1"', "-1"],
  ['"+1"', "+1"],
  ['"01"', "01"],
  ['".5"', ".5"],
  ['"5."', "5."],
  ['" 1"', " 1"],
  ['"1 "', "1 "],
  ["a line break at the end", "1\n"],
  ["a zero character", "1\u0000"],
  ["full-width digits", "１２"],
  ["Arabic digits", "١٢"],
  ["a fraction character", "½"],
  ['"0x10"', "0x10"],
  ['"1_000"', "1_000"],
  ['"1,000.00"', "1,000.00"],
  ['"1.000.00"', "1.000.00"],
  ['"$1"', "$1"],
  ["21 digits", "1".repeat(21)],
  ["40 digits", "1".repeat(40)],
  ["41 digits", "1".repeat(41)],
  ["60,000 digits", "1".repeat(60_000)],
  ['"0"', "0"],
  ['"0.00"', "0.00"],
  ["19 decimals", `0.${"0".repeat(18)}1`],
];

type Field = {
  readonly callable: string;
  readonly field: string;
  readonly as?: "admin";
  readonly base: (world: World) => object;
};

const fields: readonly Field[] = [
  { callable: "accounts-deposit", field: "amount", base: () => deposit },
  { callable: "accounts-withdraw", field: "amount", base: () => deposit },
  { callable: "orders-place", field: "quantity", base: ({ active }) => place(active) },
  {
    ...{ callable: "orders-place", field: "notional" },
    base: ({ active }) => without(place(active), "quantity") as object,
  },
  { callable: "orders-place", field: "limitPrice", base: ({ active }) => limit(active) },
  { callable: "orders-replace", field: "quantity", base: () => replacement },
  { callable: "orders-replace", field: "limitPrice", base: () => replacement },
  {
    ...{ callable: "orders-close", field: "percent" },
    base: ({ active }) => ({ orderId: "never-made", assetId: active }),
  },
  { callable: "assets-setQuote", field: "price", as: "admin", base: ({ active }) => setQuote(active) },
  ...["quantityStep", "minQuantity", "tickSize"].map((field) => ({
    ...{ callable: "assets-save", field, as: "admin" as const },
    base: ({ active }: World) => saveAsset(active),
  })),
  { callable: "alerts-create", field: "price", base: ({ active }) => alert(active) },
  { callable: "assets-setQuote", field: "depth", as: "admin", base: ({ active }) => setQuote(active) },
];

const everywhere = fields.flatMap(({ callable, field, as, base }) =>
  bad.map(([title, value]): Row => ({
    ...{ callable, title: `${field} is ${title}`, expected: invalid(field) },
    ...(as && { as }),
    made: (world) => ({ ...base(world), [field]: value }),
  })),
);

const here: Row[] = [
  {
    ...{ callable: "accounts-deposit", title: "amount has three decimals" },
    ...{ input: { ...deposit, amount: "1.001" }, expected: invalid("amount") },
  },
  {
    ...{ callable: "accounts-withdraw", title: "amount has three decimals" },
    ...{ input: { ...deposit, amount: "1.000" }, expected: invalid("amount") },
  },
  {
    ...{ callable: "orders-place", title: "notional has three decimals", expected: invalid("notional") },
    made: ({ active }) => ({ ...(without(place(active), "quantity") as object), notional: "10.001" }),
  },
  {
    ...{ callable: "orders-place", title: "quantity has more decimals than the asset" },
    made: ({ active }) => ({ ...place(active), quantity: "0.123456789" }),
    expected: invalid("quantity"),
  },
  ...["price", "low", "high"].map((field): Row => ({
    ...{ callable: "assets-setQuote", title: `${field} has more decimals than the asset`, as: "admin" },
    made: ({ active }) => ({ ...setQuote(active), [field]: "100.001" }),
    expected: invalid(field),
  })),
  {
    ...{ callable: "assets-setQuote", title: "depth has more decimals than the asset", as: "admin" },
    made: ({ active }) => ({ ...setQuote(active), depth: "0.123456789" }),
    expected: invalid("depth"),
  },
  {
    ...{ callable: "assets-setQuote", title: "price is a trillion", as: "admin" },
    made: ({ active }) => ({ ...setQuote(active), price: "1000000000000" }),
    expected: invalid("price"),
  },
];

export const decimalRows: readonly Row[] = [...everywhere, ...here];
