/** Users of the running stack, through the real Firebase JS SDK. */
import assert from "node:assert/strict";
import { getAuth as adminAuth } from "firebase-admin/auth";
import { deleteApp, initializeApp } from "firebase/app";
import {
  connectAuthEmulator,
  createUserWithEmailAndPassword,
  getAuth,
  signInWithCustomToken,
  signInWithEmailAndPassword,
  type Auth,
  type User,
} from "firebase/auth";
import {
  connectFirestoreEmulator,
  disableNetwork,
  enableNetwork,
  getFirestore,
  terminate,
  type Firestore,
} from "firebase/firestore";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";
import type { WireCode } from "../../src/platform/errors.js";
import type { Failure } from "../../src/platform/failure.js";
import type { Reason } from "../../src/platform/reasons.js";
import { adminDb, host, projectId, uniqueName } from "./backend.js";

const password = "open-outcry-1";

export type Person = {
  readonly uid: string;
  readonly email: string;
  readonly user: User;
  readonly db: Firestore;
  /** Calls a function by its deployed name. */
  readonly call: <Output>(name: string, input?: unknown) => Promise<Output>;
  readonly token: () => Promise<string>;
  readonly close: () => Promise<void>;
};

/** A new user, as the registration page makes one. */
export function signUp(prefix = "test"): Promise<Person> {
  const email = `${uniqueName(`${prefix}-`)}@bourse.test`;
  return connect(async (auth) => (await createUserWithEmailAndPassword(auth, email, password)).user);
}

/** A seeded user: `admin`, `operator`, `trader1`, `trader2`. */
export const signIn = (name: string) => signInAs({ email: `${name}@bourse.test` });

/** One more sign-in of a person, as on another device. */
export function signInAs({ email }: Pick<Person, "email">): Promise<Person> {
  return connect(async (auth) => (await signInWithEmailAndPassword(auth, email, password)).user);
}

/** Of everybody who is here. */
const clients = new Set<Firestore>();

/** Has every client open new streams to Firestore, as the web app does with a stream that says nothing. */
export async function restartStreams(): Promise<void> {
  await Promise.all(
    [...clients].map(async (db) => {
      await disableNetwork(db);
      await enableNetwork(db);
    }),
  );
}

async function connect(enter: (auth: Auth) => Promise<User>): Promise<Person> {
  const app = initializeApp({ projectId, apiKey: "demo-key" }, uniqueName("app-"));
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${host}:9099`, { disableWarnings: true });
  const db = getFirestore(app);
  connectFirestoreEmulator(db, host, 8080);
  clients.add(db);
  const functions = getFunctions(app, "us-central1");
  connectFunctionsEmulator(functions, host, 5001);
  const close = async () => {
    clients.delete(db);
    await terminate(db);
    await deleteApp(app);
  };
  const user = await enter(auth).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    ...{ uid: user.uid, email: user.email ?? "", user, db },
    call: async <Output>(name: string, input: unknown = {}) =>
      (await httpsCallable<unknown, Output>(functions, name)(input)).data,
    token: () => user.getIdToken(),
    close,
  };
}

/** How a call was refused, as an app sees it. */
export type Refusal = Failure["details"] & { readonly code: WireCode; readonly fields: readonly string[] };

/** Expects a refusal with this reason and answers its details. */
export async function refused(reason: Reason, call: Promise<unknown>): Promise<Refusal> {
  try {
    await call;
  } catch (error) {
    const { code, details } = error as { code: string; details?: Failure["details"] };
    assert.equal(
      details?.reason,
      reason,
      `refused with ${code} ${JSON.stringify(details)}: ${String(error)}`,
    );
    const fields = (details.issues ?? []).map(({ field }) => field).sort();
    return { ...details, code: code.replace("functions/", "") as WireCode, fields };
  }
  return assert.fail(`expected ${reason}, was accepted`);
}

/** A user whom an administrator made, with these claims and no profile. */
export async function withClaims(claims: object): Promise<Person> {
  adminDb();
  const email = `${uniqueName("claims-")}@bourse.test`;
  const { uid } = await adminAuth().createUser({ email, password });
  await adminAuth().setCustomUserClaims(uid, claims);
  return connect(async (auth) => (await signInWithEmailAndPassword(auth, email, password)).user);
}

/** Signs in under a uid of one's choice, as a service with its own sign-in does; creates the user at first. */
export async function signInWithUid(uid: string): Promise<Person> {
  adminDb();
  const token = await adminAuth().createCustomToken(uid);
  return connect(async (auth) => (await signInWithCustomToken(auth, token)).user);
}
