/** The assets on the user's own list, live; none until the first star is set. */
import type { WatchlistView } from "@bourse/functions/watchlists/contract";
import { watchDocument, type Stored } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

/** The one list that the stars are about. */
export const starredId = "starred";

type WatchlistDocument = Stored<WatchlistView, "createdAt" | "updatedAt">;

export const watchWatched = (uid: string) =>
  liveQuery(
    ["watched", uid],
    watchDocument<WatchlistDocument, readonly string[]>(
      ["users", uid, "watchlists", starredId],
      (document) => document?.assetIds ?? [],
    ),
  );
