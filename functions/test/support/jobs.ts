/** Jobs of a person on the running stack, watched as the web app watches them. */
import { doc, onSnapshot } from "firebase/firestore";
import type { JobOutput, JobStatus, JobView } from "../../src/jobs/contract.js";
import type { JobRecord } from "../../src/jobs/job.js";
import { heard } from "./deadline.js";
import type { Person } from "./people.js";
import { adminDb, uniqueName } from "./backend.js";

const deadlineMs = 120_000;

export const createJobOf = (person: Person, type: string, params: object = {}, more: object = {}) =>
  person.call<JobOutput>("jobs-create", { requestId: uniqueName("job-"), type, params, ...more });

/** Waits until the owner sees the job in this state. */
export function jobSeen(person: Person, { jobId }: JobView, status: JobStatus): Promise<JobRecord> {
  const reference = doc(person.db, "jobs", jobId);
  return heard<JobRecord>(
    deadlineMs,
    `job ${jobId} is ${status}`,
    (next, fail) => onSnapshot(reference, (found) => next(found.data() as JobRecord), fail),
    (job) => job.status === status,
  );
}

/** Asked again and again: the emulator may lose the very commit beside which a listener begins. */
const askEveryMs = 200;

/** Waits until a job has succeeded, whoever owns it. */
export function jobSucceeded(jobId: string): Promise<JobRecord> {
  const reference = adminDb().doc(`jobs/${jobId}`);
  return heard<JobRecord | undefined>(
    deadlineMs,
    `job ${jobId} has succeeded`,
    (next, fail) => {
      const ask = () => reference.get().then((found) => next(found.data() as JobRecord | undefined), fail);
      const timer = setInterval(() => void ask(), askEveryMs);
      return () => clearInterval(timer);
    },
    (job) => job?.status === "succeeded",
  ) as Promise<JobRecord>;
}
