import assert from "node:assert/strict";
import { z } from "zod";
import { readCursor, writeCursor } from "./cursor.js";
import { DomainError } from "./errors.js";

const shape = z.tuple([z.string(), z.int()]);
const list = { list: "some-list", filters: { side: "buy" } };
const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");

describe("a cursor", () => {
  const cursor = writeCursor(["2026-01-31T09:00:00.000Z", 7], list);

  it("comes back as it was written", () => {
    assert.deepEqual(readCursor(cursor, list, shape), ["2026-01-31T09:00:00.000Z", 7]);
  });

  it("is opaque, URL-safe and short", () => {
    assert.match(cursor, /^[A-Za-z0-9_-]{1,512}$/);
  });

  const content = JSON.parse(Buffer.from(cursor, "base64url").toString()) as { filters: string };
  const refusals: [title: string, cursor: string, list: typeof list, message: RegExp][] = [
    ["garbage", "garbage", list, /not a cursor/],
    ["nothing", "", list, /not a cursor/],
    ["JSON of another shape", encode({ after: [1] }), list, /not a cursor/],
    ["values of another shape", encode({ ...content, after: ["a", "b"] }), list, /not a cursor/],
    ["no values", encode({ ...content, after: [] }), list, /not a cursor/],
    ["more keys", encode({ ...content, after: ["a", 1], more: 1 }), list, /not a cursor/],
    ["other filters", cursor, { ...list, filters: { side: "sell" } }, /other/],
    ["another list", cursor, { ...list, list: "other-list" }, /other/],
  ];
  for (const [title, text, asked, message] of refusals) {
    it(`is refused with ${title}`, () => {
      assert.throws(
        () => readCursor(text, asked, shape),
        (error) => {
          assert.ok(error instanceof DomainError);
          assert.equal(error.reason, "input_is_invalid");
          const [issue] = error.details.issues ?? [];
          assert.equal(issue?.field, "cursor");
          assert.match(issue.message, message);
          return true;
        },
      );
    });
  }
});
