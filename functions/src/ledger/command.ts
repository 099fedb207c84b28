/**
 * Commands are what can be asked of an account. Each carries the id that its caller made: documents that the
 * command creates are named after that id, so a repeated command meets its own documents.
 */
import type { TradableTerms } from "../money/asset.js";
import type { EntryDraft } from "./entry.js";
import type { OrderSide } from "./order.js";

/** Deposits and withdrawals are in USD cents; holds are in any asset the account has. */
export type Command =
  | { readonly kind: "deposit"; readonly requestId: string; readonly amount: bigint }
  | { readonly kind: "withdraw"; readonly requestId: string; readonly amount: bigint }
  | {
      readonly kind: "hold";
      readonly requestId: string;
      readonly assetId: string;
      readonly amount: bigint;
    }
  | { readonly kind: "release"; readonly requestId: string; readonly holdId: string }
  | { readonly kind: "reverse"; readonly entry: EntryDraft }
  | PlaceCommand;

export type PlaceCommand = {
  readonly kind: "place";
  readonly orderId: string;
  readonly side: OrderSide;
  readonly type: "market";
  readonly size: { readonly quantity: bigint } | { readonly notional: bigint };
};

/** A price of an asset in USD, as the kernel sees it. */
export type QuoteTerms = {
  /** Count of 10^-priceScale USD. */
  readonly price: bigint;
  readonly asOfMs: number;
  /** How long it may be traded on; null: until the next one. */
  readonly validForMs: number | null;
  /** Quantity available at the price; null: without bound. */
  readonly depth: bigint | null;
};

/** Limits in cents; the fee rate in millionths of the value. Times in milliseconds. */
export type Limits = {
  readonly feeRate: bigint;
  readonly minOrderValue: bigint;
  readonly maxOrderValue: bigint;
  readonly dailyDepositMax: bigint;
  readonly dailyWithdrawalMax: bigint;
};

/** Everything that a decision depends on beside the account and the command. */
export type DecisionContext = {
  readonly nowMs: number;
  readonly limits: Limits;
  /** Needed by `place` only. */
  readonly market?: { readonly terms: TradableTerms; readonly quote: QuoteTerms | null };
};

/**
 * Names the one document that proves a command happened. Prefixes end in a point, which no client-made id may
 * contain, so ids of different kinds never meet.
 */
export function proofOf(command: Command): { collection: "orders" | "entries"; id: string } {
  switch (command.kind) {
    case "place":
      return { collection: "orders", id: command.orderId };
    case "reverse":
      return { collection: "entries", id: `reversal.${command.entry.entryId}` };
    default:
      return { collection: "entries", id: `request.${command.requestId}` };
  }
}
