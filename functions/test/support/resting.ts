/** Orders that rest on accounts of a test's own, placed below the callables: by a committer, at a price given. */
import assert from "node:assert/strict";
import type { PlaceCommand, QuoteTerms } from "../../src/ledger/command.js";
import type { TradableTerms } from "../../src/money/asset.js";
import type { Context } from "../../src/platform/context.js";
import { requestOf } from "../simulation/book.js";
import { marketContext } from "../simulation/ground.js";

/** Terms of `makeAsset`'s assets. */
export const termsOf = (assetId: string): TradableTerms => ({
  ...{ assetId, status: "active", scale: 8, quantityStep: 1n, minQuantity: 1n, priceScale: 2, tickSize: 1n },
});

export const quoteTermsOf = (price: bigint, sequence = 1): QuoteTerms => ({
  ...{ price, sequence, asOfMs: 0, validForMs: null, depth: null },
});

const unit = 100_000_000n;

/** A buy of one unit at a limit in cents. */
export const buyAt = (
  orderId: string,
  limitPrice: bigint,
  more: Partial<PlaceCommand> = {},
): PlaceCommand => ({
  ...{ kind: "place", orderId, side: "buy", type: "limit", size: { quantity: unit }, limitPrice },
  ...more,
});

/** Money for everything that a test places. */
export async function fund(context: Context, uid: string, amount = 10_000_000n): Promise<void> {
  const { limits } = await context.settings();
  const outcome = await context.committer.submit(uid, {
    command: { kind: "deposit", requestId: "funds", amount },
    context: { limits: { ...limits, dailyDepositMax: amount } },
    request: {},
  });
  assert.equal(outcome.kind, "committed");
}

/** Places orders as if the quote were the one given. */
export async function rest(
  context: Context,
  uid: string,
  assetId: string,
  commands: readonly PlaceCommand[],
  quote: QuoteTerms = quoteTermsOf(100_00n),
): Promise<void> {
  const { limits } = await context.settings();
  const market = { terms: termsOf(assetId), quote };
  const outcomes = await Promise.all(
    commands.map((command) => {
      const request = requestOf(command, marketContext(market.terms, quote));
      return context.committer.submit(uid, { command, context: { limits, market }, request });
    }),
  );
  for (const outcome of outcomes) assert.equal(outcome.kind, "committed", JSON.stringify(outcome.kind));
}
