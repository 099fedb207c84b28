/**
 * Commands are what can be asked of an account. Those of clients carry the id that the client made: documents that
 * the command creates are named after that id, so a repeated command meets its own documents. Those of the system
 * (`match`, `expire`) may be repeated at will: what they ask for is decided on the order as it stands.
 */
import type { TradableTerms } from "../money/asset.js";
import type { EntryDraft } from "./entry.js";
import type { OrderSide, OrderType, TimeInForce, Trail } from "./order.js";

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
  | {
      readonly kind: "open";
      readonly requestId: string;
      readonly cash: bigint;
      readonly holdings: readonly Holding[];
    }
  | PlaceCommand
  | ReplaceCommand
  | { readonly kind: "cancel"; readonly orderId: string }
  | { readonly kind: "expire"; readonly orderId: string }
  | MatchCommand;
/** What an account is opened with of a tradable: `quantity` in its smallest unit, what it cost in cents. */
export type Holding = {
  readonly assetId: string;
  readonly scale: number;
  readonly quantity: bigint;
  readonly cost: bigint;
};
export type CommandOf<Kind extends Command["kind"]> = Extract<Command, { kind: Kind }>;

/** How much: of the asset, of USD (market buys), or in millionths of the position (market sells). */
export type Size =
  { readonly quantity: bigint } | { readonly notional: bigint } | { readonly percent: bigint };

export type StopLoss =
  { readonly stopPrice: bigint; readonly limitPrice: bigint | null } | { readonly trail: Trail };

export type PlaceCommand = {
  readonly kind: "place";
  readonly orderId: string;
  readonly side: OrderSide;
  readonly type: OrderType;
  readonly size: Size;
  readonly limitPrice?: bigint;
  readonly stopPrice?: bigint;
  readonly trail?: Trail;
  /** `ioc` for a market order and `gtc` for the others where it is left out. */
  readonly timeInForce?: TimeInForce;
  /** Of `gtd` only. */
  readonly expiresAtMs?: number;
  readonly takeProfit?: { readonly limitPrice: bigint };
  readonly stopLoss?: StopLoss;
  /** Of a market order: the worst quote that it may fill at. */
  readonly protection?: bigint;
};

/** What is left out stays as it was. */
export type ReplaceCommand = {
  readonly kind: "replace";
  readonly orderId: string;
  readonly newOrderId: string;
  readonly quantity?: bigint;
  readonly limitPrice?: bigint;
  readonly stopPrice?: bigint;
};

/** A new quote, as matching sees it; one that covers a gap goes back to the sequence `from`. */
export type Tick = {
  readonly from: number;
  readonly sequence: number;
  readonly price: bigint;
  readonly low: bigint;
  readonly high: bigint;
};

export type MatchCommand = {
  readonly kind: "match";
  readonly orderId: string;
  /** In their order. */
  readonly ticks: readonly Tick[];
  /** The order's share of the depth, where the tick has one; null: without bound. */
  readonly allotment: bigint | null;
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
  readonly sequence: number;
};

/** Limits in cents; the fee rate in millionths of the value. Times in milliseconds. */
export type Limits = {
  readonly feeRate: bigint;
  readonly minOrderValue: bigint;
  readonly maxOrderValue: bigint;
  readonly dailyDepositMax: bigint;
  readonly dailyWithdrawalMax: bigint;
  /** Orders that may rest or be held at once. */
  readonly openOrdersMax: number;
  /** A limit may be at most so many times the quote, and at least the quote divided by it. */
  readonly limitDistanceMax: bigint;
};

/** Everything that a decision depends on beside the account and the command. */
export type DecisionContext = {
  readonly nowMs: number;
  readonly limits: Limits;
  /** Of commands that trade; `quote` may be null where ticks are given. */
  readonly market?: { readonly terms: TradableTerms; readonly quote: QuoteTerms | null };
  /** A kill switch that is on: nothing is traded, orders can be cancelled. */
  readonly halt?: Halt | null;
};

export type Halt = "everything" | "asset" | "account";

/**
 * Names the one document that proves a command happened; null where no single document does, which is so for
 * commands that only change an order. Prefixes end in a point, which no client-made id may contain, so ids of
 * different kinds never meet.
 */
export function proofOf(command: Command): { collection: "orders" | "entries"; id: string } | null {
  switch (command.kind) {
    case "place":
      return { collection: "orders", id: command.orderId };
    case "replace":
      return { collection: "orders", id: command.newOrderId };
    case "reverse":
      return { collection: "entries", id: `reversal.${command.entry.entryId}` };
    case "open":
      // Its first entry, which is the first of the account: an account is opened once.
      return { collection: "entries", id: "opening.1" };
    case "cancel":
    case "expire":
    case "match":
      return null;
    default:
      return { collection: "entries", id: `request.${command.requestId}` };
  }
}
