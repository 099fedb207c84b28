/** Walks through stored entries, and the chain of snapshots that spares most of the way. */
import { readEntriesAfter } from "../ledger/queries.js";
import type { Firestore } from "firebase-admin/firestore";
import { openEntry } from "../ledger/entry-record.js";
import type { Account } from "../ledger/account.js";
import { DomainError } from "../platform/errors.js";
import type { QuoteRecord } from "../prices/quote.js";
import { valueMoments, type PriceAt } from "./prices.js";
import type { SnapshotRecord } from "./snapshot-record.js";
import { listSnapshots } from "./store.js";
import { passMarks, startWalk, stretchesOf, walkOver, type Stretch } from "./walk.js";

const pageSize = 500;

/** What a walk needs beside its start and its marks. */
export type Ground = {
  readonly db: Firestore;
  /** Its entries are walked over; it knows the scale of each asset. */
  readonly account: Account;
  readonly priceAt: PriceAt;
  readonly quotes: ReadonlyMap<string, QuoteRecord>;
  /** Marks from here on are valued at the current quotes. */
  readonly nowMs: number;
  /** Entries that the walk may go over. */
  readonly entriesMax: number;
};

export type Start = Pick<Stretch, "held" | "equity">;

/**
 * The stretches between marks.
 * @param marks moments in milliseconds; the last one ends the walk
 * @throws DomainError `history_is_too_long`
 */
export async function stretchesBetween(
  ground: Ground,
  { held, equity }: Start,
  marks: readonly number[],
): Promise<Stretch[]> {
  const { db, account, priceAt } = ground;
  const walk = startWalk(held, marks);
  const untilMs = Math.max(...marks);
  const scaleOf = (assetId: string) => account.balances[assetId]?.scale ?? 0;
  for (let seq = held.seq; ;) {
    const records = await readEntriesAfter(db, account.uid, seq, pageSize);
    const entries = records
      .filter((record) => record.seq <= account.seq && Date.parse(record.at) < untilMs)
      .map((record) => openEntry(record, account.balances));
    walkOver(walk, entries, scaleOf);
    seq = walk.held.seq;
    if (seq - held.seq > ground.entriesMax) throw new DomainError("history_is_too_long");
    if (entries.length < pageSize) break;
  }
  passMarks(walk, untilMs);
  return stretchesOf(equity, await valueMoments(walk.moments, priceAt, ground));
}

/** Time of an account's first entry; undefined before it. */
export async function firstEntryMs(db: Firestore, uid: string): Promise<number | undefined> {
  const [first] = await readEntriesAfter(db, uid, 0, 1);
  return first && Date.parse(first.at);
}

const snapshotsAtOnce = 400;
/** Ten years of days. */
const snapshotsMax = 4_000;

/** `base`: the last snapshot at or before the moment asked for; `later`: those after it, oldest first. */
export type Chain = { readonly base: SnapshotRecord | null; readonly later: readonly SnapshotRecord[] };

/**
 * Follows the snapshots back from the newest, each to the one that it goes on from. One that came late, when its
 * successor was there already, is not in the chain.
 */
export async function readChain(db: Firestore, uid: string, fromMs: number): Promise<Chain> {
  const later: SnapshotRecord[] = [];
  let before = lastDay;
  let next: string | null | undefined;
  for (let seen = 0; seen < snapshotsMax; seen += snapshotsAtOnce) {
    const page = await listSnapshots(db, uid, before, snapshotsAtOnce);
    for (const snapshot of page) {
      if (next !== undefined && snapshot.day !== next) continue;
      if (Date.parse(snapshot.at) <= fromMs) return { base: snapshot, later: later.reverse() };
      later.push(snapshot);
      next = snapshot.previous;
      if (next === null) break;
    }
    const last = page.at(-1);
    if (!last || page.length < snapshotsAtOnce || next === null) break;
    before = last.day;
  }
  return { base: null, later: later.reverse() };
}

/** Above every day. */
const lastDay = "9999-12-31";

/** Before the first entry. */
export const nothing: Start = {
  held: { seq: 0, cash: 0n, holdings: new Map(), netFlow: 0n, realised: 0n },
  equity: 0n,
};
