import { firebaseFirestore } from "./firebase.js";
import { restartStreams } from "./stall.js";

/** Opens all streams of the page anew. It brings Firestore along: whoever needs it seldom loads it then. */
export async function reopenStreams(): Promise<void> {
  await restartStreams(await firebaseFirestore());
}
