/** The user's profile, live. Null where there is none. */
import type { ProfileView } from "@bourse/functions/users/contract";
import { watchDocument, type Stored } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

type ProfileDocument = Stored<ProfileView, "createdAt" | "updatedAt">;

export const watchProfile = (uid: string) =>
  liveQuery(
    ["profile", uid],
    watchDocument<ProfileDocument, ProfileView | null>(
      ["users", uid],
      (document) =>
        document && {
          ...document,
          createdAt: document.createdAt.toDate().toISOString(),
          updatedAt: document.updatedAt.toDate().toISOString(),
        },
    ),
  );
