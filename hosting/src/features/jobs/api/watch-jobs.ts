/** The newest jobs of the user, live. */
import type { JobView } from "@bourse/functions/jobs/contract";
import { limit as atMost, orderBy, where, type Timestamp } from "firebase/firestore";
import { watchCollection } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";

type JobTimes = "createdAt" | "notBefore" | "startedAt" | "finishedAt";
/** The document holds more than its view; that is the workers' own. */
type JobDocument = Omit<JobView, JobTimes> & {
  readonly createdAt: Timestamp;
} & Record<Exclude<JobTimes, "createdAt">, Timestamp | null>;

const isoTime = (time: Timestamp | null) => time && time.toDate().toISOString();

function readJob(job: JobDocument): JobView {
  const { jobId, requestId, type, params, status, progress, attempts, cancelRequested } = job;
  const { result, error, correlationId } = job;
  return {
    ...{ jobId, requestId, type, params, status, progress, attempts, cancelRequested },
    ...{ result, error, correlationId },
    notBefore: isoTime(job.notBefore),
    createdAt: job.createdAt.toDate().toISOString(),
    startedAt: isoTime(job.startedAt),
    finishedAt: isoTime(job.finishedAt),
  };
}

export const watchJobs = (uid: string, limit: number) =>
  liveQuery(
    ["jobs", uid, limit],
    watchCollection<JobDocument, JobView>(
      ["jobs"],
      [where("uid", "==", uid), orderBy("createdAt", "desc"), orderBy("jobId", "desc"), atMost(limit)],
      readJob,
    ),
  );
