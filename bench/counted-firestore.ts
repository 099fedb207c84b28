/**
 * A Firestore client that counts the documents of every request it sends: writes inside commits, documents asked
 * for by reads. It sits where the client hands a request to its transport, so retries inside the client's own
 * transactions count as well.
 */
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getFirestore, type Firestore } from "firebase-admin/firestore";

export type Counts = { writes: number; reads: number; queries: number; commits: number };

export type CountedFirestore = {
  readonly db: Firestore;
  /** Of the time in which counting was on. */
  readonly counts: Readonly<Counts>;
  readonly counting: (on: boolean) => void;
  /** Forgets what was counted so far. */
  readonly reset: () => void;
  readonly close: () => Promise<void>;
};

type Request = { writes?: unknown[]; documents?: unknown[] };
type Transport = {
  request: (method: string, request: Request, ...rest: unknown[]) => Promise<unknown>;
  requestStream: (method: string, bidirectional: boolean, request: Request, ...rest: unknown[]) => unknown;
};

/** A database of its own beside the default one: no trigger listens to it, and the stack's data stays as it is. */
const benchDatabase = "bench";
const benchProject = "demo-bourse";

/** Each contender has its own client, and with it its own connections. */
export function openCountedFirestore(name: string): CountedFirestore {
  const app = initializeApp({ projectId: benchProject }, name);
  const db = getFirestore(app, benchDatabase);
  const counts: Counts = { writes: 0, reads: 0, queries: 0, commits: 0 };
  let on = false;
  const transport = db as unknown as Transport;
  const request = transport.request.bind(db);
  const requestStream = transport.requestStream.bind(db);
  transport.request = (method, body, ...rest) => {
    if (on && method === "commit") {
      counts.commits++;
      counts.writes += body.writes?.length ?? 0;
    }
    return request(method, body, ...rest);
  };
  transport.requestStream = (method, bidirectional, body, ...rest) => {
    if (on && method === "batchGetDocuments") counts.reads += body.documents?.length ?? 0;
    else if (on) counts.queries++;
    return requestStream(method, bidirectional, body, ...rest);
  };
  return {
    ...{ db, counts },
    counting: (value) => void (on = value),
    reset: () => void Object.assign(counts, { writes: 0, reads: 0, queries: 0, commits: 0 }),
    close: () => deleteApp(app),
  };
}
