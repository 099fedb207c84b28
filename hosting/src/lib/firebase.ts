/**
 * The one place that builds the Firebase SDK. Each service is fetched and built when it is first asked for, so
 * that the pages before sign-in never load Firestore. Imports are taken apart where they stand: the bundler
 * drops what nobody names.
 */
import type { FirebaseApp } from "firebase/app";

const region = "us-central1";
const emulatorHost = "127.0.0.1";
const ports = { auth: 9099, firestore: 8080, functions: 5001 };

const isLocal = ["localhost", "127.0.0.1"].includes(globalThis.location?.hostname);

/** Remembers a success; a failure (a chunk that did not arrive) is tried again by the next caller. */
function once<Value>(build: () => Promise<Value>): () => Promise<Value> {
  let built: Promise<Value> | undefined;
  return () => {
    built ??= build().catch((error: unknown) => {
      built = undefined;
      throw error;
    });
    return built;
  };
}

const app = once(async (): Promise<FirebaseApp> => {
  const { initializeApp } = await import("firebase/app");
  if (isLocal) return initializeApp({ projectId: "demo-bourse", apiKey: "demo", authDomain: "localhost" });
  // Firebase Hosting serves the configuration of the project that it belongs to.
  const answer = await fetch("/__/firebase/init.json");
  if (!answer.ok) throw new Error(`no Firebase configuration: HTTP ${answer.status}`);
  const made = initializeApp((await answer.json()) as Record<string, string>);
  await attest(made);
  return made;
});

/** Site key of reCAPTCHA Enterprise, given to the build where the project enforces App Check. */
const appCheckSiteKey = import.meta.env["VITE_APP_CHECK_SITE_KEY"] as string | undefined;

/** Lets the app prove to the functions that it is this app: before anything calls them. */
async function attest(made: FirebaseApp): Promise<void> {
  if (!appCheckSiteKey) return;
  const { initializeAppCheck, ReCaptchaEnterpriseProvider } = await import("firebase/app-check");
  initializeAppCheck(made, {
    provider: new ReCaptchaEnterpriseProvider(appCheckSiteKey),
    isTokenAutoRefreshEnabled: true,
  });
}

export const firebaseAuth = once(async () => {
  const { initializeAuth, connectAuthEmulator, indexedDBLocalPersistence, browserLocalPersistence } =
    await import("firebase/auth");
  // Spelled out in place of getAuth(), which would bring along the pop-up sign-in that nobody uses here.
  const auth = initializeAuth(await app(), {
    persistence: [indexedDBLocalPersistence, browserLocalPersistence],
  });
  if (isLocal) {
    connectAuthEmulator(auth, `http://${emulatorHost}:${ports.auth}`, { disableWarnings: true });
  }
  return auth;
});

export const firebaseFirestore = once(async () => {
  const { getFirestore, connectFirestoreEmulator } = await import("firebase/firestore");
  // Listeners wait for the sign-in that they act under.
  const auth = await firebaseAuth();
  const firestore = getFirestore(await app());
  if (isLocal) {
    connectFirestoreEmulator(firestore, emulatorHost, ports.firestore);
    const { lookTwice } = await import("./second-look.js");
    lookTwice(auth, firestore);
  }
  return firestore;
});

/** Where the functions stand behind a load balancer of their own: its origin, given to the build. */
const functionsOrigin = import.meta.env["VITE_FUNCTIONS_ORIGIN"] as string | undefined;

export const firebaseFunctions = once(async () => {
  const { getFunctions, connectFunctionsEmulator } = await import("firebase/functions");
  await firebaseAuth();
  const functions = getFunctions(await app(), functionsOrigin ?? region);
  if (isLocal) connectFunctionsEmulator(functions, emulatorHost, ports.functions);
  return functions;
});
