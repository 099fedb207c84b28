/** A signed-in user of the local stack, through the real Firebase JS SDK. */
import { deleteApp, initializeApp, type FirebaseApp } from "firebase/app";
import { connectAuthEmulator, createUserWithEmailAndPassword, getAuth, type Auth } from "firebase/auth";
import { connectFirestoreEmulator, getFirestore, terminate, type Firestore } from "firebase/firestore";
import { connectFunctionsEmulator, getFunctions, httpsCallable, type Functions } from "firebase/functions";

const host = "127.0.0.1";

export type Client = {
  readonly uid: string;
  readonly auth: Auth;
  readonly db: Firestore;
  readonly functions: Functions;
  /** Calls a function by its deployed name. */
  readonly call: <Output>(name: string, input: unknown) => Promise<Output>;
  readonly close: () => Promise<void>;
};

let clients = 0;

function connect(): { app: FirebaseApp; auth: Auth; db: Firestore; functions: Functions } {
  const app = initializeApp({ projectId: "demo-bourse", apiKey: "demo-key" }, `client-${++clients}`);
  const auth = getAuth(app);
  connectAuthEmulator(auth, `http://${host}:9099`, { disableWarnings: true });
  const db = getFirestore(app);
  connectFirestoreEmulator(db, host, 8080);
  const functions = getFunctions(app, "us-central1");
  connectFunctionsEmulator(functions, host, 5001);
  return { app, auth, db, functions };
}

/** Signs up a new user. */
export async function signUp(email: string, password: string): Promise<Client> {
  const { app, auth, db, functions } = connect();
  const { user } = await createUserWithEmailAndPassword(auth, email, password);
  return {
    ...{ uid: user.uid, auth, db, functions },
    call: async <Output>(name: string, input: unknown) =>
      (await httpsCallable<unknown, Output>(functions, name)(input)).data,
    close: async () => {
      await terminate(db);
      await deleteApp(app);
    },
  };
}
