/** The path of a new job below its callable: also for whatever else in the system starts one. */
import type { Context } from "../platform/context.js";
import { DomainError, invalidField } from "../platform/errors.js";
import { currentScope } from "../platform/log.js";
import { optimistically } from "../platform/optimistic.js";
import { traceHeaders } from "../platform/trace.js";
import { dispatch } from "./dispatching.js";
import type { JobParams, JobTypeName } from "./contract.js";
import { differences, liveJobsMax, newJob, systemUid, type JobRecord, type JobTerms } from "./job.js";
import { countLiveJobs, createJob, readJob } from "./store.js";

/** Cloud Tasks keeps a task for no longer. */
const notBeforeMaxMs = 30 * 86_400_000;

export type JobRequest<Name extends JobTypeName> = {
  /** Whose it is; `systemUid` for the system's own. */
  readonly uid: string;
  /** With the uid it makes the job's id: whoever comes twice gets the first job. */
  readonly requestId: string;
  readonly type: Name;
  readonly params: JobParams<Name>;
  readonly notBefore?: string | undefined;
};

/**
 * A new job as a record, to be put into a commit by `addJob`; then `dispatch` saves a minute.
 * @public
 */
export function jobFor<Name extends JobTypeName>(
  { clock, newId }: Context,
  { notBefore, ...request }: JobRequest<Name>,
): JobRecord {
  const scope = currentScope();
  const { traceparent = null } = scope ? traceHeaders(scope) : {};
  const terms: JobTerms = {
    ...request,
    ...{ correlationId: scope?.correlationId ?? newId(), traceparent },
    notBefore: notBefore === undefined ? null : new Date(notBefore).toISOString(),
  };
  return newJob(terms, clock());
}

/**
 * Makes a job and queues it.
 * @returns the job as it stands, and whether it was there before
 * @throws DomainError `idempotency_mismatch`, `too_many_jobs`, or `input_is_invalid` on `notBefore`
 */
export async function startJob<Name extends JobTypeName>(
  context: Context,
  request: JobRequest<Name>,
): Promise<{ job: JobRecord; replayed: boolean }> {
  const { db, clock } = context;
  const wanted = jobFor(context, request);
  const result = await optimistically(async () => {
    const known = await readJob(db, wanted.jobId);
    if (known) return { job: repeated(known.job, wanted), replayed: true };
    if (wanted.notBefore !== null && Date.parse(wanted.notBefore) > clock() + notBeforeMaxMs) {
      throw invalidField("notBefore", "must be within 30 days");
    }
    // Counted beside the commit: requests of one moment may pass the bound by a few.
    if (wanted.uid !== systemUid && (await countLiveJobs(db, wanted.uid, liveJobsMax)) >= liveJobsMax) {
      throw new DomainError("too_many_jobs", { facts: { limit: String(liveJobsMax) } });
    }
    await createJob(db, wanted);
    return { job: wanted, replayed: false };
  });
  if (!result.replayed) await dispatch(context, result.job);
  return result;
}

function repeated(job: JobRecord, wanted: JobTerms): JobRecord {
  const fields = differences(job, wanted);
  if (fields.length === 0) return job;
  const message = "differs from the first request with this id";
  throw new DomainError("idempotency_mismatch", { issues: fields.map((field) => ({ field, message })) });
}
