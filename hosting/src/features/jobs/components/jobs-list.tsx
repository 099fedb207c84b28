import type { JobIdInput, JobOutput, JobView } from "@bourse/functions/jobs/contract";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useIntent } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { formatMoment } from "../../../lib/time.js";
import { Live } from "../../../lib/ui/live.js";
import { Notice } from "../../../lib/ui/notice.js";
import { cancelJob } from "../api/cancel-job.js";
import { retryJob } from "../api/retry-job.js";
import { watchJobs } from "../api/watch-jobs.js";
import { jobTitle, statusWords } from "../job-words.js";
import styles from "./jobs.module.css";

const shown = 5;

type Props = {
  readonly uid: string;
  /** Where the file is that a job has made. */
  readonly hrefOf: (fileId: string) => string;
};

/** The newest jobs of the user, live. */
export function JobsList({ uid, hrefOf }: Props) {
  const query = useQuery(watchJobs(uid, shown));
  return (
    <Live query={query} rows={2}>
      {(jobs) => (
        <ul className={styles.list}>
          {jobs.map((job) => (
            <JobItem key={job.jobId} uid={uid} job={job} hrefOf={hrefOf} />
          ))}
        </ul>
      )}
    </Live>
  );
}

function JobItem({ uid, job, hrefOf }: Props & { readonly job: JobView }) {
  const { jobId, status, progress, result, error, createdAt, cancelRequested } = job;
  const cancel = useIntent<JobIdInput, JobOutput>(`cancel-job.${uid}`, (_, input) => cancelJob(input));
  const retry = useIntent<JobIdInput, JobOutput>(`retry-job.${uid}`, (_, input) => retryJob(input));
  const failure = cancel.failure ?? retry.failure;
  const title = jobTitle(job);
  const isLive = status === "queued" || status === "running";
  const { done, total } = progress;
  const fileId = result?.["fileId"];
  return (
    <li className={styles.job} data-testid="job">
      <span>
        <strong>{title}</strong> <span className="dim">{formatMoment(createdAt)}</span>
      </span>
      <span className={styles.actions}>
        <span data-status={status}>{statusWords[status]}</span>
        {isLive && (
          <Button
            variant="default"
            size="compact-sm"
            disabled={cancelRequested}
            loading={cancel.isPending}
            aria-label={`Cancel ${title}`}
            onClick={() => cancel.submit({ jobId })}
          >
            Cancel
          </Button>
        )}
        {(status === "failed" || status === "cancelled") && (
          <Button
            variant="default"
            size="compact-sm"
            loading={retry.isPending}
            aria-label={`Try ${title} again`}
            onClick={() => retry.submit({ jobId })}
          >
            Try again
          </Button>
        )}
        {typeof fileId === "string" && <a href={hrefOf(fileId)}>Go to the file</a>}
      </span>
      {isLive && (
        // Without a value it says that something is under way.
        <progress
          aria-label={`Progress of ${title}`}
          {...(total === null ? {} : { max: Math.max(1, total), value: done })}
        />
      )}
      {status === "failed" && error && <Notice tone="bad">{error.message}</Notice>}
      {failure && <Notice tone="bad">{sentenceFor(failure)}</Notice>}
    </li>
  );
}
