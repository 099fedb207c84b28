import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { ErrorDetails, WireCode } from "./errors.js";
import { DomainError, errorTable, invalidField, rejectionError } from "./errors.js";
import { failureOf } from "./failure.js";
import { reasons, type Reason } from "./reasons.js";

/** Where a reason is produced by a call: a test file that expects it. */
type Proof = { readonly file: string } | { readonly notYet: string };
const test = (file: string): Proof => ({ file });
const rows = test("functions/test/inputs/state-rows.ts");
const idRows = test("functions/test/inputs/id-rows.ts");
const shapes = test("functions/test/inputs/row.ts");
const accounts = test("functions/test/flows/accounts.emulator.test.ts");
const pipeline = test("functions/src/platform/callable.test.ts");
const contracts = "the contracts refuse it first, as input_is_invalid";
const noCallable = "a command of the kernel that no callable sends before resting orders";

/** Total: a reason without a row does not compile. The code is what the table of `design.md` asks for. */
const expected: Record<Reason, [code: WireCode, retryable: boolean, proof: Proof]> = {
  account_is_frozen: [
    "failed-precondition",
    false,
    test("functions/test/inputs/bad-inputs.emulator.test.ts"),
  ],
  amount_not_positive: ["invalid-argument", false, { notYet: contracts }],
  insufficient_funds: ["failed-precondition", false, rows],
  insufficient_holdings: ["failed-precondition", false, rows],
  daily_deposit_limit_reached: ["failed-precondition", false, rows],
  daily_withdrawal_limit_reached: ["failed-precondition", false, accounts],
  asset_is_halted: ["failed-precondition", false, rows],
  asset_is_delisted: ["failed-precondition", false, rows],
  quote_is_missing: ["failed-precondition", true, rows],
  quote_is_stale: ["failed-precondition", true, rows],
  quote_has_no_depth: ["failed-precondition", true, rows],
  quantity_off_step: ["invalid-argument", false, rows],
  quantity_below_minimum: ["failed-precondition", false, rows],
  order_value_below_minimum: ["failed-precondition", false, rows],
  order_value_above_maximum: ["failed-precondition", false, rows],
  hold_not_found: ["not-found", false, { notYet: noCallable }],
  entry_cannot_be_reversed: ["failed-precondition", false, { notYet: noCallable }],
  sign_in_required: ["unauthenticated", false, rows],
  app_check_required: ["unauthenticated", false, pipeline],
  not_allowed: ["permission-denied", false, rows],
  method_not_allowed: ["invalid-argument", false, test("functions/test/inputs/wire-rows.ts")],
  input_is_invalid: ["invalid-argument", false, shapes],
  idempotency_mismatch: ["already-exists", false, rows],
  profile_not_found: ["not-found", false, test("functions/test/flows/users.emulator.test.ts")],
  asset_not_found: ["not-found", false, idRows],
  order_not_found: ["not-found", false, idRows],
  price_off_tick: ["invalid-argument", false, rows],
  account_is_busy: ["unavailable", true, pipeline],
  outcome_is_unknown: ["unavailable", true, pipeline],
  service_unavailable: ["unavailable", true, pipeline],
  internal_error: ["internal", false, pipeline],
};

describe("the error table", () => {
  it("has a row for every reason and no other", () => {
    assert.deepEqual(Object.keys(errorTable).sort(), [...reasons].sort());
    assert.deepEqual(Object.keys(expected).sort(), [...reasons].sort());
    assert.equal(new Set(reasons).size, reasons.length);
  });

  for (const reason of reasons) {
    const [code, retryable, proof] = expected[reason];
    const how = "file" in proof ? `as ${proof.file.split("/").at(-1)} shows` : `though ${proof.notYet}`;
    it(`answers ${reason} with ${code}, ${how}`, () => {
      const { message, ...row } = errorTable[reason];
      assert.deepEqual(row, { code, retryable });
      assert.match(message, /^[A-Z].*\.$/s);
      if (!("file" in proof)) return;
      const text = readFileSync(new URL(`../../../${proof.file}`, import.meta.url), "utf8");
      assert.ok(text.includes(`"${reason}"`), `${proof.file} expects ${reason}`);
    });
  }

  it("calls retryable what may succeed unchanged, and every unavailable is", () => {
    for (const reason of reasons) {
      const { code, retryable } = errorTable[reason];
      if (code === "unavailable") assert.equal(retryable, true, reason);
      if (code === "invalid-argument" || code === "internal") assert.equal(retryable, false, reason);
    }
  });
});

describe("a failure", () => {
  it("carries reason, retryability, correlation id and what the error tells, and nothing else", () => {
    const details: ErrorDetails = {
      ...{ issues: [{ field: "amount", message: "is bad" }], facts: { limit: "1.00" }, retryAfterMs: 5 },
    };
    assert.deepEqual(failureOf(new DomainError("insufficient_funds", details), "an-id"), {
      code: "failed-precondition",
      message: errorTable.insufficient_funds.message,
      details: { reason: "insufficient_funds", retryable: false, correlationId: "an-id", ...details },
    });
  });

  it("names the field of a kernel's refusal where it has one", () => {
    const named = rejectionError({ accepted: false, reason: "quantity_off_step", field: "quantity" });
    assert.deepEqual(named.details.issues, [
      { field: "quantity", message: errorTable.quantity_off_step.message },
    ]);
    const unnamed = rejectionError({ accepted: false, reason: "insufficient_funds", facts: { a: "1" } });
    assert.deepEqual(unnamed.details, { facts: { a: "1" } });
    assert.equal(invalidField("low", "is bad").reason, "input_is_invalid");
  });
});
