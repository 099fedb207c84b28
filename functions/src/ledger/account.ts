/**
 * An account is one user's balances, positions, holds and open orders: one document, and the unit of
 * serialisation. Values here are immutable; the kernel answers with a new account.
 *
 * Terms: a *balance* has two buckets, `available` and `held`. A *hold* is the part of a balance reserved for an
 * open order or a pending withdrawal. A *position* adds the total cost to what is held of a tradable; its
 * quantity is the balance of that asset, both buckets, and is not stored twice.
 */
import { settlementAssetId, settlementScale } from "../money/asset.js";
import type { Order } from "./order.js";

export type Balance = { readonly scale: number; readonly available: bigint; readonly held: bigint };

/** Cost and realised profit or loss in cents of USD. Buy fees are inside the cost, sell fees inside the realised. */
export type Position = { readonly cost: bigint; readonly realised: bigint };

/** What a pending withdrawal reserves. */
export type Hold = { readonly assetId: string; readonly amount: bigint };

/** Deposits and withdrawals of one UTC day, `YYYY-MM-DD`, in cents. */
export type DailyTotals = { readonly day: string; readonly deposited: bigint; readonly withdrawn: bigint };

export type Account = {
  readonly uid: string;
  /**
   * A frozen account refuses every command: an invariant was violated and a person must look. So does a closed one,
   * for good: it was empty, and its user is gone.
   */
  readonly status: "active" | "frozen" | "closed";
  readonly balances: Readonly<Record<string, Balance>>;
  readonly positions: Readonly<Record<string, Position>>;
  /** By the id of the request that placed the hold. What orders reserve stands in the orders. */
  readonly holds: ReadonlyMap<string, Hold>;
  /** Orders that rest or are held, by id: all that can still change. */
  readonly orders: ReadonlyMap<string, Order>;
  readonly daily: DailyTotals;
  /** Number of entries so far; the last entry carries it. */
  readonly seq: number;
  /** Hash of the last entry. */
  readonly headHash: string;
  /** Id of the commit that wrote this state. */
  readonly commitId: string;
  /** When the last entry was made; entries of an account never go back in time. */
  readonly atMs: number;
};

/** Hash that the first entry of every account names as its predecessor. */
export const genesisHash = "0".repeat(64);

/** House accounts: never stored as a balance, always the sum of postings. */
export const houseAccounts = ["market", "fees", "world", "rounding"] as const;

/** The account of a user who has not moved money yet. */
export function emptyAccount(uid: string): Account {
  return {
    uid,
    status: "active",
    balances: { [settlementAssetId]: { scale: settlementScale, available: 0n, held: 0n } },
    positions: {},
    holds: new Map(),
    orders: new Map(),
    daily: { day: "1970-01-01", deposited: 0n, withdrawn: 0n },
    seq: 0,
    headHash: genesisHash,
    commitId: "",
    atMs: 0,
  };
}

/** The balance of an asset, zero where the account never had any. */
export function balanceOf(account: Account, assetId: string, scale: number): Balance {
  return account.balances[assetId] ?? { scale, available: 0n, held: 0n };
}

/** The position in a tradable, empty where the account never had any. */
export function positionOf(account: Account, assetId: string): Position {
  return account.positions[assetId] ?? { cost: 0n, realised: 0n };
}

/** Quantity held of an asset over both buckets, in its smallest unit. */
export function quantityOf(account: Account, assetId: string): bigint {
  const balance = account.balances[assetId];
  return balance ? balance.available + balance.held : 0n;
}

/** A UTC day has no leap seconds in these times. */
export const utcDayMs = 86_400_000;
let lastDay = { number: -1, text: "" };

/** The UTC day of a moment as `YYYY-MM-DD`. Remembers the last answer: a busy process asks for one day all day. */
export function utcDay(atMs: number): string {
  const number = Math.floor(atMs / utcDayMs);
  if (number !== lastDay.number) lastDay = { number, text: new Date(atMs).toISOString().slice(0, 10) };
  return lastDay.text;
}
