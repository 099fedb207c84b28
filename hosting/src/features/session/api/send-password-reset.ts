import { firebaseAuth } from "../../../lib/firebase.js";
import { authFailureOf } from "../auth-failure.js";

/** Whether the address has an account stays unsaid: the answer is the same either way. */
export async function sendPasswordReset(email: string): Promise<void> {
  try {
    const [auth, { sendPasswordResetEmail }] = await Promise.all([firebaseAuth(), import("firebase/auth")]);
    await sendPasswordResetEmail(auth, email);
  } catch (error) {
    const failure = authFailureOf(error);
    if (failure.reason !== "credentials_are_wrong") throw failure;
  }
}
