/** Who is signed in, live: null when nobody is. */
import { liveQuery } from "../../../lib/live.js";
import { firebaseAuth } from "../../../lib/firebase.js";

export type Session = { readonly uid: string; readonly email: string };

export const sessionKey = ["session"] as const;

export const watchSession = liveQuery<Session | null, typeof sessionKey>(sessionKey, async (next, fail) => {
  const [auth, { onAuthStateChanged }] = await Promise.all([firebaseAuth(), import("firebase/auth")]);
  return onAuthStateChanged(auth, (user) => next(user && { uid: user.uid, email: user.email ?? "" }), fail);
});
