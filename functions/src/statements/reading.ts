/** The entries that a statement is made of, page by page. */
import { readEntriesAfter } from "../ledger/queries.js";
import type { Firestore } from "firebase-admin/firestore";
import type { Account } from "../ledger/account.js";
import { openEntry, type EntryRecord } from "../ledger/entry-record.js";
import { addEntries, type Fold } from "./fold.js";
import type { Period } from "./period.js";

/** Entries in memory at once. */
const pageSize = 500;

/** What a statement is about: entries younger than `untilSeq` are another's, whenever they were made. */
export type Ground = {
  readonly db: Firestore;
  readonly account: Account;
  readonly period: Period;
  readonly untilSeq: number;
};

/** Pages of entries after `seq` and before the period's end. */
async function* pagesAfter({ db, account, period, untilSeq }: Ground, seq: number) {
  for (let after = seq; after < untilSeq;) {
    const records = await readEntriesAfter(db, account.uid, after, pageSize);
    const page = records.filter((record) => record.seq <= untilSeq && Date.parse(record.at) < period.toMs);
    if (page.length > 0) yield page;
    if (page.length < pageSize) return;
    after = page.at(-1)?.seq ?? untilSeq;
  }
}

/** Goes on with a fold to the period's end. @param keep called after every page with all that was added so far */
export async function foldPeriod(
  ground: Ground,
  start: Fold,
  keep: (fold: Fold) => Promise<void>,
): Promise<Fold> {
  const { account, period } = ground;
  let fold = start;
  for await (const page of pagesAfter(ground, start.seq)) {
    const entries = page.map((record) => openEntry(record, account.balances));
    fold = addEntries(fold, entries, period);
    await keep(fold);
  }
  return fold;
}

/**
 * The entries of the period once more, for writing.
 * @throws Error where they are not as many as were added up
 */
export async function* entriesOf(
  ground: Ground,
  fold: Fold,
  tick: (done: number) => Promise<void>,
): AsyncGenerator<EntryRecord[]> {
  let [entries, postings] = [0, 0];
  for await (const page of pagesAfter(ground, fold.seqBefore)) {
    entries += page.length;
    postings += page.reduce((sum, entry) => sum + entry.postings.length, 0);
    await tick(entries);
    yield page;
  }
  if (entries !== fold.entries || postings !== fold.postings) {
    throw new Error(`statement holds ${entries} entries where ${fold.entries} were added up`);
  }
}
