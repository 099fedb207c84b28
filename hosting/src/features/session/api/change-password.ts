import { firebaseAuth } from "../../../lib/firebase.js";
import { authFailureOf } from "../auth-failure.js";
import { revokeSessions } from "./revoke-sessions.js";

export type PasswordChange = { readonly email: string; readonly current: string; readonly next: string };

/** Asks for the password that counts, changes it, begins a session with the new one and ends all others. */
export async function changePassword({ email, current, next }: PasswordChange): Promise<void> {
  try {
    const [auth, { signInWithEmailAndPassword, updatePassword }] = await Promise.all([
      firebaseAuth(),
      import("firebase/auth"),
    ]);
    const { user } = await signInWithEmailAndPassword(auth, email, current);
    await updatePassword(user, next);
    await signInWithEmailAndPassword(auth, email, next);
  } catch (error) {
    throw authFailureOf(error);
  }
  await revokeSessions({ keepCurrent: true });
}
