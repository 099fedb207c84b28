/**
 * The oracle: what becomes of resting orders, told tick by tick in the plainest way. It shares no code with
 * `match.ts`, so that a misreading there shows here; of money it knows nothing.
 */
import type { MatchCommand, Tick } from "../../src/ledger/command.js";
import type { Order } from "../../src/ledger/order.js";

/** What the oracle knows of an order. Prices and quantities as in the ledger. */
export type Watched = {
  readonly buys: boolean;
  readonly quantity: bigint;
  readonly filled: bigint;
  /** What it never trades worse than; null: at any price. */
  readonly worst: bigint | null;
  readonly priceScale: number;
  readonly stop: bigint | null;
  readonly trail: Order["trail"];
  /** The best price that a trailing order has seen. */
  readonly best: bigint | null;
  readonly waits: boolean;
  readonly expiresAtMs: number | null;
  /** Ticks up to this one are over. */
  readonly seen: number;
};

export type Traded = { readonly price: bigint; readonly quantity: bigint; readonly tick: number };

/** An order as it begins to wait, by what it was placed with. */
export function watch(order: Order): Watched {
  return {
    buys: order.side === "buy",
    quantity: order.quantity,
    filled: order.filledQuantity,
    worst: worstOf(order),
    priceScale: order.priceScale,
    stop: order.trail ? null : order.stopPrice,
    trail: order.trail,
    best: order.mark,
    waits: order.type.includes("stop") && order.trigger === "pending",
    expiresAtMs: order.expiresAtMs,
    seen: order.tickSequence,
  };
}

/** The limit; of a buy that becomes a market order, 4 % above a stop below 50 USD and 2.5 % above one from there. */
function worstOf({ side, limitPrice, stopPrice, priceScale }: Order): bigint | null {
  if (limitPrice !== null || side === "sell" || stopPrice === null) return limitPrice;
  return collarOf(stopPrice, priceScale);
}

function collarOf(stop: bigint, priceScale: number): bigint {
  const thousandths = stop < 50n * 10n ** BigInt(priceScale) ? 1_040n : 1_025n;
  return (stop * thousandths) / 1_000n;
}

/** The collar of a trailing buy goes down with its stop, which is no lower than the trail above the best price. */
function worstBehind({ buys, worst, trail, priceScale }: Watched, best: bigint): bigint | null {
  if (!buys || !trail) return worst;
  if ("amount" in trail) return collarOf(best + trail.amount, priceScale);
  const exact = best * (1_000_000n + trail.percent);
  return collarOf(exact / 1_000_000n + (exact % 1_000_000n === 0n ? 0n : 1n), priceScale);
}

/** All that a match command brings. */
export function meetAll(
  order: Watched,
  { ticks, allotment }: Pick<MatchCommand, "ticks" | "allotment">,
): { order: Watched; trades: Traded[] } {
  const trades: Traded[] = [];
  let now = order;
  for (const tick of ticks) {
    if (now.filled === now.quantity) break;
    const { order: next, trade } = meetTick(now, tick, allotment);
    if (trade) trades.push(trade);
    now = next;
  }
  return { order: now, trades };
}

function meetTick(order: Watched, tick: Tick, allotment: bigint | null): { order: Watched; trade?: Traded } {
  if (tick.from <= order.seen) return { order };
  const best = order.waits && order.trail ? bestOf(order, tick) : order.best;
  const worst = best === null || best === order.best ? order.worst : worstBehind(order, best);
  const fires = order.waits && reachesStop({ ...order, best }, tick);
  const waits = order.waits && !fires;
  const changed = best !== order.best || fires;
  const price = waits ? null : priceFor({ ...order, worst }, tick, fires);
  const left = order.quantity - order.filled;
  const quantity = price === null ? 0n : allotment !== null && allotment < left ? allotment : left;
  if (price === null || quantity === 0n) {
    return { order: changed ? { ...order, best, worst, waits, seen: tick.sequence } : order };
  }
  const after = { ...order, best, worst, waits, seen: tick.sequence, filled: order.filled + quantity };
  return { order: after, trade: { price, quantity, tick: tick.sequence } };
}

function bestOf({ buys, best }: Watched, { low, high }: Tick): bigint {
  if (best === null) throw new TypeError("a trailing order has a best price");
  if (buys) return low < best ? low : best;
  return high > best ? high : best;
}

/** A trailing stop is tested by multiplying, so that nothing is rounded. */
function reachesStop({ buys, stop, trail, best }: Watched, { low, high }: Tick): boolean {
  if (stop !== null) return buys ? high >= stop : low <= stop;
  if (!trail || best === null) return false;
  if ("amount" in trail) return buys ? high >= best + trail.amount : low <= best - trail.amount;
  return buys
    ? high * 1_000_000n >= best * (1_000_000n + trail.percent)
    : low * 1_000_000n <= best * (1_000_000n - trail.percent);
}

/** Where the tick ended, if that is good enough; the worst price, if the tick touched it and the order was awake. */
function priceFor({ buys, worst }: Watched, { price, low, high }: Tick, justAwake: boolean): bigint | null {
  if (worst === null) return price;
  if (buys ? price <= worst : price >= worst) return price;
  if (justAwake) return null;
  return (buys ? low <= worst : high >= worst) ? worst : null;
}

/** Whether a tick would trade the order or wake it. */
export function concerns(order: Watched, tick: Tick): boolean {
  const { order: after, trade } = meetTick(order, tick, null);
  return trade !== undefined || after.waits !== order.waits;
}
