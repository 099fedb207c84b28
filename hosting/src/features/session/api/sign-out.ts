import { firebaseAuth } from "../../../lib/firebase.js";
import { readOwnToken } from "./own-token.js";
import { revokeSessions } from "./revoke-sessions.js";

/** Signing out works without the server as well; it then learns of it when the token ends. */
const serverMs = 3_000;

/** The pages that watch the session react to it; the query cache drops the user's data. */
export async function signOut(): Promise<void> {
  const [auth, { signOut: leave }] = await Promise.all([firebaseAuth(), import("firebase/auth")]);
  await Promise.race([endAtServer(), new Promise((resolve) => setTimeout(resolve, serverMs))]);
  await leave(auth);
}

/** So that a token of this session, wherever it has got to, counts no longer. */
async function endAtServer(): Promise<void> {
  try {
    const sessionId = (await readOwnToken())?.sessionId;
    if (sessionId) await revokeSessions({ sessionId });
  } catch {
    // This device forgets the session all the same.
  }
}
