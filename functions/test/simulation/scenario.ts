/** Scenarios of the simulation as fast-check values, so that a failing one shrinks. */
import fc from "fast-check";
import type { AssetStatus } from "../../src/money/asset.js";
import type { OrderType, TimeInForce } from "../../src/ledger/order.js";
import { faults, type Fault } from "./faulty-store.js";

export type AssetId = "BTC" | "BRK.B";

/** Prices are told in basis points away from the quote, so that they make sense wherever the market is. */
export type PlaceAsk = {
  readonly kind: "place";
  readonly asset: AssetId;
  readonly side: "buy" | "sell";
  readonly type: OrderType;
  readonly by: "quantity" | "notional" | "percent";
  /** In quantity steps, in cents for a notional, in millionths for a percentage. */
  readonly amount: number;
  /** Of a limit order: above zero does not cross. Of stops and trails: how far behind the quote. */
  readonly offset: number;
  /** Of a stop limit: how far the limit gives way behind the stop. */
  readonly give: number;
  readonly trail: "amount" | "percent";
  readonly until: TimeInForce | null;
  readonly expiresInMs: number;
  readonly bracket: BracketAsk | null;
};

/** Basis points from where the parent enters; null: no such leg. */
export type BracketAsk = {
  readonly profit: number | null;
  readonly loss: number | null;
  readonly lossType: "stop" | "stop_limit" | "trail";
};

export type ReplaceAsk = {
  readonly kind: "replace";
  readonly of: number;
  readonly fields: readonly ("quantity" | "limitPrice" | "stopPrice")[];
  /** Basis points from the quote, and hundredths of the old quantity. */
  readonly offset: number;
  readonly share: number;
};

/** The market moves on, and the engine brings the tick to the orders that it concerns. */
export type TickAsk = {
  readonly kind: "tick";
  readonly asset: AssetId;
  /** Basis points: from the last price, and how far the lowest and highest lie beyond. */
  readonly move: number;
  readonly dip: number;
  readonly spike: number;
  /** In quantity steps. */
  readonly depth: number | null;
  /** `gap`: all that was not brought yet, as one tick; `list`: the same, one by one; `never`: it is lost. */
  readonly delivery: "one" | "gap" | "list" | "never";
  readonly late: number;
  readonly reversed: boolean;
  /** A match for an order that nobody looked up, modulo their number. */
  readonly astray: number | null;
  /** Of the asset, until its next tick. */
  readonly status: AssetStatus;
};

/** What a client asks for. Amounts are cents; `of` names an earlier step, modulo their number. */
export type Ask =
  | { readonly kind: "deposit" | "withdraw"; readonly amount: number }
  | { readonly kind: "hold"; readonly asset: "USD" | "BTC"; readonly amount: number }
  | { readonly kind: "release" | "reverse" | "cancel" | "expire"; readonly of: number }
  | { readonly kind: "sweep" }
  | PlaceAsk
  | ReplaceAsk
  | TickAsk;

export type Step = {
  readonly client: number;
  readonly process: number;
  /** The same call at the same time to another process: a client that lost patience, a queue that delivers twice. */
  readonly twice: boolean;
  /** Repeats the id of an earlier step, modulo their number; with its input, or with another. */
  readonly repeat: { readonly of: number; readonly changed: boolean } | null;
  readonly ask: Ask;
  /** A placing is followed at once, before it is answered, by what changes the order. */
  readonly chase: "cancel" | "replace" | null;
  /** How often the client tries again with the same id after a failure. */
  readonly retries: number;
};

export type Scenario = {
  readonly processes: number;
  /** Few clients leave a late commit time to take effect, many make conflicts. */
  readonly clients: number;
  readonly steps: readonly Step[];
  /** What becomes of the calls to the store, over and over. */
  readonly faults: readonly Fault[];
  /** By how much the clocks move between two turns, over and over. */
  readonly clockStepsMs: readonly number[];
  /** By how much each process's clock is wrong. */
  readonly skewsMs: readonly number[];
  /** At which turns which process dies. */
  readonly crashes: readonly { readonly turn: number; readonly process: number }[];
};

const weighted = <Value>(...options: (readonly [number, fc.Arbitrary<Value>])[]) =>
  fc.oneof(...options.map(([weight, arbitrary]) => ({ weight, arbitrary })));

const stepNumber = fc.nat({ max: 400 });
const near = fc.integer({ min: 1, max: 120 });
const bracket: fc.Arbitrary<BracketAsk> = fc.record({
  profit: fc.option(near, { freq: 4 }),
  loss: fc.option(near, { freq: 4 }),
  lossType: fc.constantFrom("stop", "stop_limit", "trail"),
});
const place: fc.Arbitrary<PlaceAsk> = fc.record({
  kind: fc.constant("place" as const),
  asset: fc.constantFrom("BTC" as const, "BTC" as const, "BRK.B" as const),
  side: fc.constantFrom("buy" as const, "buy" as const, "sell" as const),
  type: fc.constantFrom<OrderType>(
    "market",
    "market",
    "limit",
    "limit",
    "stop",
    "stop_limit",
    "trailing_stop",
  ),
  by: fc.constantFrom("quantity" as const, "quantity" as const, "notional" as const, "percent" as const),
  amount: fc.oneof(
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }) },
    { weight: 15, arbitrary: fc.integer({ min: 40, max: 4_000 }) },
  ),
  offset: weighted(
    [6, near],
    [1, fc.integer({ min: -60, max: 0 })],
    [1, fc.integer({ min: 120, max: 2_000 })],
  ),
  give: fc.integer({ min: -20, max: 60 }),
  trail: fc.constantFrom("amount" as const, "percent" as const),
  until: fc.constantFrom<TimeInForce | null>(null, null, null, "gtc", "day", "gtd", "gtd", "ioc", "fok"),
  expiresInMs: fc.constantFrom(1, 30_000, 200_000, 400_000, 3_600_000),
  bracket: weighted<BracketAsk | null>([3, fc.constant(null)], [2, bracket]),
});
const replace: fc.Arbitrary<ReplaceAsk> = fc.record({
  kind: fc.constant("replace" as const),
  of: stepNumber,
  fields: fc.subarray(["quantity", "limitPrice", "stopPrice"] as const, { minLength: 1 }),
  offset: near,
  share: fc.constantFrom(10, 50, 100, 130, 250),
});
const tick: fc.Arbitrary<TickAsk> = fc.record({
  kind: fc.constant("tick" as const),
  asset: fc.constantFrom("BTC" as const, "BTC" as const, "BRK.B" as const),
  move: weighted([5, fc.integer({ min: -60, max: 60 })], [1, fc.integer({ min: -400, max: 400 })]),
  dip: weighted([2, fc.constant(0)], [2, fc.nat({ max: 60 })]),
  spike: weighted([2, fc.constant(0)], [2, fc.nat({ max: 60 })]),
  depth: weighted<number | null>([1, fc.constant(null)], [1, fc.nat({ max: 1_200 })]),
  delivery: fc.constantFrom(
    "one" as const,
    "one" as const,
    "gap" as const,
    "list" as const,
    "never" as const,
  ),
  late: weighted([3, fc.constant(0)], [1, fc.nat({ max: 20 })]),
  reversed: fc.boolean(),
  astray: fc.option(stepNumber, { freq: 1 }),
  status: weighted<AssetStatus>([18, fc.constant("active")], [1, fc.constantFrom("halted", "delisted")]),
});
const tidying: fc.Arbitrary<Ask> = weighted<Ask>(
  [5, fc.record({ kind: fc.constant("cancel" as const), of: stepNumber })],
  [5, replace],
  [1, fc.record({ kind: fc.constant("expire" as const), of: stepNumber })],
  [1, fc.record({ kind: fc.constant("sweep" as const) })],
);
const movement: fc.Arbitrary<Ask> = weighted<Ask>(
  [4, fc.record({ kind: fc.constant("deposit" as const), amount: fc.integer({ min: 1, max: 900_000 }) })],
  [4, fc.record({ kind: fc.constant("withdraw" as const), amount: fc.integer({ min: 1, max: 80_000 }) })],
  [
    2,
    fc.record({
      kind: fc.constant("hold" as const),
      asset: fc.constantFrom("USD" as const, "BTC" as const),
      amount: fc.integer({ min: 1, max: 50_000 }),
    }),
  ],
  [2, fc.record({ kind: fc.constant("release" as const), of: stepNumber })],
  [1, fc.record({ kind: fc.constant("reverse" as const), of: stepNumber })],
);

const step: fc.Arbitrary<Step> = fc.record({
  client: fc.nat({ max: 9 }),
  process: fc.nat({ max: 5 }),
  twice: weighted([5, fc.constant(false)], [1, fc.constant(true)]),
  repeat: weighted<Step["repeat"]>(
    [4, fc.constant(null)],
    [1, fc.record({ of: stepNumber, changed: fc.boolean() })],
  ),
  ask: weighted<Ask>([3, movement], [6, place], [2, tidying], [3, tick]),
  chase: weighted<Step["chase"]>([8, fc.constant(null)], [1, fc.constantFrom("cancel", "replace")]),
  retries: fc.nat({ max: 3 }),
});

/** A swarm: each scenario has some kinds of faults only, many or few of them, so that each kind gets its chance. */
const faultList: fc.Arbitrary<Fault[]> = fc
  .record({
    kinds: fc.subarray([...faults], { minLength: 1 }),
    weight: fc.constantFrom(1, 4, 10),
  })
  .chain(({ kinds, weight }) =>
    fc.array(weighted<Fault>([20, fc.constant("none")], [weight, fc.constantFrom(...kinds)]), {
      maxLength: 60,
      size: "max",
    }),
  );

/** @param commands how many steps a scenario has, at least and at most */
export function scenarioOf(commands: { readonly min: number; readonly max: number }): fc.Arbitrary<Scenario> {
  return fc.record({
    processes: fc.integer({ min: 1, max: 4 }),
    clients: fc.constantFrom(1, 2, 4, 10),
    steps: fc.array(step, { minLength: commands.min, maxLength: commands.max, size: "max" }),
    faults: faultList,
    clockStepsMs: fc.array(fc.constantFrom(0, 1, 40, 900, 7_000), {
      minLength: 1,
      maxLength: 20,
      size: "max",
    }),
    skewsMs: fc.array(fc.constantFrom(0, 0, 250, -4_000, 300_000), { minLength: 1, maxLength: 4 }),
    crashes: fc.array(fc.record({ turn: fc.nat({ max: 1_500 }), process: fc.nat({ max: 3 }) }), {
      maxLength: 8,
      size: "max",
    }),
  });
}
