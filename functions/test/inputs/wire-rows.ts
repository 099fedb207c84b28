/** Shapes and envelopes: what comes before any field is looked at. */
import { deposit, invalid, place, setQuote, type Expected, type Row } from "./row.js";

const shapes: [title: string, input: unknown][] = [
  ["null", null],
  ["a string", "text"],
  ["a number", 7],
  ["a list", []],
  ["true", true],
];
/** Every callable, and whether it can be called signed out. */
export const callables: Record<string, { open: boolean }> = {
  "accounts-deposit": { open: false },
  "accounts-entries": { open: false },
  "accounts-get": { open: false },
  "accounts-withdraw": { open: false },
  "assets-get": { open: true },
  "assets-list": { open: true },
  "assets-setQuote": { open: false },
  "orders-get": { open: false },
  "orders-list": { open: false },
  "orders-place": { open: false },
  "users-get": { open: false },
  "users-update": { open: false },
};

const adminFor = (callable: string) => (callable === "assets-setQuote" ? { as: "admin" as const } : {});
/** Every valid field is missing as well: which ones are named depends on the callable. */
const shapeRows = Object.keys(callables).flatMap((callable) =>
  shapes.map(([title, input]): Row => ({
    ...{ callable, title: `data is ${title}`, input, expected: invalid("data") },
    ...adminFor(callable),
  })),
);

const unknownFieldRows: Row[] = [
  ["accounts-get", {}],
  ["accounts-entries", {}],
  ["accounts-deposit", deposit],
  ["accounts-withdraw", deposit],
  ["assets-get", { assetId: "BTC" }],
  ["assets-list", {}],
  ["assets-setQuote", setQuote("NO-SUCH")],
  ["orders-get", { orderId: "a" }],
  ["orders-list", {}],
  ["orders-place", place("NO-SUCH")],
  ["users-get", {}],
  ["users-update", {}],
].flatMap(([callable, base]) =>
  ["uid", "constructor", "prototype"].map((field): Row => ({
    ...{ callable: callable as string, title: `has the unknown field ${field}` },
    ...{ input: { ...(base as object), [field]: {} }, expected: invalid(field) },
    ...adminFor(callable as string),
  })),
);

const missingRows: Row[] = (
  [
    ["accounts-deposit", {}, ["requestId", "amount"]],
    ["accounts-withdraw", {}, ["requestId", "amount"]],
    ["orders-place", {}, ["orderId", "assetId", "side", "type"]],
    ["orders-get", {}, ["orderId"]],
    ["assets-get", {}, ["assetId"]],
    ["assets-setQuote", {}, ["assetId", "price"]],
  ] as const
).map(([callable, input, fields]) => ({
  ...{ callable, title: "misses its fields", input, expected: invalid(...fields) },
  ...adminFor(callable),
}));

const int64 = (value: string, type = "Int64Value") => ({
  "@type": `type.googleapis.com/google.protobuf.${type}`,
  value,
});
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
const raw = (title: string, body: string, expected: Expected, callable = "accounts-deposit"): Row => ({
  ...{ callable, title, body, expected },
});
const good = JSON.stringify(deposit);

const wrapperRows: Row[] = [
  { ...deposit, amount: int64("1") },
  { ...deposit, amount: int64("9007199254740993", "UInt64Value") },
  { ...deposit, amount: { "@type": "type.example/unknown", value: "1" } },
  { ...deposit, amount: { "@type": null } },
].map((input, at) => ({
  ...{ callable: "accounts-deposit", title: `amount is a typed wrapper, number ${at + 1}` },
  ...{ input, expected: invalid("amount") },
}));

const hostileRows: Row[] = [
  ...wrapperRows,
  {
    ...{ callable: "orders-list", title: "limit is a typed wrapper", input: { limit: int64("10") } },
    expected: invalid("limit"),
  },
  {
    ...{ callable: "accounts-get", title: "data is a typed wrapper", input: int64("1") },
    expected: invalid("data"),
  },
  raw("has a __proto__ key", `{"data":{"__proto__":{"amount":"9"},${good.slice(1)}}`, invalid("__proto__")),
  raw("has a __proto__ key deep inside", '{"data":{"a":[{"__proto__":1}]}}', invalid("a.0.__proto__")),
  {
    ...{ callable: "accounts-deposit", title: "is nested 100 deep", input: nested(100) },
    expected: invalid(Array(12).fill("a").join(".")),
  },
  raw("is nested 50,000 deep", `{"data":${"[".repeat(50_000)}${"]".repeat(50_000)}}`, {
    ...invalid(Array(12).fill("0").join(".")),
  }),
  {
    ...{ callable: "accounts-deposit", title: "has 10,001 values", input: Array(10_001).fill(0) },
    expected: invalid("data"),
  },
  {
    ...{ callable: "accounts-deposit", title: "has a field with a long name" },
    ...{ input: { ...deposit, ["k".repeat(5_000)]: 1 }, expected: invalid("k".repeat(100)) },
  },
  {
    ...{ callable: "accounts-deposit", title: "has 30 unknown fields, of which 20 are named" },
    input: { ...deposit, ...Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`k${at}`, at])) },
    expected: invalid(...Array.from({ length: 20 }, (_, at) => `k${at}`)),
  },
];

const notAllowed: Expected = { code: "invalid-argument", reason: "method_not_allowed", fields: [] };
const methodRow = (method: string): Row => ({
  ...{ callable: "accounts-deposit", title: `is a ${method}`, method, expected: notAllowed },
  ...(method === "GET" ? { bodyless: true } : { body: `{"data":${good}}` }),
});

const envelopeRows: Row[] = [
  ...["GET", "PUT", "DELETE", "PATCH"].map(methodRow),
  raw("has an empty object as body", "{}", invalid("data")),
  raw("has a list as body", `[${good}]`, invalid("data")),
  raw("has a key beside data", `{"data":${good},"more":1}`, invalid("more")),
  raw("has its fields beside data", good, invalid("data")),
  {
    ...{ callable: "accounts-deposit", title: "has no body", bodyless: true, expected: invalid("data") },
  },
  ...["text/plain", "application/x-www-form-urlencoded", "application/xml", "multipart/form-data"].map(
    (contentType): Row => ({
      ...raw(`is ${contentType}`, `{"data":${good}}`, invalid("content-type")),
      contentType,
    }),
  ),
  ...['{"data":', "{'data':{}}", "null", '"text"', "\u0000", '{"data":NaN}'].map((body, at): Row => ({
    ...raw(`is no JSON, number ${at + 1}`, body, invalid()),
    plain: true,
  })),
];

export const wireRows: readonly Row[] = [
  ...[...shapeRows, ...unknownFieldRows, ...missingRows],
  ...[...hostileRows, ...envelopeRows],
];
