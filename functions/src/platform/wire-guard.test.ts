import assert from "node:assert/strict";
import { envelopeProblem, sizeProblem, wireProblem } from "./wire-guard.js";

const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)]);

const problems: [title: string, data: unknown, field: string | null, message?: RegExp][] = [
  ["plain values", { a: [1, "x", null, { b: true }] }, null],
  ["a string as the whole", "plain", null],
  ["an @type wrapper", { amount: { "@type": "x", value: "1" } }, "amount", /@type/],
  ["an @type wrapper as the whole", { "@type": "x" }, "data", /@type/],
  ["an @type wrapper deep inside", { a: [{ b: { "@type": 1 } }] }, "a.0.b", /@type/],
  ["a __proto__ key", JSON.parse('{"a":{"__proto__":1}}'), "a.__proto__", /not a known field/],
  ["twelve levels", nested(12), null],
  ["thirteen levels", nested(13), "0.0.0.0.0.0.0.0.0.0.0.0", /too deeply/],
  ["9,999 values in a list", Array(9_999).fill(0), null],
  ["10,000 values in a list", Array(10_000).fill(0), "data", /too many/],
  ["an emoji", { name: "😀" }, null],
  ["half of an emoji", { name: "\ud83d" }, "name", /well-formed/],
  ["the halves of an emoji in the wrong order", { name: "\ude00\ud83d" }, "name", /well-formed/],
  ["half of an emoji as the whole", "\ud83d", "data", /well-formed/],
];

const request = (change: object) => ({
  method: "POST",
  headers: { "content-type": "application/json; charset=utf-8" },
  body: { data: {} } as unknown,
  ...change,
});
const typed = (type: string | undefined) => ({ headers: { "content-type": type } });

const envelopes: [title: string, change: object, field: string | null][] = [
  ["a call of the SDK", {}, null],
  ["data that is null", { body: { data: null } }, null],
  ["a type in capitals", typed("Application/JSON"), null],
  ["a form", typed("application/x-www-form-urlencoded"), "content-type"],
  ["no type", typed(undefined), "content-type"],
  ["no body", { body: undefined }, "data"],
  ["a list as body", { body: [] }, "data"],
  ["a body without data", { body: {} }, "data"],
  ["a key beside data", { body: { data: {}, more: 1 } }, "more"],
];

describe("the wire guard", () => {
  for (const [title, data, field, message] of problems) {
    it(`${field === null ? "lets" : "refuses"} ${title}${field === null ? " through" : ""}`, () => {
      const problem = wireProblem(data);
      assert.equal(problem?.field ?? null, field);
      if (message) assert.match(problem?.message ?? "", message);
    });
  }

  for (const [title, change, field] of envelopes) {
    it(`${field === null ? "lets" : "refuses"} ${title}${field === null ? " through" : ""}`, () => {
      assert.equal(envelopeProblem(request(change))?.field ?? null, field);
    });
  }

  it("bounds the names of fields that it gives back", () => {
    const key = "k".repeat(100_000);
    for (const value of [{ "@type": 1 }, JSON.parse('{"__proto__":1}') as unknown, nested(13), "\ud83d"]) {
      assert.equal(wireProblem({ [key]: value })?.field.length, 100);
    }
    assert.equal(envelopeProblem(request({ body: { data: 1, [key]: 1 } }))?.field.length, 100);
  });
});

describe("the bound on a request", () => {
  const of = (bytes: number) => sizeProblem({ rawBody: Buffer.alloc(bytes) })?.field ?? null;

  it("lets 64 KiB through, and nothing at all, and not a byte more (R-EDGE-5)", () => {
    assert.deepEqual([of(65_535), of(65_536), sizeProblem({})], [null, null, null]);
    assert.equal(of(65_537), "data");
  });
});
