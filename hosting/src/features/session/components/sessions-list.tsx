import type {
  RevokeSessionsInput,
  RevokeSessionsOutput,
  SessionView,
} from "@bourse/functions/users/contract";
import { Button } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Failure } from "../../../lib/failure.js";
import { sending } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { formatMoment } from "../../../lib/time.js";
import { Live } from "../../../lib/ui/live.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { readOwnToken } from "../api/own-token.js";
import { revokeSessions } from "../api/revoke-sessions.js";
import { watchStanding } from "../api/watch-standing.js";
import styles from "./sessions-list.module.css";

/** Where the user is signed in, live; each session can be ended, and all of them at once. */
export function SessionsList({ uid }: { readonly uid: string }) {
  const standing = useQuery(watchStanding(uid));
  const { data: own } = useQuery({
    queryKey: ["own-token", uid, standing.dataUpdatedAt],
    queryFn: readOwnToken,
  });
  const end = useMutation<RevokeSessionsOutput, Failure, RevokeSessionsInput>({
    mutationFn: revokeSessions,
    ...sending,
  });
  return (
    <Live query={standing}>
      {(view) => (
        <>
          <ul className={styles.list}>
            {(view?.sessions ?? []).map((session) => (
              <Session
                key={session.sessionId}
                session={session}
                isOwn={session.sessionId === own?.sessionId}
                end={() => end.mutate({ sessionId: session.sessionId })}
              />
            ))}
          </ul>
          <Button
            className={styles.all ?? ""}
            variant="default"
            loading={end.isPending}
            onClick={() => end.mutate({})}
          >
            Sign out everywhere
          </Button>
          <Announce>{end.error && <Notice tone="bad">{sentenceFor(end.error)}</Notice>}</Announce>
        </>
      )}
    </Live>
  );
}

type Props = { readonly session: SessionView; readonly isOwn: boolean; readonly end: () => void };

function Session({ session: { startedAt, userAgent, address }, isOwn, end }: Props) {
  return (
    <li className={styles.session} data-testid="session">
      <div className={styles.device}>
        <div>{userAgent || "Unknown device"}</div>
        <div className="dim">
          {isOwn && "This device · "}
          {formatMoment(startedAt)} · {address}
        </div>
      </div>
      {!isOwn && (
        <Button
          size="compact-sm"
          variant="default"
          onClick={end}
          aria-label={`End the session of ${userAgent}`}
        >
          End
        </Button>
      )}
    </li>
  );
}
