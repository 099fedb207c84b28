/** The newest notifications of the user, live. */
import type { NotificationView } from "@bourse/functions/notifications/contract";
import { limit as atMost, orderBy, type Timestamp } from "firebase/firestore";
import { watchCollection } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

type NotificationDocument = Omit<NotificationView, "createdAt" | "readAt"> & {
  readonly createdAt: Timestamp;
  readonly readAt: Timestamp | null;
};

export const watchNotifications = (uid: string, limit: number) =>
  liveQuery(
    ["notifications", uid, limit],
    watchCollection<NotificationDocument, NotificationView>(
      ["users", uid, "notifications"],
      [orderBy("createdAt", "desc"), orderBy("notificationId", "desc"), atMost(limit)],
      ({ createdAt, readAt, ...document }) => ({
        ...document,
        createdAt: createdAt.toDate().toISOString(),
        readAt: readAt ? readAt.toDate().toISOString() : null,
      }),
    ),
  );
