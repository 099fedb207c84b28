/** Scenarios of the simulation as fast-check values, so that a failing one shrinks. */
import fc from "fast-check";
import { faults, type Fault } from "./faulty-store.js";

/** What a client asks for. Amounts are cents; `of` names an earlier step, modulo their number. */
export type Ask =
  | { readonly kind: "deposit" | "withdraw"; readonly amount: number }
  | { readonly kind: "hold"; readonly asset: "USD" | "BTC"; readonly amount: number }
  | { readonly kind: "release" | "reverse"; readonly of: number }
  | {
      readonly kind: "place";
      readonly asset: "BTC" | "BRK.B";
      readonly side: "buy" | "sell";
      readonly by: "quantity" | "notional";
      /** In quantity steps, or in cents for a notional. */
      readonly amount: number;
      readonly price: number;
      readonly validForMs: number | null;
      readonly depth: number | null;
    };

export type Step = {
  readonly client: number;
  readonly process: number;
  /** The same call at the same time to another process: a client that lost patience, a queue that delivers twice. */
  readonly twice: boolean;
  /** Repeats the id of an earlier step, modulo their number; with its input, or with another. */
  readonly repeat: { readonly of: number; readonly changed: boolean } | null;
  readonly ask: Ask;
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
const place: fc.Arbitrary<Ask> = fc.record({
  kind: fc.constant("place" as const),
  asset: fc.constantFrom("BTC" as const, "BRK.B" as const),
  side: fc.constantFrom("buy" as const, "buy" as const, "sell" as const),
  by: fc.constantFrom("quantity" as const, "notional" as const),
  amount: fc.integer({ min: 1, max: 4_000 }),
  price: fc.constantFrom(3_000_000, 2_999_999, 412_345, 104_003),
  validForMs: fc.constantFrom(null, null, 1_000, 10_000, 60_000),
  depth: fc.constantFrom(null, null, null, 700),
});
const movement: fc.Arbitrary<Ask> = weighted<Ask>(
  [4, fc.record({ kind: fc.constant("deposit" as const), amount: fc.integer({ min: 1, max: 400_000 }) })],
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
  ask: fc.oneof(movement, place),
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
