import { z } from "zod";
import { moment } from "../money/wire.js";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { listInput, type ListOutput } from "./contract.js";
import { notificationView } from "./notification.js";
import { countUnread, listNotifications } from "./store.js";

const policy = { name: "notifications-list", roles: everyRole, rateClass: "read", input: listInput } as const;
const cursorShape = z.tuple([moment, z.string().min(1).max(128)]);

/** The caller's notifications, newest first. */
export const list = callable(policy, async (context, { uid, input }): Promise<ListOutput> => {
  const { limit, cursor, ...filters } = input;
  const asked = [policy.name, filters];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  const [{ rows, last }, unreadCount] = await Promise.all([
    listNotifications(context.db, uid, filters, { limit, after }),
    countUnread(context.db, uid),
  ]);
  return { items: rows.map(notificationView), nextCursor: last && writeCursor(last, asked), unreadCount };
});
