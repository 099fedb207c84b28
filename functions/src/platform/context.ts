/** What every handler is given: built once a process, at its first request; tests override a field. */
import { randomUUID } from "node:crypto";
import { getApps, initializeApp } from "firebase-admin/app";
import { getFirestore, type Firestore } from "firebase-admin/firestore";
import { createAssetTerms, type AssetTerms } from "../assets/terms.js";
import { Committer, type CommitEvent } from "../ledger/committer.js";
import { createFirestoreStore } from "../ledger/store.js";
import { createQuoteReader, type QuoteReader } from "../prices/store.js";
import { createTradingSettings, type TradingSettings } from "../settings/store.js";

export type Context = {
  readonly db: Firestore;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly committer: Committer;
  /** The current quote, read after it was asked for. */
  readonly quotes: QuoteReader;
  /** What the kernel needs to know of an asset; may be some seconds old. */
  readonly terms: AssetTerms;
  /** Limits and fees; may be some seconds old. */
  readonly settings: TradingSettings;
};

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function createContext(given: {
  db: Firestore;
  clock?: () => number;
  newId?: () => string;
  observe?: (event: CommitEvent) => void;
}): Context {
  const { db, clock = Date.now, newId = randomUUID, observe } = given;
  const committer = new Committer({
    store: createFirestoreStore(db),
    ...{ clock, newId, sleep },
    random: Math.random,
    ...(observe ? { observe } : {}),
  });
  return {
    ...{ db, clock, newId, committer },
    quotes: createQuoteReader(db),
    terms: createAssetTerms(db, clock),
    settings: createTradingSettings(db, clock),
  };
}

let context: Context | undefined;

/** The process's own context. */
export function processContext(): Context {
  if (!context) {
    const app = getApps()[0] ?? initializeApp();
    context = createContext({ db: getFirestore(app) });
  }
  return context;
}
