/** Brings what is kept of a portfolio up to its account, and keeps it where that was much work. */
import { readEntriesAfter } from "../ledger/queries.js";
import type { Firestore } from "firebase-admin/firestore";
import { openEntry } from "../ledger/entry-record.js";
import type { Account } from "../ledger/account.js";
import { DomainError } from "../platform/errors.js";
import { advance, type PortfolioState } from "./state.js";
import { keepState, readKept, type KeptState } from "./store.js";

const pageSize = 500;
/** Entries that are added again at every read, before somebody keeps the result. */
const unkeptMax = 200;
/** Entries after which a long way is kept in between: whoever comes after a time-out goes on from there. */
const keptEvery = 2_000;
/** Entries that one read goes through at most. */
const entriesMax = 50_000;

export type Portfolio = { readonly account: Account; readonly state: PortfolioState };

/**
 * The account with totals and lots of the same moment.
 * @throws DomainError `service_unavailable` where the way is too long for one read: the next one goes on from there
 */
export async function readPortfolio(db: Firestore, uid: string): Promise<Portfolio> {
  const { account, ...found } = await readKept(db, uid);
  let kept: KeptState | null = found;
  let { state } = found;
  const startSeq = state.seq;
  let keptSeq = startSeq;
  while (state.seq < account.seq) {
    const records = await readEntriesAfter(db, uid, state.seq, pageSize);
    const entries = records.filter(({ seq }) => seq <= account.seq);
    if (entries.length === 0) throw new RangeError(`account ${uid} misses entry ${state.seq + 1}`);
    state = advance(
      state,
      entries.map((record) => openEntry(record, account.balances)),
    );
    const last = state.seq >= account.seq || state.seq - startSeq >= entriesMax;
    if (kept && state.seq - keptSeq > (last ? unkeptMax : keptEvery)) {
      kept = await keepState(db, uid, kept, state);
      keptSeq = state.seq;
    }
    if (last) break;
  }
  if (state.seq < account.seq) throw new DomainError("service_unavailable");
  return { account, state };
}
