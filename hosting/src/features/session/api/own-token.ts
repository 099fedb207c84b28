/** What the token of this device says: which session it is of, and the role that it was made with. */
import { firebaseAuth } from "../../../lib/firebase.js";

export type OwnToken = {
  readonly sessionId: string | null;
  readonly role: string | null;
  /** When this device signed in, to the second. */
  readonly signedInAt: string;
};

const textOf = (claim: unknown) => (typeof claim === "string" ? claim : null);

/** @returns null where nobody is signed in */
export async function readOwnToken(): Promise<OwnToken | null> {
  const { currentUser } = await firebaseAuth();
  if (!currentUser) return null;
  const { claims, authTime } = await currentUser.getIdTokenResult();
  return {
    ...{ sessionId: textOf(claims["sessionId"]), role: textOf(claims["role"]) },
    signedInAt: new Date(authTime).toISOString(),
  };
}

/** Fetches a token that knows what has changed. */
export async function refreshToken(): Promise<void> {
  const { currentUser } = await firebaseAuth();
  await currentUser?.getIdToken(true);
}
