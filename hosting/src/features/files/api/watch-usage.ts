/** What the user's quota counts, live. */
import { watchDocument } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

export type Usage = { readonly count: number; readonly bytes: number };

export const watchUsage = (uid: string) =>
  liveQuery(
    ["files", "usage", uid],
    watchDocument<Usage, Usage>(["fileBooks", uid], (book) => ({
      count: book?.count ?? 0,
      bytes: book?.bytes ?? 0,
    })),
  );
