import assert from "node:assert/strict";
import { nextPage, signInPage } from "./next-page.js";

const next = (value: string) => nextPage(new URLSearchParams({ next: value }));

describe("The page after signing in", () => {
  it("is the one that was asked for, and the dashboard otherwise", () => {
    assert.equal(next("/markets?search=bt"), "/markets?search=bt");
    assert.equal(nextPage(new URLSearchParams()), "/dashboard");
    const address = new URL(signInPage("/markets?search=bt"), "http://localhost");
    assert.equal(nextPage(address.searchParams), "/markets?search=bt");
  });

  for (const elsewhere of [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
  ]) {
    it(`is never ${elsewhere}`, () => assert.equal(next(elsewhere), "/dashboard"));
  }
});
