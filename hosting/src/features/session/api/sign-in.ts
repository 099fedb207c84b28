import { firebaseAuth } from "../../../lib/firebase.js";
import { authFailureOf } from "../auth-failure.js";
import type { Credentials } from "../credentials.js";
import { forgetEnd } from "../ended.js";

export async function signIn({ email, password }: Credentials): Promise<void> {
  try {
    const [auth, { signInWithEmailAndPassword }] = await Promise.all([
      firebaseAuth(),
      import("firebase/auth"),
    ]);
    await signInWithEmailAndPassword(auth, email, password);
    forgetEnd();
  } catch (error) {
    throw authFailureOf(error);
  }
}
