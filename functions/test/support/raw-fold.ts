/**
 * What the entries of an account add up to in a time, from the documents as they are stored and by decimals: shares
 * no code with the ledger, the portfolio or the statements.
 */
import type { Timestamp } from "firebase-admin/firestore";
import { Decimal } from "decimal.js";
import { adminDb } from "./backend.js";

const Exact = Decimal.clone({ precision: 80, toExpNeg: -40, toExpPos: 40 });
type Decimals = Decimal;

export type RawPosting = {
  assetId: string;
  account: string;
  bucket: "available" | "held";
  amount: string;
  balanceAfter: string | null;
};
export type RawEntry = {
  entryId: string;
  seq: number;
  kind: string;
  at: Timestamp;
  position: { assetId: string; cost: string; realised: string } | null;
  fill: { quantity: string; price: string } | null;
  postings: RawPosting[];
};

export async function rawEntries(uid: string): Promise<RawEntry[]> {
  const { docs } = await adminDb().collection(`accounts/${uid}/entries`).get();
  return docs.map((document) => document.data() as RawEntry).sort((one, other) => one.seq - other.seq);
}

export type RawBook = {
  readonly balances: Map<string, { available: Decimals; held: Decimals }>;
  readonly costs: Map<string, Decimals>;
  realised: Decimals;
  readonly realisedOf: Map<string, Decimals>;
  deposits: Decimals;
  withdrawals: Decimals;
  fees: Decimals;
};

const zero = new Exact(0);

/** Sums of postings alone: what entries say of balances is not looked at. */
export function rawFold(uid: string, entries: readonly RawEntry[]): RawBook {
  const book: RawBook = {
    ...{ balances: new Map(), costs: new Map(), realised: zero, realisedOf: new Map() },
    ...{ deposits: zero, withdrawals: zero, fees: zero },
  };
  for (const { kind, postings, position } of entries) {
    for (const { assetId, account, bucket, amount } of postings) {
      const value = new Exact(amount);
      if (account === "fees") book.fees = book.fees.plus(value);
      if (account === "world" && assetId === "USD") {
        const isIn = kind === "reversal" ? value.gt(0) : value.lt(0);
        if (isIn) book.deposits = book.deposits.minus(value);
        else book.withdrawals = book.withdrawals.plus(value);
      }
      if (account !== uid) continue;
      const balance = book.balances.get(assetId) ?? { available: zero, held: zero };
      book.balances.set(assetId, { ...balance, [bucket]: balance[bucket].plus(value) });
    }
    if (!position) continue;
    const { assetId, cost, realised } = position;
    book.costs.set(assetId, (book.costs.get(assetId) ?? zero).plus(cost));
    book.realisedOf.set(assetId, (book.realisedOf.get(assetId) ?? zero).plus(realised));
    book.realised = book.realised.plus(realised);
  }
  return book;
}

/** As amounts are written: money with two decimals. */
export const written = (assetId: string, amount: Decimals) =>
  assetId === "USD" ? amount.toFixed(2) : amount.toFixed();
export const isBetween = (from: string, to: string) => (entry: RawEntry) =>
  entry.at.toMillis() >= Date.parse(from) && entry.at.toMillis() < Date.parse(to);
export const isBefore = (moment: string) => (entry: RawEntry) => entry.at.toMillis() < Date.parse(moment);
