/**
 * A stream that was opened and never says anything looks, to the Firestore SDK, like one that has nothing to say:
 * it waits for ever. So a listener that has had no answer from the server for a while makes the SDK close its
 * streams and open new ones, which all listeners then share.
 */
import type { Firestore } from "firebase/firestore";

/** A first answer takes well under a second; a cold or busy server some. */
const answerDeadlineMs = 8_000;
/** After so many streams the fault is not the stream's. */
const restartsMax = 5;

let restarting: Promise<void> | undefined;

/** Streams that are being restarted are not restarted once more. */
export function restartStreams(firestore: Firestore): Promise<void> {
  restarting ??= (async () => {
    const { disableNetwork, enableNetwork } = await import("firebase/firestore");
    await disableNetwork(firestore);
    await enableNetwork(firestore);
  })().finally(() => {
    restarting = undefined;
  });
  return restarting;
}

/** Restarts the streams until `answered` is called: by the first answer, or at the end of the listener. */
export function restartUntilAnswered(firestore: Firestore): { answered: () => void } {
  let restarts = 0;
  const timer = setInterval(() => {
    if (++restarts >= restartsMax) clearInterval(timer);
    void restartStreams(firestore).catch(() => undefined);
  }, answerDeadlineMs);
  return { answered: () => clearInterval(timer) };
}
