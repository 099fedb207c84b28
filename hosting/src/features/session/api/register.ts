import { firebaseAuth } from "../../../lib/firebase.js";
import { authFailureOf } from "../auth-failure.js";
import type { Credentials } from "../credentials.js";
import { forgetEnd } from "../ended.js";

/** Creates the user and signs in; the backend opens the profile while it does. */
export async function register({ email, password }: Credentials): Promise<void> {
  try {
    const [auth, { createUserWithEmailAndPassword }] = await Promise.all([
      firebaseAuth(),
      import("firebase/auth"),
    ]);
    await createUserWithEmailAndPassword(auth, email, password);
    forgetEnd();
  } catch (error) {
    throw authFailureOf(error);
  }
}
