import type { MarkReadOutput, NotificationView } from "@bourse/functions/notifications/contract";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { Failure } from "../../../lib/failure.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { formatMoment } from "../../../lib/time.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import table from "../../../lib/ui/table.module.css";
import { markRead } from "../api/mark-read.js";

/** What the callable takes at once. */
const markedMax = 100;

/** What has happened, newest first; what is unread can be marked one by one or together. */
export function NotificationsList({ rows }: { readonly rows: readonly NotificationView[] }) {
  const reading = useMutation<MarkReadOutput, Failure, string[]>({
    mutationFn: (ids) => markRead({ ids }),
    networkMode: "always",
  });
  const unread = rows.filter(({ readAt }) => readAt === null).map(({ notificationId }) => notificationId);
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col" className={table.wide}>
              Time
            </th>
            <th scope="col" className={`${table.right} ${table.last}`}>
              <Button
                variant="default"
                size="compact-sm"
                disabled={unread.length === 0}
                loading={reading.isPending}
                onClick={() => reading.mutate(unread.slice(0, markedMax))}
              >
                Mark all as read
              </Button>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ notificationId, title, text, createdAt, readAt }) => (
            <tr key={notificationId} data-testid="notification" data-unread={readAt === null}>
              <td>
                <strong style={{ fontWeight: readAt === null ? 600 : 400 }}>{title}</strong>
                <div className="dim">{text}</div>
              </td>
              <td className={`dim ${table.wide}`}>
                <time dateTime={createdAt}>{formatMoment(createdAt)}</time>
              </td>
              <td className={`${table.right} ${table.last}`}>
                {readAt === null && (
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    aria-label={`Mark as read: ${title}`}
                    onClick={() => reading.mutate([notificationId])}
                  >
                    Mark as read
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Announce>{reading.error && <Notice tone="bad">{sentenceFor(reading.error)}</Notice>}</Announce>
    </div>
  );
}
