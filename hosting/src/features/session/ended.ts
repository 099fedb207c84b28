/** Why a session ended that its user did not end here: said on the sign-in page, also after a reload. */
import { firebaseAuth } from "../../lib/firebase.js";

const sentences = {
  revoked: "This session was ended. Please sign in again.",
  blocked: "This account has been blocked. Please contact support.",
  deleted: "Your account was deleted.",
} as const;
export type EndedBecause = keyof typeof sentences;

const key = "bourse.session-ended";

/** Null where nothing is to be said. */
export function endedSentence(): string | null {
  const because = sessionStorage.getItem(key);
  return because && Object.hasOwn(sentences, because) ? sentences[because as EndedBecause] : null;
}

export const forgetEnd = () => sessionStorage.removeItem(key);

/** Leaves on this device only: the server has ended the session. The pages that watch it react. */
export async function endSession(because: EndedBecause): Promise<void> {
  sessionStorage.setItem(key, because);
  const [auth, { signOut }] = await Promise.all([firebaseAuth(), import("firebase/auth")]);
  await signOut(auth);
}
