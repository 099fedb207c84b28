/**
 * A stream that was opened and never says anything looks, to the Firestore SDK, like one that has nothing to say:
 * it waits for ever, at first as after a lost connection. So a listener that has had no answer from the server for a
 * while makes the SDK close its streams and open new ones, which all listeners then share.
 */
import type { Firestore } from "firebase/firestore";

/** A first answer takes well under a second; a cold or busy server some. */
const patienceFirstMs = 8_000;
/** After some streams the fault is not the stream's: they are restarted ever less often. */
const patienceLongestMs = 64_000;

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

/** Of one listener. */
export type StallWatch = {
  /** It waits for the server. Said again while it waits, it changes nothing. */
  readonly waiting: () => void;
  /** It is current, or nobody listens any more. */
  readonly answered: () => void;
};

/**
 * Restarts the streams while the listener waits, the first time after eight seconds. When the browser says that its
 * network is back, the waiting begins anew.
 */
export function watchForStall(restart: () => Promise<void>): StallWatch {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = (patienceMs: number) => {
    timer = setTimeout(() => {
      wait(Math.min(2 * patienceMs, patienceLongestMs));
      void restart().catch(() => undefined);
    }, patienceMs);
  };
  const anew = () => {
    clearTimeout(timer);
    wait(patienceFirstMs);
  };
  return {
    waiting() {
      if (timer !== undefined) return;
      wait(patienceFirstMs);
      globalThis.addEventListener("online", anew);
    },
    answered() {
      clearTimeout(timer);
      timer = undefined;
      globalThis.removeEventListener("online", anew);
    },
  };
}
