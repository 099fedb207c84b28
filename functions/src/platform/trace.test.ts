import assert from "node:assert/strict";
import { scopeOf, traceHeaders } from "./trace.js";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const trace = "0af7651916cd43dd8448eb211c80319c";
const span = "b7ad6b7169203331";

describe("the correlation id of a request", () => {
  it("is the one that it brought (R-OBS-2)", () => {
    const id = "From-the_browser-1";
    assert.equal(scopeOf("f", { "x-correlation-id": id }).correlationId, id);
  });

  const hostile: Record<string, string | string[] | undefined> = {
    "is missing": undefined,
    "is empty": "",
    "is too short": "1234567",
    "is too long": "a".repeat(65),
    "holds a space": "with a space",
    "holds a line break": "12345678\n{}",
    "holds quotes": '12345678"',
    "holds letters of other scripts": "12345678é",
    "holds two ids": "12345678, 87654321",
    "is a list with a bad first": ["bad one!", "12345678"],
  };
  for (const [title, value] of Object.entries(hostile)) {
    it(`is made anew where it ${title} (R-OBS-2)`, () => {
      assert.match(scopeOf("f", { "x-correlation-id": value }).correlationId, uuid);
    });
  }

  it("is the trace where it brought no id of its own (R-OBS-2)", () => {
    const scope = scopeOf("f", { traceparent: `00-${trace}-${span}-01`, "x-correlation-id": "?" });
    assert.deepEqual(
      [scope.correlationId, scope.traceId, scope.spanId, scope.function],
      [trace, trace, span, "f"],
    );
  });

  for (const [title, traceparent] of [
    ["zeros only", `00-${"0".repeat(32)}-${span}-01`],
    ["a span of zeros", `00-${trace}-${"0".repeat(16)}-01`],
    ["the forbidden version", `ff-${trace}-${span}-01`],
    ["capitals", `00-${trace.toUpperCase()}-${span}-01`],
    ["too few digits", `00-${trace.slice(1)}-${span}-01`],
  ] as const) {
    it(`ignores a trace of ${title} (R-OBS-2)`, () => {
      const { correlationId, traceId, spanId } = scopeOf("f", { traceparent });
      assert.match(correlationId, uuid);
      assert.deepEqual([traceId, spanId], [undefined, undefined]);
    });
  }
});

describe("the headers of work that is started elsewhere", () => {
  it("give its request the same correlation id and trace (R-OBS-2)", () => {
    for (const brought of [
      { "x-correlation-id": "asked-for-1" },
      { "x-correlation-id": "asked-for-1", traceparent: `00-${trace}-${span}-01` },
      { traceparent: `00-${trace}-${span}-00` },
    ]) {
      const scope = scopeOf("f", brought);
      assert.deepEqual(scopeOf("f", traceHeaders(scope)), scope);
    }
  });
});
