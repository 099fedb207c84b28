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
const assetRows = test("functions/test/inputs/asset-rows.ts");
const watchingRows = test("functions/test/inputs/watching-rows.ts");
const jobRows = test("functions/test/inputs/job-rows.ts");
const jobFlows = test("functions/test/flows/jobs.emulator.test.ts");
const fileRows = test("functions/test/inputs/file-rows.ts");
const messageRows = test("functions/test/inputs/message-rows.ts");
const webhookFlow = test("functions/test/flows/webhooks.emulator.test.ts");
const pipeline = test("functions/src/platform/callable.test.ts");
const contracts = "the contracts refuse it first, as input_is_invalid";
const noCallable = "a command of the kernel that no callable sends";
const ownWork = "the system's own commands meet it, which no client sends";
const orderRows = test("functions/test/inputs/order-rows.ts");
const identity = test("functions/test/flows/identity.emulator.test.ts");
const denials = test("functions/test/flows/denials.emulator.test.ts");
const admins = test("functions/test/flows/admins.emulator.test.ts");
const deletion = test("functions/test/flows/deletion.emulator.test.ts");
const scenarios = test("functions/test/flows/order-changes.emulator.test.ts");

/** Total: a reason without a row does not compile. The code is what the table of `design.md` asks for. */
const expected: Record<Reason, [code: WireCode, retryable: boolean, proof: Proof]> = {
  account_is_frozen: [
    "failed-precondition",
    false,
    test("functions/test/inputs/bad-inputs.emulator.test.ts"),
  ],
  account_is_closed: ["failed-precondition", false, deletion],
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
  trading_is_halted: ["failed-precondition", true, scenarios],
  too_many_open_orders: ["failed-precondition", false, scenarios],
  price_off_tick: ["invalid-argument", false, rows],
  price_outside_protection: ["failed-precondition", true, orderRows],
  limit_too_far: ["failed-precondition", false, orderRows],
  would_cross_own_order: ["failed-precondition", false, orderRows],
  stop_on_wrong_side: ["failed-precondition", false, orderRows],
  legs_on_wrong_side: ["failed-precondition", false, orderRows],
  trail_not_positive: ["invalid-argument", false, { notYet: contracts }],
  trail_too_wide: ["failed-precondition", false, orderRows],
  fok_cannot_fill: ["failed-precondition", true, orderRows],
  expiry_is_past: ["invalid-argument", false, orderRows],
  expiry_too_late: ["invalid-argument", false, orderRows],
  order_is_closed: ["failed-precondition", false, orderRows],
  order_is_held: ["failed-precondition", false, orderRows],
  order_cannot_be_replaced: ["failed-precondition", false, orderRows],
  quantity_already_filled: ["failed-precondition", false, scenarios],
  not_crossed: ["failed-precondition", false, { notYet: ownWork }],
  not_expired: ["failed-precondition", false, { notYet: ownWork }],
  hold_not_found: ["not-found", false, { notYet: noCallable }],
  entry_cannot_be_reversed: ["failed-precondition", false, { notYet: noCallable }],
  token_is_expired: ["unauthenticated", false, identity],
  token_is_invalid: ["unauthenticated", false, identity],
  session_is_revoked: ["unauthenticated", false, identity],
  user_is_blocked: ["unauthenticated", false, identity],
  user_not_found: ["not-found", false, admins],
  own_standing_is_fixed: ["failed-precondition", false, admins],
  last_admin_stays: ["failed-precondition", false, admins],
  account_is_not_empty: ["failed-precondition", false, deletion],
  account_has_entries: ["failed-precondition", false, { notYet: noCallable }],
  sign_in_required: ["unauthenticated", false, rows],
  rate_limited: ["resource-exhausted", true, test("functions/src/platform/admission.test.ts")],
  address_is_blocked: ["resource-exhausted", true, denials],
  user_is_blocked_for_now: ["resource-exhausted", true, denials],
  app_check_required: ["unauthenticated", false, pipeline],
  app_check_token_already_used: ["unauthenticated", false, test("functions/src/platform/app-check.test.ts")],
  not_allowed: ["permission-denied", false, rows],
  method_not_allowed: ["invalid-argument", false, test("functions/test/inputs/wire-rows.ts")],
  input_is_invalid: ["invalid-argument", false, shapes],
  idempotency_mismatch: ["already-exists", false, rows],
  profile_not_found: ["not-found", false, test("functions/test/flows/users.emulator.test.ts")],
  asset_not_found: ["not-found", false, idRows],
  order_not_found: ["not-found", false, idRows],
  alert_not_found: ["not-found", false, watchingRows],
  file_not_found: ["not-found", false, fileRows],
  file_is_not_ready: ["failed-precondition", false, fileRows],
  file_quota_reached: ["failed-precondition", false, test("functions/src/files/uploading.emulator.test.ts")],
  webhook_not_found: ["not-found", false, messageRows],
  delivery_not_found: ["not-found", false, messageRows],
  too_many_webhooks: ["failed-precondition", false, webhookFlow],
  webhook_is_disabled: ["failed-precondition", false, webhookFlow],
  scale_is_fixed: ["failed-precondition", false, assetRows],
  quote_is_off_tick: ["failed-precondition", false, assetRows],
  too_many_watchlists: [
    "failed-precondition",
    false,
    test("functions/test/flows/watchlists.emulator.test.ts"),
  ],
  too_many_open_alerts: ["failed-precondition", false, test("functions/test/flows/alerts.emulator.test.ts")],
  alert_is_already_crossed: ["failed-precondition", false, watchingRows],
  alert_is_closed: ["failed-precondition", false, watchingRows],
  export_is_too_old: ["failed-precondition", false, test("functions/test/flows/export.emulator.test.ts")],
  history_is_too_long: [
    "failed-precondition",
    false,
    test("functions/src/portfolio/performing.emulator.test.ts"),
  ],
  job_not_found: ["not-found", false, jobRows],
  job_is_over: ["failed-precondition", false, jobRows],
  job_has_succeeded: ["failed-precondition", false, jobRows],
  too_many_jobs: ["failed-precondition", true, jobFlows],
  job_worker_was_lost: ["unavailable", true, { notYet: ownWork }],
  job_was_never_started: ["unavailable", true, { notYet: ownWork }],
  dead_letter_not_found: ["not-found", false, jobRows],
  dead_letter_is_cut: ["failed-precondition", false, jobRows],
  queue_not_found: ["not-found", false, jobRows],
  queue_operation_not_supported: ["failed-precondition", false, jobRows],
  queues_not_permitted: ["failed-precondition", false, { notYet: "the emulators permit everything" }],
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
