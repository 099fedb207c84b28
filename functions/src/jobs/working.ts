/** What a worker does with one delivery of a task: claims the job, works, and ends it in exactly one way. */
import type { Context } from "../platform/context.js";
import { failureOf, parseInput, type Failure } from "../platform/failure.js";
import { optimistically } from "../platform/optimistic.js";
import { dispatch } from "./dispatching.js";
import { endingOf } from "./ending.js";
import { holdJob, WorkEnded, type Hold } from "./holding.js";
import { boundsOf, type JobType } from "./job-type.js";
import { claim, ended, handedOver, requeued, type End, type JobRecord } from "./job.js";
import { readCheckpoint, readJob, updateJob, type JobVersion } from "./store.js";

export type Delivery = { readonly jobId: string; readonly generation: number };

/** Of a task's time: what is left is for its last step and for handing over. */
const workShare = 0.8;

/**
 * @returns fields for the log line; `outcome` says what became of the delivery
 * @throws what has failed and is to be tried again, after the job was given back
 */
export async function workOn(
  context: Context,
  type: JobType,
  delivery: Delivery,
): Promise<Record<string, unknown>> {
  const startedMs = context.clock();
  const told = { jobId: delivery.jobId, type: type.name };
  const claimed = await claimJob(context, type, delivery);
  if (typeof claimed === "string") return { ...told, job: claimed };
  const { job } = claimed;
  const bounds = boundsOf(type);
  const hold = holdJob<unknown>(
    context,
    claimed,
    bounds,
    startedMs + type.timeoutSeconds * 1_000 * workShare,
  );
  const fields = { ...told, jobAttempt: job.attempts, claims: job.claims };
  try {
    const result = await work(context, type, job, hold);
    const end: End = { status: "succeeded", result };
    await endAndTell(context, job, hold, end);
    return { ...fields, job: "succeeded" };
  } catch (error) {
    if (error instanceof WorkEnded) return { ...fields, job: await stop(context, hold, error.why) };
    return { ...fields, ...(await fail(context, type, job, hold, error)) };
  }
}

async function claimJob(context: Context, type: JobType, delivery: Delivery): Promise<JobVersion | string> {
  const { db, clock } = context;
  const worker = context.newId();
  return optimistically(async () => {
    const found = await readJob(db, delivery.jobId);
    if (!found || found.job.type !== type.name) return "unknown";
    // An earlier try of this claim has happened, and its answer was lost.
    if (found.job.worker === worker) return found;
    const claimed = claim(found.job, { ...delivery, worker }, boundsOf(type), clock());
    if (claimed.kind === "dropped") return claimed.why;
    if (claimed.kind === "claimed") return updateJob(db, found, claimed.job);
    const ending = await endingOf(context, claimed.job);
    await updateJob(db, found, claimed.job, ending.also);
    await ending.handOver();
    return claimed.job.status;
  });
}

async function work(
  context: Context,
  type: JobType,
  job: JobRecord,
  { step, tick }: Hold<unknown>,
): Promise<Record<string, unknown>> {
  const params = parseInput(type.params, job.params);
  const kept = await readCheckpoint(context.db, job.jobId);
  const checkpoint = kept === undefined ? null : type.checkpoint.parse(kept);
  const result = await type.work(context, { job, params, checkpoint, step, tick });
  return type.result.parse(result) as Record<string, unknown>;
}

/** Ends the job, and tells its owner in the same commit. */
async function endAndTell(
  context: Context,
  job: JobRecord,
  hold: Hold<unknown>,
  end: End,
  error?: string,
): Promise<void> {
  const ending = await endingOf(context, ended(job, end, context.clock()), error);
  await hold.end((now) => ended(now, end, context.clock()), ending.also);
  await ending.handOver();
}

async function stop(context: Context, hold: Hold<unknown>, why: WorkEnded["why"]): Promise<string> {
  if (why === "lost") return "lost";
  try {
    if (why === "cancelled") {
      await hold.end((job) => ended(job, { status: "cancelled" }, context.clock()));
      return "cancelled";
    }
    const job = await hold.end((now) => handedOver(now, context.clock()));
    await dispatch(context, job);
    return "handed over";
  } catch (error) {
    if (error instanceof WorkEnded) return "lost";
    throw error;
  }
}

/** Gives the job back for another attempt and throws, or ends it. */
async function fail(
  context: Context,
  type: JobType,
  job: JobRecord,
  hold: Hold<unknown>,
  error: unknown,
): Promise<Record<string, unknown>> {
  const failure = failureOf(error, job.correlationId);
  const { reason } = failure.details;
  const shown = { reason, message: failure.message };
  const isOver = isPermanent(failure) || job.attempts >= type.attempts;
  const end: End = { status: "failed", error: shown };
  try {
    if (!isOver) {
      await hold.end((now) => requeued(now, shown, boundsOf(type), context.clock()));
      throw error;
    }
    await endAndTell(context, job, hold, end, String(error));
  } catch (caught) {
    if (caught instanceof WorkEnded) return { job: "lost" };
    throw caught;
  }
  return { job: "failed", reason, error: String(error) };
}

/** A refusal on purpose stays one; what nobody foresaw may be over with the next try. */
const isPermanent = ({ details }: Failure) => !details.retryable && details.reason !== "internal_error";
