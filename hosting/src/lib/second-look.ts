/**
 * For the emulator alone. A new token makes the Firestore SDK open its streams anew, and the emulator, unlike
 * Firestore, loses a commit that comes between a listener's first read and its being current: the listener shows
 * what was before and calls it current. So once a token has been there for a moment the streams are opened once
 * more; the emulator then tells everything again.
 */
import { onIdTokenChanged, type Auth } from "firebase/auth";
import type { Firestore } from "firebase/firestore";
import { restartStreams } from "./stall.js";

/** What followed the token, such as the end of other sessions, has been committed by then. */
const settleMs = 1_500;

export function lookTwice(auth: Auth, firestore: Firestore): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  onIdTokenChanged(auth, (user) => {
    clearTimeout(timer);
    if (user) timer = setTimeout(() => void restartStreams(firestore).catch(() => undefined), settleMs);
  });
}
