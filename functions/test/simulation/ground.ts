/** The ground that tests of the ledger stand on: assets, limits, quotes and contexts that say what they change. */
import { emptyAccount, type Account } from "../../src/ledger/account.js";
import type {
  Command,
  CommandOf,
  DecisionContext,
  Limits,
  PlaceCommand,
  QuoteTerms,
  Tick,
} from "../../src/ledger/command.js";
import type { Decision } from "../../src/ledger/conclude.js";
import { decide } from "../../src/ledger/kernel.js";
import type { TradableTerms } from "../../src/money/asset.js";

export const btc: TradableTerms = {
  assetId: "BTC",
  status: "active",
  scale: 8,
  quantityStep: 1_000n,
  minQuantity: 10_000n,
  priceScale: 2,
  tickSize: 1n,
};

/** Whole units only, with a point in its id. */
export const share: TradableTerms = {
  assetId: "BRK.B",
  status: "active",
  scale: 0,
  quantityStep: 1n,
  minQuantity: 1n,
  priceScale: 2,
  tickSize: 1n,
};

/** Many decimals and a price far below a cent. */
export const penny: TradableTerms = {
  assetId: "PENNY",
  status: "active",
  scale: 6,
  quantityStep: 1n,
  minQuantity: 1n,
  priceScale: 8,
  tickSize: 1n,
};

/** The defaults of `design.md`: 10 basis points, 1.00 to 100,000.00, 100,000.00 in and 50,000.00 out a day. */
export const limits: Limits = {
  feeRate: 1_000n,
  minOrderValue: 100n,
  maxOrderValue: 10_000_000n,
  dailyDepositMax: 10_000_000n,
  dailyWithdrawalMax: 5_000_000n,
  openOrdersMax: 200,
  limitDistanceMax: 10n,
};

export const noonMs = Date.parse("2026-03-10T12:00:00.000Z");

export function quoteAt(price: bigint, changes: Partial<QuoteTerms> = {}): QuoteTerms {
  return { price, asOfMs: noonMs, validForMs: null, depth: null, sequence: 1, ...changes };
}

export function contextAt(changes: Partial<DecisionContext> = {}): DecisionContext {
  return { nowMs: noonMs, limits, ...changes };
}

export function marketContext(
  terms: TradableTerms,
  quote: QuoteTerms | null,
  changes: Partial<DecisionContext> = {},
): DecisionContext {
  return contextAt({ market: { terms, quote }, ...changes });
}

export const deposit = (requestId: string, amount: bigint): Command => ({
  kind: "deposit",
  requestId,
  amount,
});
export const withdraw = (requestId: string, amount: bigint): Command => ({
  kind: "withdraw",
  requestId,
  amount,
});
export const hold = (requestId: string, assetId: string, amount: bigint): Command => ({
  ...{ kind: "hold", requestId, assetId, amount },
});
export const release = (requestId: string, holdId: string): Command => ({
  kind: "release",
  requestId,
  holdId,
});

export function buy(orderId: string, quantity: bigint): PlaceCommand {
  return { kind: "place", orderId, side: "buy", type: "market", size: { quantity } };
}
export function buyFor(orderId: string, notional: bigint): PlaceCommand {
  return { kind: "place", orderId, side: "buy", type: "market", size: { notional } };
}
export function sell(orderId: string, quantity: bigint): PlaceCommand {
  return { kind: "place", orderId, side: "sell", type: "market", size: { quantity } };
}

/** Any order: `rest` gives its prices, its time, its legs. */
export function placing(
  orderId: string,
  [side, type]: readonly [PlaceCommand["side"], PlaceCommand["type"]],
  quantity: bigint,
  rest: Partial<PlaceCommand> = {},
): PlaceCommand {
  return { kind: "place", orderId, side, type, size: { quantity }, ...rest };
}
export const cancel = (orderId: string): Command => ({ kind: "cancel", orderId });
export const expire = (orderId: string): Command => ({ kind: "expire", orderId });
export const replace = (
  orderId: string,
  newOrderId: string,
  changes: Partial<CommandOf<"replace">> = {},
): Command => ({ kind: "replace", orderId, newOrderId, ...changes });

/** Decides and demands acceptance. */
export function accepted(
  account: Account,
  command: Command,
  context: DecisionContext = contextAt(),
): Decision {
  const decision = decide(account, command, context);
  if (!decision.accepted) throw new Error(`${command.kind} was refused: ${decision.reason}`);
  return decision;
}

/** An account that deposited so many cents the day before. */
export function funded(cents: bigint, uid = "ann"): Account {
  const open = contextAt({ nowMs: noonMs - 86_400_000, limits: { ...limits, dailyDepositMax: cents } });
  return accepted(emptyAccount(uid), deposit("funds", cents), open).account;
}

/** Freezes a value and everything that it reaches, so that a change to it throws. */
export function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;

  if (value instanceof Map) {
    const refuse = () => {
      throw new TypeError("this map is frozen");
    };
    Object.defineProperties(value, {
      set: { value: refuse },
      delete: { value: refuse },
      clear: { value: refuse },
    });
    for (const item of value.values()) deepFreeze(item);
  }
  for (const item of Object.values(value)) deepFreeze(item);
  Object.freeze(value);
  return value;
}

/** A tick of one price, or with the lowest and highest on the way. */
export function tickAt(sequence: number, price: bigint, low = price, high = price): Tick {
  return { from: sequence, sequence, price, low, high };
}

export const match = (orderId: string, ...ticks: Tick[]): Command => ({
  ...{ kind: "match", orderId, ticks, allotment: null },
});
