import assert from "node:assert/strict";
import { createInput } from "@bourse/functions/jobs/contract";
import { askedFor, choices, jobTitle } from "./job-words.js";

describe("a job in words", () => {
  it("is asked for as the functions take it, whatever is chosen (R-JOB-2)", () => {
    for (const { value } of choices) {
      const asked = askedFor(value, "2026-10");
      assert.ok(createInput.safeParse({ requestId: "r", ...asked }).success, value);
    }
  });

  it("is called after what it makes (R-JOB-3)", () => {
    assert.equal(jobTitle(askedFor("statement-pdf", "2026-10")), "Statement 2026-10, PDF");
    assert.equal(jobTitle(askedFor("everything", "")), "Everything kept of you");
  });
});
