import assert from "node:assert/strict";
import { contentTypeOf, problemOf } from "./choice.js";
import { formatBytes } from "./file-words.js";

describe("a file in words", () => {
  for (const [bytes, words] of [
    [1, "1 byte"],
    [1023, "1023 bytes"],
    [1024, "1 KB"],
    [1536, "1.5 KB"],
    [10 * 1024 * 1024, "10 MB"],
  ] as const) {
    it(`says ${words} (R-WEB-1)`, () => assert.equal(formatBytes(bytes), words));
  }

  const file = (name: string, type: string, size = 10) => ({ name, type, size });
  it("has the type of its ending where the browser knows none or a program's (R-WEB-1)", () => {
    assert.equal(contentTypeOf(file("a.CSV", "application/vnd.ms-excel")), "text/csv");
    assert.equal(contentTypeOf(file("notes.txt", "")), "text/plain");
    assert.equal(contentTypeOf(file("a.pdf", "application/pdf")), "application/pdf");
  });

  it("says why it cannot be uploaded, before anything is sent (R-WEB-1)", () => {
    assert.equal(problemOf(file("a.pdf", "application/pdf"), "document"), null);
    assert.match(problemOf(file("a.pdf", "application/pdf", 0), "document") ?? "", /is empty/);
    assert.match(problemOf(file("a.zip", "application/zip"), "document") ?? "", /PDF, PNG/);
    assert.match(problemOf(file("a.pdf", "application/pdf"), "avatar") ?? "", /no picture/);
    assert.match(problemOf(file("a.png", "image/png", 2 ** 21 + 1), "avatar") ?? "", /the most is 2 MB/);
  });
});
