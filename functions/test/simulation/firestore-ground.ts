/** The ground of simulations and tests on the Firestore emulator: new accounts, their documents, and bad networks. */
import { randomBytes } from "node:crypto";
import { createServer, connect, type AddressInfo, type Server, type Socket } from "node:net";
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getFirestore, type Firestore } from "firebase-admin/firestore";
import { accountPath, createFirestoreStore, entriesPath, ordersPath } from "../../src/ledger/store.js";
import { parseAccount, parseEntry, parseOrder } from "../../src/ledger/store.js";
import type { Ground } from "./world.js";

const projectId = "demo-bourse";
const hostVariable = "FIRESTORE_EMULATOR_HOST";

export const uniqueUid = (prefix = "sim") => `${prefix}${randomBytes(6).toString("hex")}`;

export type Connected = { readonly db: Firestore; readonly close: () => Promise<void> };

/** A client of the emulator with connections of its own, like a process. @param host in place of the emulator's */
export function connectFirestore(host?: string): Connected {
  const emulator = process.env[hostVariable];
  if (!emulator) throw new Error(`tests on the emulator need ${hostVariable}`);
  const app = initializeApp({ projectId }, uniqueUid("app"));
  // The client takes its host from the environment, once, when it is made.
  process.env[hostVariable] = host ?? emulator;
  const db = getFirestore(app);
  process.env[hostVariable] = emulator;
  const close = async () => {
    // Deleting the app leaves the channel open, and a call that hangs would keep the process alive.
    await db.terminate();
    await deleteApp(app);
  };
  return { db, close };
}

/** Everything that is stored for a user, as records; entries in the order of the ledger. */
export async function readDocuments(db: Firestore, uid: string): ReturnType<Ground["documents"]> {
  const [account, entries, orders] = await Promise.all([
    db.doc(accountPath(uid)).get(),
    db.collection(entriesPath(uid)).orderBy("seq").get(),
    db.collection(ordersPath(uid)).get(),
  ]);
  const data = account.data();
  return {
    account: data ? parseAccount(data) : null,
    entries: entries.docs.map((document) => parseEntry(document.data())),
    orders: orders.docs.map((document) => parseOrder(document.data())),
  };
}

/** A new account on the emulator. `idle` waits until no commit is under way, also none that was sent late. */
export function firestoreGround({ db }: Connected): Ground & { readonly idle: () => Promise<void> } {
  const uid = uniqueUid();
  const store = createFirestoreStore(db);
  const underWay = new Set<Promise<unknown>>();
  const commit: typeof store.commit = (batch) => {
    const committing = store.commit(batch).finally(() => underWay.delete(committing));
    underWay.add(committing);
    return committing;
  };
  const idle = async () => {
    while (underWay.size > 0) await Promise.allSettled([...underWay]);
  };
  return { uid, backend: { ...store, commit }, documents: () => readDocuments(db, uid), idle };
}

export type Proxy = {
  readonly host: string;
  /** What becomes of bytes from the server: they pass, they vanish, or the connection dies in their place. */
  answers: "pass" | "vanish" | "kill";
  /** How many pieces of answers were lost. */
  lost: number;
  /** Ends the connections there are and lets answers pass: calls that hang are tried again by the SDK and end. */
  readonly heal: () => void;
  readonly close: () => Promise<void>;
};

/** Stands between a client and the emulator and loses answers on demand; requests always arrive. */
export async function openProxy(): Promise<Proxy> {
  const [address = "", port = ""] = (process.env[hostVariable] ?? "").split(":");
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const upstream = connect(Number(port), address);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (bytes) => upstream.write(bytes));
    upstream.on("data", (bytes) => {
      if (proxy.answers === "pass") return client.write(bytes);
      proxy.lost++;
      if (proxy.answers === "kill") {
        proxy.answers = "pass";
        client.destroy();
      }
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const proxy: Proxy = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    answers: "pass",
    lost: 0,
    heal: () => {
      proxy.answers = "pass";
      for (const socket of sockets) socket.destroy();
    },
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => done());
      }),
  };
  return proxy;
}
