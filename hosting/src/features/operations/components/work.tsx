import type { LedgerAuditResult } from "@bourse/functions/jobs/contract";
import type { QueuesOutput } from "@bourse/functions/ops/contract";
import { useQuery } from "@tanstack/react-query";
import { formatMoment } from "../../../lib/time.js";
import { Facts } from "../../../lib/ui/facts.js";
import { Live } from "../../../lib/ui/live.js";
import { Notice } from "../../../lib/ui/notice.js";
import { Empty } from "../../../lib/ui/panel.js";
import { audit, newestAudit, openLetters, queues, retryDeadLetter, steerQueue } from "../api/operations.js";
import { inWords } from "../words.js";
import { ActButton } from "./act-button.js";
import styles from "./operations.module.css";
import { RowsTable, TwoLines } from "./rows-table.js";

type Props = { readonly uid: string };
const shown = (figure: number | null) => (figure === null ? "–" : String(figure));

/** What waits in each queue, and a way to hold one back. */
export function Queues({ uid }: Props) {
  const query = useQuery(queues(uid));
  return (
    <Live query={query}>
      {(report) => (
        <>
          <RowsTable
            label="Queues"
            heads={["Queue", "State", "Waiting", "Oldest", "Running", "Action"]}
            rows={report.queues.map(({ queue, state, depth, oldestAt, running }) => ({
              key: queue,
              cells: [
                queue,
                state === "unknown" ? "–" : state,
                shown(depth),
                oldestAt ? formatMoment(oldestAt) : "–",
                shown(running),
                <SteerButton key="steer" uid={uid} queue={queue} state={state} />,
              ],
            }))}
          />
          {report.cannot.map((text) => (
            <p key={text} className={`dim ${styles.note}`}>
              {text}
            </p>
          ))}
        </>
      )}
    </Live>
  );
}

type SteerProps = Props & Pick<QueuesOutput["queues"][number], "queue" | "state">;

function SteerButton({ uid, queue, state }: SteerProps) {
  if (state !== "running" && state !== "paused") return null;
  const action = state === "running" ? "pause" : "resume";
  const label = action === "pause" ? "Pause" : "Resume";
  return <ActButton uid={uid} label={label} act={() => steerQueue({ queue, action })} />;
}

/** Work that was given up and not sent again. */
export function DeadLetters({ uid }: Props) {
  const query = useQuery(openLetters(uid));
  return (
    <Live query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty title="No work was given up">What fails for good appears here.</Empty>
        ) : (
          <RowsTable
            label="Dead letters"
            heads={["Work", "Why it ended", "Tries", "When", "Action"]}
            rows={items.map(({ id, function: name, reason, error, attempts, correlationId, at }) => ({
              key: id,
              cells: [
                <TwoLines key="work" first={name} second={correlationId} />,
                <TwoLines key="why" first={inWords(reason)} second={error} />,
                String(attempts),
                formatMoment(at),
                <ActButton key="retry" uid={uid} label="Send again" act={() => retryDeadLetter({ id })} />,
              ],
            }))}
          />
        )
      }
    </Live>
  );
}

/** When all accounts were last audited, what was found, and a way to begin another. */
export function NewestAudit({ uid }: Props) {
  const query = useQuery(newestAudit(uid));
  return (
    <Live query={query}>
      {({ report, reportedAt, running }) => (
        <div className={styles.parts}>
          {report ? <AuditFacts report={report} reportedAt={reportedAt} /> : <p>There is no report yet.</p>}
          {running ? (
            <p className="dim">An audit is under way.</p>
          ) : (
            <div>
              <ActButton
                uid={uid}
                label="Audit all accounts now"
                act={() => audit({ requestId: crypto.randomUUID() })}
              />
            </div>
          )}
        </div>
      )}
    </Live>
  );
}

type ReportProps = { readonly report: LedgerAuditResult; readonly reportedAt: string | null };

function AuditFacts({ report, reportedAt }: ReportProps) {
  const { passed, accounts, entries, orders, skipped, findingsCount, findings, sums } = report;
  const unequal = sums.filter(({ difference }) => Number(difference) !== 0);
  return (
    <>
      <Notice tone={passed ? "good" : "bad"}>
        {passed
          ? "Every account proved right"
          : `${findingsCount} findings, ${unequal.length} sums that differ`}
        {reportedAt && `, on ${formatMoment(reportedAt)}.`}
      </Notice>
      <Facts
        facts={[
          { term: "Accounts", value: accounts },
          { term: "Entries replayed", value: entries },
          { term: "Orders", value: orders },
          { term: "Too long to be looked at", value: skipped },
          {
            term: "Assets whose sums cancel out",
            value: `${sums.length - unequal.length} of ${sums.length}`,
          },
        ]}
      />
      {findings.length > 0 && (
        <RowsTable
          label="Findings"
          heads={["Account", "Record", "Problem"]}
          rows={findings.map(({ uid, record, problem }, at) => ({
            key: String(at),
            cells: [uid, record, problem],
          }))}
        />
      )}
    </>
  );
}
