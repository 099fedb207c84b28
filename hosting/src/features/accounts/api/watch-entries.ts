/** The newest entries of the user's journal, live. */
import type { EntryView } from "@bourse/functions/accounts/contract";
import { limit as atMost, orderBy } from "firebase/firestore";
import { watchCollection, type Stored } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

export const watchEntries = (uid: string, limit: number) =>
  liveQuery(
    ["entries", uid, limit],
    watchCollection<Stored<EntryView, "at">, EntryView>(
      ["accounts", uid, "entries"],
      [orderBy("at", "desc"), orderBy("seq", "desc"), atMost(limit)],
      (document) => ({ ...document, at: document.at.toDate().toISOString() }),
    ),
  );
