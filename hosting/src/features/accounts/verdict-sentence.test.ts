import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { verdictSentence } from "./verdict-sentence.js";

const good = {
  ok: true,
  ...{ uid: "ann", exportedAt: "2026-03-11T00:00:00.000Z", seq: 1234, headHash: "ab" },
  ...{ entries: 1234, orders: 1 },
} as const;

describe("verdictSentence (R-WEB-3)", () => {
  it("says how much was verified", () => {
    assert.equal(
      verdictSentence(good),
      "Verified. The journal of 1,234 entries is unbroken, and balances and 1 order are what it says.",
    );
  });

  it("names the first bad record in words, its line and the problem", () => {
    const bad = (record: string, findings: { record: string; problem: string }[] = []) =>
      verdictSentence({ ok: false, line: 1002, record, problem: "has one posting", findings });
    const names = {
      "entries/order.o1.1": "the journal entry order.o1.1",
      "orders/o1": "the order o1",
      account: "the account itself",
      entries: "the journal",
      header: "the header",
      end: "the end line",
      line: "the line itself",
    };
    for (const [record, name] of Object.entries(names)) {
      const sentence = `Not verified. The first bad record is ${name}, on line 1,002: has one posting.`;
      assert.equal(bad(record), sentence);
    }
    const finding = { record: "account", problem: "x" };
    assert.match(bad("account", [finding, finding]), /posting\. 2 problems in all\.$/);
  });
});
