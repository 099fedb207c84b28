import type { MarkReadOutput, NotificationView } from "@bourse/functions/notifications/contract";
import { ActionIcon, Indicator, Popover } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import type { Failure } from "../../../lib/failure.js";
import { formatMoment } from "../../../lib/time.js";
import { BellIcon } from "../../../lib/ui/icons.js";
import { Live } from "../../../lib/ui/live.js";
import { Empty } from "../../../lib/ui/panel.js";
import { markRead } from "../api/mark-read.js";
import { watchNotifications } from "../api/watch-notifications.js";
import styles from "./notifications-bell.module.css";

/** Notifications that the bell shows and counts. */
const shownMax = 20;

/** What has happened meanwhile: closing the list marks what it showed as read. */
export function NotificationsBell({ uid }: { readonly uid: string }) {
  const query = useQuery(watchNotifications(uid, shownMax));
  const reading = useMutation<MarkReadOutput, Failure, string[]>({
    mutationFn: (ids) => markRead({ ids }),
    networkMode: "always",
  });
  const unread = (query.data ?? []).filter(({ readAt }) => readAt === null);
  const [isOpen, setOpen] = useState(false);
  const turn = (open: boolean) => {
    setOpen(open);
    // A failure leaves them unread, which is what they are then.
    if (!open && unread.length > 0) reading.mutate(unread.map(({ notificationId }) => notificationId));
  };
  const count = unread.length === 1 ? "1 unread notification" : `${unread.length} unread notifications`;
  return (
    <Popover position="bottom-end" width={320} shadow="md" trapFocus opened={isOpen} onChange={turn}>
      <Popover.Target>
        <Indicator label={unread.length} size={16} disabled={unread.length === 0} color="red">
          <ActionIcon
            variant="default"
            size={36}
            radius="xl"
            aria-label={`Notifications, ${count}`}
            onClick={() => turn(!isOpen)}
          >
            <BellIcon />
          </ActionIcon>
        </Indicator>
      </Popover.Target>
      <Popover.Dropdown p={0} aria-label="Notifications">
        <Live query={query}>
          {(rows) =>
            rows.length > 0 ? (
              <ul className={styles.list}>
                {rows.map((row) => (
                  <Item key={row.notificationId} notification={row} />
                ))}
              </ul>
            ) : (
              <Empty title="Nothing yet">Fills, transfers and price alerts appear here.</Empty>
            )
          }
        </Live>
        <p className={styles.item}>
          <Link to="/notifications" onClick={() => turn(false)}>
            All notifications and preferences
          </Link>
        </p>
      </Popover.Dropdown>
    </Popover>
  );
}

function Item({ notification }: { readonly notification: NotificationView }) {
  const { title, text, createdAt, readAt } = notification;
  return (
    <li className={styles.item} data-unread={readAt === null || undefined}>
      <p className={styles.title}>{title}</p>
      <p>{text}</p>
      <p className="dim">{formatMoment(createdAt)}</p>
    </li>
  );
}
