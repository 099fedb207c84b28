/** What every handler is given: built once a process, at its first request; tests override a field. */
import { randomUUID } from "node:crypto";
import { getApps, initializeApp } from "firebase-admin/app";
import { getAuth, type Auth } from "firebase-admin/auth";
import { getFirestore, type Firestore } from "firebase-admin/firestore";
import { createAssetTerms, type AssetTerms } from "../assets/terms.js";
import { createTestStringScanner, type Scanner } from "../files/scanner.js";
import { Committer, type CommitEvent } from "../ledger/committer.js";
import { createFirestoreStore } from "../ledger/store.js";
import { createQuoteReader, type QuoteReader } from "../prices/store.js";
import { createTradingSettings, type TradingSettings } from "../settings/store.js";
import { createStandings } from "../standings/cached.js";
import { createCache, type Cache } from "./cache.js";
import { createQueueAdmin, type QueueAdmin } from "./queue-admin.js";
import { createBuckets, type Buckets } from "./buckets.js";
import { projectId, redisSettings, refuseUnsignedTokens } from "./config.js";
import { createDenials, type Denials } from "./denials.js";
import { createIdentify, type Identify, type Standings } from "./identity.js";
import { createQueue, type Queue } from "./queue.js";
import { createRateLimiter, type RateLimiter } from "./rate-limit.js";
import { createRedis, type RedisPort } from "./redis.js";
import { createTokenVerifier } from "./token.js";

export type Context = {
  readonly db: Firestore;
  /** Users and their credentials: asked for when it is needed. */
  readonly auth: () => Auth;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly committer: Committer;
  readonly queue: Queue;
  readonly limiter: RateLimiter;
  /** Who is blocked for a time, after repeated failures or by hand. */
  readonly denials: Denials;
  /** What many ask for, shared by all processes. */
  readonly cache: Cache;
  readonly queueAdmin: QueueAdmin;
  /** Few functions need it: it is loaded when it is first asked for. */
  readonly buckets: Buckets;
  /** Looks for malware in what is uploaded. */
  readonly scanner: Scanner;
  /** The current quote, read after it was asked for. */
  readonly quotes: QuoteReader;
  /** What the kernel needs to know of an asset; may be some seconds old. */
  readonly terms: AssetTerms;
  /** Limits and fees; may be some seconds old. */
  readonly settings: TradingSettings;
  readonly standings: Standings;
  /** Who asks, from the Authorization header. */
  readonly identify: Identify;
};

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function createContext(given: {
  db: Firestore;
  auth?: () => Auth;
  clock?: () => number;
  newId?: () => string;
  observe?: (event: CommitEvent) => void;
  redis?: RedisPort;
}): Context {
  const { db, auth = () => getAuth(), clock = Date.now, newId = randomUUID, observe } = given;
  const { redis = createRedis(redisSettings()) } = given;
  const committer = new Committer({
    store: createFirestoreStore(db),
    ...{ clock, newId, sleep },
    random: Math.random,
    ...(observe ? { observe } : {}),
  });
  const verifyToken = createTokenVerifier({
    verifyIdToken: (token) => auth().verifyIdToken(token),
    ...{ projectId: projectId(), clock },
  });
  const cache = createCache(redis);
  const standings = createStandings(db, auth, cache);
  return {
    ...{ db, auth, clock, newId, committer, cache, standings },
    identify: createIdentify({ verifyToken, standings }),
    queue: createQueue(),
    limiter: createRateLimiter(redis, clock),
    denials: createDenials({ redis, db, clock }),
    queueAdmin: createQueueAdmin(),
    buckets: createBuckets(),
    scanner: createTestStringScanner(),
    quotes: createQuoteReader(db),
    terms: createAssetTerms(db, clock),
    settings: createTradingSettings(db, clock),
  };
}

const defaultAppName = "[DEFAULT]";

let context: Context | undefined;

/** The process's own context. */
export function processContext(): Context {
  if (!context) {
    refuseUnsignedTokens();
    // Where an event of Firestore starts the process, the SDK has made an app of its own: queues want the default one.
    const app = getApps().find(({ name }) => name === defaultAppName) ?? initializeApp();
    context = createContext({ db: getFirestore(app) });
  }
  return context;
}

/** For tests of what is built on it: the context that handlers are given from now on; undefined, the process's own. */
export function replaceProcessContext(other: Context | undefined): void {
  context = other;
}
