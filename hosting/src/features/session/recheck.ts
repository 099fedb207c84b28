/** Asks the server how the user stands now: a session is never ended on what was remembered, or on an old answer. */
import { doc, getDocFromServer } from "firebase/firestore";
import { firebaseAuth, firebaseFirestore } from "../../lib/firebase.js";
import { readOwnToken, refreshToken } from "./api/own-token.js";
import { viewOf, type StandingDocument } from "./api/watch-standing.js";
import { endSession } from "./ended.js";
import { actionFor } from "./standing-action.js";

/** Does what the standing of now asks of this device. @returns whether the session goes on */
export async function recheck(): Promise<boolean> {
  const { currentUser } = await firebaseAuth();
  const token = await readOwnToken();
  if (!currentUser || !token) return false;
  const standing = doc(await firebaseFirestore(), "standings", currentUser.uid);
  const document = (await getDocFromServer(standing)).data() as StandingDocument | undefined;
  const action = document ? actionFor(viewOf(document), token) : "stay";
  if (action === "refresh") await refreshToken();
  else if (action !== "stay") await endSession(action);
  return action === "stay" || action === "refresh";
}

/** After a refusal: where the standing is good, Authentication itself may have ended the session. */
export async function recheckAfterRefusal(): Promise<void> {
  if (!(await recheck())) return;
  await refreshToken().catch((error: unknown) => {
    const isOver = String((error as { code?: unknown }).code).startsWith("auth/user-");
    if (isOver) return endSession("revoked");
  });
}
