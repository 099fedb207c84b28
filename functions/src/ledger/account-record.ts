/** The record of an account: its one document. */
import { z } from "zod";
import { readDecimal } from "../money/amount.js";
import { formatAmount, settlementScale } from "../money/asset.js";
import type { Account, Balance } from "./account.js";
import { openOrderRecord, openOrderSchema, readOpenOrder } from "./order-record.js";
import { decimalSchema, isoTime, readCents, scaleSchema, writeCents } from "./record.js";

export const accountRecordSchema = z.strictObject({
  uid: z.string(),
  status: z.enum(["active", "frozen", "closed"]),
  balances: z.record(
    z.string(),
    z.strictObject({ scale: scaleSchema, available: decimalSchema, held: decimalSchema }),
  ),
  positions: z.record(z.string(), z.strictObject({ cost: decimalSchema, realised: decimalSchema })),
  holds: z.record(z.string(), z.strictObject({ assetId: z.string(), amount: decimalSchema })),
  orders: z.record(z.string(), openOrderSchema),
  daily: z.strictObject({ day: z.iso.date(), deposited: decimalSchema, withdrawn: decimalSchema }),
  seq: z.int().nonnegative(),
  headHash: z.string(),
  commitId: z.string(),
  updatedAt: z.iso.datetime(),
});
export type AccountRecord = z.infer<typeof accountRecordSchema>;

const mapValues = <From, To>(
  object: Readonly<Record<string, From>>,
  change: (value: From, key: string) => To,
) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));

/** Bound of an account document: Firestore takes up to 1 MiB. */
export const accountBytes = 1024 * 1024;

export function accountRecord(account: Account): AccountRecord {
  const write = (amount: bigint, assetId: string) =>
    formatAmount(amount, assetId, account.balances[assetId]?.scale ?? settlementScale);
  const { day, deposited, withdrawn } = account.daily;
  return {
    uid: account.uid,
    status: account.status,
    balances: mapValues(account.balances, ({ scale, available, held }, assetId) => ({
      scale,
      available: write(available, assetId),
      held: write(held, assetId),
    })),
    positions: mapValues(account.positions, ({ cost, realised }) => ({
      cost: writeCents(cost),
      realised: writeCents(realised),
    })),
    holds: Object.fromEntries(
      [...account.holds].map(([id, { assetId, amount }]) => [
        id,
        { assetId, amount: write(amount, assetId) },
      ]),
    ),
    orders: Object.fromEntries([...account.orders].map(([id, order]) => [id, openOrderRecord(order)])),
    daily: { day, deposited: writeCents(deposited), withdrawn: writeCents(withdrawn) },
    seq: account.seq,
    headHash: account.headHash,
    commitId: account.commitId,
    updatedAt: isoTime(account.atMs),
  };
}

export function readAccount(record: AccountRecord): Account {
  const balances: Record<string, Balance> = mapValues(record.balances, ({ scale, available, held }) => ({
    scale,
    available: readDecimal(available, scale),
    held: readDecimal(held, scale),
  }));
  const read = (text: string, assetId: string) =>
    readDecimal(text, balances[assetId]?.scale ?? settlementScale);
  const { day, deposited, withdrawn } = record.daily;
  return {
    uid: record.uid,
    status: record.status,
    balances,
    positions: mapValues(record.positions, ({ cost, realised }) => ({
      cost: readCents(cost),
      realised: readCents(realised),
    })),
    holds: new Map(
      Object.entries(record.holds).map(([id, { assetId, amount }]) => [
        id,
        { assetId, amount: read(amount, assetId) },
      ]),
    ),
    orders: new Map(Object.entries(record.orders).map(([id, order]) => [id, readOpenOrder(order)])),
    daily: { day, deposited: readCents(deposited), withdrawn: readCents(withdrawn) },
    seq: record.seq,
    headHash: record.headHash,
    commitId: record.commitId,
    atMs: Date.parse(record.updatedAt),
  };
}
