import { callable, everyRole } from "../platform/callable.js";
import { optimistically } from "../platform/optimistic.js";
import { markReadInput, type MarkReadOutput } from "./contract.js";
import { notificationView } from "./notification.js";
import { countUnread, readNotifications } from "./store.js";

const policy = {
  name: "notifications-markRead",
  roles: everyRole,
  rateClass: "read",
  input: markReadInput,
} as const;

/** Marks notifications of the caller as read. Ids that the caller has not are named in the answer. */
export const markRead = callable(policy, async (context, { uid, input }): Promise<MarkReadOutput> => {
  const { ids } = input;
  const at = new Date(context.clock()).toISOString();
  const rows = await optimistically(() => readNotifications(context.db, uid, ids, at));
  const known = new Set(rows.map(({ notificationId }) => notificationId));
  const unreadCount = await countUnread(context.db, uid);
  return { items: rows.map(notificationView), unknown: ids.filter((id) => !known.has(id)), unreadCount };
});
