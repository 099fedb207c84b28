/** A snapshot: what an account held and was worth at the end of a UTC day, and how it came there. */
import { z } from "zod";
import { readDecimal } from "../money/amount.js";
import { formatAmount } from "../money/asset.js";
import { decimalSchema, isoTime, readCents, scaleSchema, writeCents } from "../ledger/record.js";
import { formatFactor, readFactor } from "./returns.js";
import type { Flow, Held, Stretch } from "./walk.js";

export const snapshotRecordSchema = z.strictObject({
  day: z.iso.date(),
  /** The end of the day. */
  at: z.iso.datetime(),
  /** Of the last entry before that. */
  seq: z.int().nonnegative(),
  /** Day of the snapshot that this one goes on from; null: from the first entry. */
  previous: z.iso.date().nullable(),
  /** USD; null where the price of something held was not to be had. */
  equity: decimalSchema.nullable(),
  cash: decimalSchema,
  positionsValue: decimalSchema.nullable(),
  /** Deposits less withdrawals since the first entry, and profit or loss realised by average cost. */
  netFlow: decimalSchema,
  realised: decimalSchema,
  /** Deposits and, below zero, withdrawals since the snapshot before, with the account's value before each. */
  flows: z.array(
    z.strictObject({
      at: z.iso.datetime(),
      amount: decimalSchema,
      valueBefore: decimalSchema.nullable(),
    }),
  ),
  /** By what the time-weighted index grew since the snapshot before; null where a value is missing. */
  factor: decimalSchema.nullable(),
  holdings: z.record(z.string(), z.strictObject({ scale: scaleSchema, quantity: decimalSchema })),
  unavailable: z.array(z.string()),
});
export type SnapshotRecord = z.infer<typeof snapshotRecordSchema>;

/** Flows above this are kept as one: a document is bounded. */
const flowsMax = 200;

function bounded(flows: readonly Flow[]): readonly Flow[] {
  if (flows.length <= flowsMax) return flows;
  const rest = flows.slice(flowsMax - 1);
  const amount = rest.reduce((sum, flow) => sum + flow.amount, 0n);
  return [...flows.slice(0, flowsMax - 1), { atMs: rest.at(-1)?.atMs ?? 0, amount, valueBefore: null }];
}

const orNull = (cents: bigint | null) => (cents === null ? null : writeCents(cents));

export function snapshotRecord(day: string, previous: string | null, stretch: Stretch): SnapshotRecord {
  const { held, equity } = stretch;
  return {
    ...{ day, previous, at: isoTime(stretch.atMs), seq: held.seq },
    equity: orNull(equity),
    cash: writeCents(held.cash),
    positionsValue: orNull(equity === null ? null : equity - held.cash),
    netFlow: writeCents(held.netFlow),
    realised: writeCents(held.realised),
    flows: bounded(stretch.flows).map(({ atMs, amount, valueBefore }) => ({
      ...{ at: isoTime(atMs), amount: writeCents(amount), valueBefore: orNull(valueBefore) },
    })),
    factor: stretch.factor === null ? null : formatFactor(stretch.factor),
    holdings: Object.fromEntries(
      [...held.holdings].map(([assetId, { scale, quantity }]) => [
        assetId,
        { scale, quantity: formatAmount(quantity, assetId, scale) },
      ]),
    ),
    unavailable: [...stretch.missing],
  };
}

/** The stretch that a snapshot tells of: it begins where the one before ends. */
export function readSnapshot(record: SnapshotRecord): Stretch {
  const { seq, equity, factor } = record;
  const holdings = Object.entries(record.holdings).map(
    ([assetId, { scale, quantity }]) => [assetId, { scale, quantity: readDecimal(quantity, scale) }] as const,
  );
  const held: Held = {
    ...{ seq, cash: readCents(record.cash), holdings: new Map(holdings) },
    ...{ netFlow: readCents(record.netFlow), realised: readCents(record.realised) },
  };
  return {
    atMs: Date.parse(record.at),
    held,
    equity: equity === null ? null : readCents(equity),
    factor: factor === null ? null : readFactor(factor),
    flows: record.flows.map(({ at, amount, valueBefore }) => ({
      atMs: Date.parse(at),
      amount: readCents(amount),
      valueBefore: valueBefore === null ? null : readCents(valueBefore),
    })),
    missing: record.unavailable,
  };
}
