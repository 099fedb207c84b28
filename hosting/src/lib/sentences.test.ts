import assert from "node:assert/strict";
import { reasons } from "@bourse/functions/platform/reasons";
import { Failure, failureOf, type FailureReason } from "./failure.js";
import { sentenceFor } from "./sentences.js";

const whole = /^[A-Z].*[.!]$/;

describe("The sentence for a failure", () => {
  for (const reason of [...reasons, "no_answer"] as const) {
    it(`is a whole sentence for ${reason} (R-WEB-3)`, () => {
      const sentence = sentenceFor(new Failure({ reason }));
      assert.match(sentence, whole);
      assert.doesNotMatch(sentence, /_|undefined/);
    });
  }

  it("tells the figures where they are known", () => {
    const facts = { needed: "30030.00", available: "100.00" };
    assert.equal(
      sentenceFor(new Failure({ reason: "insufficient_funds", facts })),
      "Not enough money: this needs $30,030.00 and $100.00 is available.",
    );
  });

  it("names the field that is not valid, and what it must be where the server says so (R-WEB-3)", () => {
    const invalid = (field: string, message: string) =>
      sentenceFor(new Failure({ reason: "input_is_invalid", issues: [{ field, message }] }));
    assert.equal(invalid("url", "must begin with https://"), "Url must begin with https://.");
    assert.equal(
      invalid("terms.minPrice", "Invalid input: expected string, received number"),
      "Min price is not valid. Check it and try again.",
    );
  });

  it("is generic with the correlation id for a reason that this version does not know", () => {
    const reason = "moon_is_full" as FailureReason;
    assert.equal(
      sentenceFor(new Failure({ reason, correlationId: "c-42" })),
      "Something went wrong on our side. If you contact support, mention c-42.",
    );
    assert.match(sentenceFor(new Failure({ reason: "toString" as FailureReason })), whole);
  });
});

describe("A failure", () => {
  it("is what the details of the callable say", () => {
    const details = { reason: "account_is_busy", retryable: true, correlationId: "c-1", retryAfterMs: 250 };
    const failure = failureOf(Object.assign(new Error("x"), { code: "functions/unavailable", details }));
    assert.equal(failure.reason, "account_is_busy");
    assert.ok(failure.retryable);
    assert.equal(failure.correlationId, "c-1");
    assert.equal(failure.retryAfterMs, 250);
  });

  it("leaves open what happened when no answer of ours arrived", () => {
    for (const code of ["functions/internal", "functions/deadline-exceeded", undefined]) {
      const failure = failureOf(Object.assign(new Error("x"), { code }));
      assert.equal(failure.reason, "no_answer");
      assert.ok(failure.retryable);
    }
  });

  it("is an ended session when the edge itself refuses the token", () => {
    assert.equal(failureOf({ code: "functions/unauthenticated" }).reason, "sign_in_required");
  });
});
