import { firebaseAuth } from "../../../lib/firebase.js";

/** The pages that watch the session react to it; the query cache drops the user's data. */
export async function signOut(): Promise<void> {
  const [auth, { signOut: leave }] = await Promise.all([firebaseAuth(), import("firebase/auth")]);
  await leave(auth);
}
