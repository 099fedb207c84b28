/** The newest files of the user, live; those that are deleted are not among them. */
import type { FileView } from "@bourse/functions/files/contract";
import { limit as atMost, orderBy, where } from "firebase/firestore";
import { watchCollection, type Stored } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

type FileDocument = Stored<FileView, "createdAt" | "updatedAt">;

export const watchFiles = (uid: string, limit: number) =>
  liveQuery(
    ["files", uid, limit],
    watchCollection<FileDocument, FileView>(
      ["files"],
      [
        where("uid", "==", uid),
        where("listed", "==", true),
        orderBy("createdAt", "desc"),
        orderBy("fileId", "desc"),
        atMost(limit),
      ],
      (document) => ({
        ...document,
        createdAt: document.createdAt.toDate().toISOString(),
        updatedAt: document.updatedAt.toDate().toISOString(),
      }),
    ),
  );
