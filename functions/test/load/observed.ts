/** Turns what client processes tell into the history that the checker takes. */
import { moveSubmission, type MoveRequest } from "../../src/accounts/moving.js";

import { proofOf } from "../../src/ledger/command.js";
import type { Submission } from "../../src/ledger/fold.js";
import { rejectionReasons, type RejectionReason } from "../../src/ledger/rejection.js";
import type { TradableTerms } from "../../src/money/asset.js";
import { placeSubmission, type PlaceRequest } from "../../src/orders/submission.js";
import { quoteTerms, type QuoteRecord } from "../../src/prices/quote.js";
import type { Settings } from "../../src/settings/store.js";
import type { ObservedAnswer, ObservedCall } from "../checker/history.js";
import type { CallTold } from "./caller.js";
import type { PlannedCall } from "./plan.js";

export type Market = {
  readonly terms: TradableTerms;
  readonly quote: QuoteRecord;
  readonly settings: Settings;
};

type Accepted = {
  entry?: object;
  order?: { averagePrice?: unknown };
  account: { seq: number };
  replayed: boolean;
};
type Details = { reason?: string; issues?: { field: string }[] };

export function observe(planned: PlannedCall, told: CallTold | undefined, market: Market): ObservedCall {
  const { command, context, request } = submissionOf(planned, market);
  return {
    callId: planned.callId,
    proof: proofOf(command),
    request,
    startedAt: told?.startedAt ?? 0,
    endedAt: told?.endedAt ?? null,
    answer: told ? answerOf(planned, told) : { kind: "failed", applied: "unknown" },
    ...(told && { decidedBy: { command, context, nowMs: [told.startedMs, told.endedMs] } }),
  };
}

function submissionOf({ name, input }: PlannedCall, { terms, quote, settings }: Market): Submission {
  if (name === "orders-place") {
    const { limits, maxQuoteAgeMs } = settings;
    const market = { terms, quote: quoteTerms(quote, terms, maxQuoteAgeMs) };
    return placeSubmission(input as unknown as PlaceRequest, { limits, market });
  }
  const request = { assetId: "USD", ...input } as MoveRequest;
  return moveSubmission(name === "accounts-deposit" ? "deposit" : "withdraw", request, settings);
}

function answerOf(planned: PlannedCall, { data, code, details }: CallTold): ObservedAnswer {
  if (data) {
    const { entry, order, account, replayed } = data as Accepted;
    const { averagePrice: _shown, ...record } = order ?? {};
    return { kind: "accepted", replayed, record: entry ?? record, accountSeq: account.seq };
  }
  const { reason = "", issues = [] } = (details ?? {}) as Details;
  if (reason === "idempotency_mismatch")
    return { kind: "mismatch", fields: issues.map(({ field }) => field) };
  if (rejectionReasons.includes(reason as RejectionReason)) {
    return { kind: "rejected", reason: reason as RejectionReason };
  }
  if (reason === "account_is_busy") return { kind: "failed", applied: "no" };
  if (reason === "outcome_is_unknown") return { kind: "failed", applied: "unknown" };
  throw new Error(`${planned.callId} ${planned.name}: unforeseen answer ${code} ${JSON.stringify(details)}`);
}
