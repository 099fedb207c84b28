/** What an owner may do to a job that is there: end it, or begin it anew. */
import type { Firestore } from "firebase-admin/firestore";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import { dispatch } from "./dispatching.js";
import { ended, reopened, type JobRecord } from "./job.js";
import { readJob, updateJob, type JobVersion } from "./store.js";

export type Steered = { readonly job: JobRecord; readonly replayed: boolean };

/** @throws DomainError `job_not_found`, also where it is another's */
export async function ownJob(db: Firestore, uid: string, jobId: string): Promise<JobVersion> {
  const found = await readJob(db, jobId);
  if (!found || found.job.uid !== uid) throw new DomainError("job_not_found");
  return found;
}

/** Ends a job that waits; asks the worker of one that runs to stop at its next step. */
export function cancelJob({ db, clock }: Context, uid: string, jobId: string): Promise<Steered> {
  return optimistically(async () => {
    const found = await ownJob(db, uid, jobId);
    const { job } = found;
    if (job.status === "cancelled" || (job.live && job.cancelRequested)) return { job, replayed: true };
    if (!job.live) throw new DomainError("job_is_over", { facts: { status: job.status } });
    const asked = { ...job, cancelRequested: true };
    const next = job.status === "queued" ? ended(asked, { status: "cancelled" }, clock()) : asked;
    await updateJob(db, found, next);
    return { job: next, replayed: false };
  });
}

/** Begins a job anew that has failed or was cancelled, from where it had come to. One under way is left alone. */
export async function retryJob(context: Context, uid: string, jobId: string): Promise<Steered> {
  const { db, clock } = context;
  const steered = await optimistically(async () => {
    const found = await ownJob(db, uid, jobId);
    const { job } = found;
    if (job.status === "succeeded") throw new DomainError("job_has_succeeded");
    if (job.live) return { job, replayed: true };
    const next = reopened(job, clock());
    await updateJob(db, found, next);
    return { job: next, replayed: false };
  });
  if (!steered.replayed) await dispatch(context, steered.job);
  return steered;
}
