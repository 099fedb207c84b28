/**
 * The noun of `jobs`: background work for one user, or for the system (`uid` is empty). Its document is the truth of
 * it and the outbox too: a task is only a hint that there may be something to do, and may come twice, late, early
 * or never.
 *
 * A job is `queued`, `running` under the lease of one worker, or over. `claims` counts the leases ever given and is
 * the fencing number: what a worker writes is refused once another has claimed. `attempts` counts the starts of
 * this `generation`, which a retry by hand raises. `sweepMinute` is when the sweep looks at the job, null when it is
 * over; a minute, so that the index on it has no newest end that all writes meet at.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "../ledger/entry-record.js";
import { errorTable } from "../platform/errors.js";
import type { Reason } from "../platform/reasons.js";
import { jobStatusSchema, progressSchema, type JobView } from "./contract.js";

const time = z.iso.datetime();

export const jobRecordSchema = z.strictObject({
  jobId: z.string(),
  uid: z.string(),
  requestId: z.string(),
  type: z.string(),
  params: z.record(z.string(), z.unknown()),
  status: jobStatusSchema,
  /** Whether it is queued or running. */
  live: z.boolean(),
  progress: progressSchema,
  generation: z.int().positive(),
  attempts: z.int().min(0),
  claims: z.int().min(0),
  /** Tasks queued for it since its last claim. */
  dispatches: z.int().positive(),
  /** Writes of all its workers: tells a write that happened from one that did not. */
  steps: z.int().min(0),
  worker: z.string().nullable(),
  leaseUntil: time.nullable(),
  cancelRequested: z.boolean(),
  result: z.record(z.string(), z.unknown()).nullable(),
  error: z.strictObject({ reason: z.string(), message: z.string() }).nullable(),
  correlationId: z.string(),
  traceparent: z.string().nullable(),
  notBefore: time.nullable(),
  createdAt: time,
  startedAt: time.nullable(),
  finishedAt: time.nullable(),
  sweepMinute: z.string().nullable(),
  /** When clean-up may delete it. A user's job stays, because its document keeps the request's id. */
  expiresAt: time.nullable(),
});
export type JobRecord = z.infer<typeof jobRecordSchema>;

/** Owner of the system's own jobs: no user has it. */
export const systemUid = "";
/** Jobs that a user may have under way. */
export const liveJobsMax = 20;

const secondMs = 1_000;
const minuteMs = 60_000;
/** How long the task of a job has before the sweep queues another. */
const graceMs = minuteMs;
const graceMaxMs = 60 * minuteMs;
/** Tasks that one attempt may take; with the growing pauses between them, about two days of a paused queue. */
const dispatchesMax = 50;
/** A task may be this early: clocks differ. */
const earlyMs = secondMs;
const systemJobKeptMs = 90 * 86_400_000;

const iso = (ms: number) => new Date(ms).toISOString();
export const minuteOf = (ms: number) => iso(ms).slice(0, 16);

/** The same for the same request of the same user, for ever. */
export const jobIdOf = (uid: string, requestId: string) =>
  createHash("sha256")
    .update(JSON.stringify([uid, requestId]))
    .digest("hex")
    .slice(0, 40);

export type JobTerms = Pick<JobRecord, "uid" | "requestId" | "type" | "params" | "notBefore"> &
  Pick<JobRecord, "correlationId" | "traceparent">;

const beginsMs = ({ notBefore }: Pick<JobRecord, "notBefore">, nowMs: number) =>
  notBefore === null ? nowMs : Math.max(nowMs, Date.parse(notBefore));

/** Never used before: the queue of the emulators never forgets one. */
export const taskIdOf = ({ jobId, generation, claims, dispatches }: JobRecord) =>
  `${jobId}-${generation}-${claims}-${dispatches}`;

export function newJob(terms: JobTerms, nowMs: number): JobRecord {
  return {
    ...terms,
    jobId: jobIdOf(terms.uid, terms.requestId),
    ...{ status: "queued", live: true, progress: { done: 0, total: null, note: null } },
    ...{ generation: 1, attempts: 0, claims: 0, dispatches: 1, steps: 0 },
    ...{ worker: null, leaseUntil: null, cancelRequested: false, result: null, error: null },
    ...{ createdAt: iso(nowMs), startedAt: null, finishedAt: null, expiresAt: null },
    sweepMinute: minuteOf(beginsMs(terms, nowMs) + graceMs),
  };
}

/** What a job's type says about its starts. */
export type Bounds = { readonly attempts: number; readonly leaseMs: number; readonly backoffMaxMs: number };

/** Over with this, at the end of a worker's run or without one. */
export type End =
  | { readonly status: "succeeded"; readonly result: Record<string, unknown> }
  | { readonly status: "failed"; readonly error: NonNullable<JobRecord["error"]> }
  | { readonly status: "cancelled" };

export function ended(job: JobRecord, end: End, nowMs: number): JobRecord {
  return {
    ...job,
    ...{ live: false, worker: null, leaseUntil: null, sweepMinute: null, finishedAt: iso(nowMs) },
    expiresAt: job.uid === systemUid ? iso(nowMs + systemJobKeptMs) : null,
    ...(end.status === "succeeded" ? { error: null } : {}),
    ...end,
  };
}

/** Begun anew by hand: with all its attempts, from its last checkpoint. */
export function reopened(job: JobRecord, nowMs: number): JobRecord {
  return {
    ...job,
    ...{ status: "queued", live: true, generation: job.generation + 1, attempts: 0, dispatches: 1 },
    ...{ cancelRequested: false, finishedAt: null, expiresAt: null },
    sweepMinute: minuteOf(beginsMs(job, nowMs) + graceMs),
  };
}

/** Waits for its next start. @param error of the one that failed */
export function requeued(
  job: JobRecord,
  error: NonNullable<JobRecord["error"]>,
  { backoffMaxMs }: Bounds,
  nowMs: number,
): JobRecord {
  return {
    ...job,
    ...{ status: "queued", worker: null, leaseUntil: null, error },
    // The queue comes by itself after its pause; the sweep where it does not.
    sweepMinute: minuteOf(nowMs + backoffMaxMs + graceMs),
  };
}

/** Goes on in another task, because this one's time is nearly over: that is no attempt. */
export function handedOver(job: JobRecord, nowMs: number): JobRecord {
  return {
    ...job,
    ...{ status: "queued", worker: null, leaseUntil: null, attempts: job.attempts - 1 },
    dispatches: job.dispatches + 1,
    sweepMinute: minuteOf(nowMs + graceMs),
  };
}

export function withLease(job: JobRecord, worker: string, { leaseMs }: Bounds, nowMs: number): JobRecord {
  const untilMs = nowMs + leaseMs;
  return { ...job, worker, leaseUntil: iso(untilMs), sweepMinute: minuteOf(untilMs + minuteMs) };
}

const errorOf = (reason: Reason) => ({ reason, message: errorTable[reason].message });

export type Claim =
  | { readonly kind: "claimed"; readonly job: JobRecord }
  /** Nothing is to be done: it is over, is another's, is of an earlier generation, or its time has not come. */
  | { readonly kind: "dropped"; readonly why: "over" | "busy" | "stale" | "early" }
  | { readonly kind: "ends"; readonly job: JobRecord };

/** What a worker may do that was told of the job by a task of this generation. */
export function claim(
  found: JobRecord,
  { generation, worker }: { readonly generation: number; readonly worker: string },
  bounds: Bounds,
  nowMs: number,
): Claim {
  // A dead letter that is sent again asks for the generation after the one that failed.
  const isRetry = found.status === "failed" && generation === found.generation + 1;
  const job = isRetry ? reopened(found, nowMs) : found;
  if (generation !== job.generation) return { kind: "dropped", why: "stale" };
  if (!job.live) return { kind: "dropped", why: "over" };
  if (job.notBefore !== null && Date.parse(job.notBefore) > nowMs + earlyMs) {
    return { kind: "dropped", why: "early" };
  }
  if (job.leaseUntil !== null && Date.parse(job.leaseUntil) > nowMs) return { kind: "dropped", why: "busy" };
  const end = endWithoutWorker(job, bounds);
  if (end) return { kind: "ends", job: ended(job, end, nowMs) };
  const claimed: JobRecord = {
    ...withLease(job, worker, bounds, nowMs),
    ...{ status: "running", attempts: job.attempts + 1, claims: job.claims + 1, dispatches: 1 },
    startedAt: job.startedAt ?? iso(nowMs),
  };
  return { kind: "claimed", job: claimed };
}

/** How a job ends that nobody works on and nobody shall. */
function endWithoutWorker(job: JobRecord, bounds: Bounds): End | null {
  if (job.cancelRequested) return { status: "cancelled" };
  if (job.attempts >= bounds.attempts)
    return { status: "failed", error: job.error ?? errorOf("job_worker_was_lost") };
  return null;
}

export type Sweeping = { readonly kind: "waits" | "enqueue" | "ends"; readonly job: JobRecord };

/** What the sweep does with a job whose minute has come. */
export function sweeping(job: JobRecord, bounds: Bounds, nowMs: number): Sweeping | null {
  if (!job.live) return null;
  const waitsUntil = (ms: number): Sweeping => ({
    kind: "waits",
    job: { ...job, sweepMinute: minuteOf(ms) },
  });
  if (job.notBefore !== null && Date.parse(job.notBefore) > nowMs)
    return waitsUntil(Date.parse(job.notBefore));
  if (job.leaseUntil !== null && Date.parse(job.leaseUntil) > nowMs)
    return waitsUntil(Date.parse(job.leaseUntil) + minuteMs);
  const unstarted: End | null =
    job.dispatches >= dispatchesMax ? { status: "failed", error: errorOf("job_was_never_started") } : null;
  const end = endWithoutWorker(job, bounds) ?? unstarted;
  if (end) return { kind: "ends", job: ended(job, end, nowMs) };
  const pauseMs = Math.min(graceMaxMs, graceMs * 2 ** Math.min(job.dispatches, 10));
  const queued: JobRecord = {
    ...job,
    ...{ status: "queued", worker: null, leaseUntil: null, dispatches: job.dispatches + 1 },
    sweepMinute: minuteOf(nowMs + pauseMs),
  };
  return { kind: "enqueue", job: queued };
}

/** Names of the fields in which a repeat differs. */
export function differences(
  job: JobRecord,
  terms: Pick<JobTerms, "type" | "params" | "notBefore">,
): string[] {
  if (job.type !== terms.type) return ["type"];
  const names = new Set([...Object.keys(job.params), ...Object.keys(terms.params)]);
  const differ = [...names].filter(
    (name) => canonicalJson(job.params[name] ?? null) !== canonicalJson(terms.params[name] ?? null),
  );
  const notBefore = job.notBefore !== terms.notBefore ? ["notBefore"] : [];
  return [...differ.map((name) => `params.${name}`), ...notBefore];
}

export function jobView(job: JobRecord): JobView {
  const { jobId, requestId, type, params, status, progress, attempts, cancelRequested } = job;
  const { result, error, correlationId, notBefore, createdAt, startedAt, finishedAt } = job;
  return {
    ...{ jobId, requestId, type, params, status, progress, attempts, cancelRequested },
    ...{ result, error, correlationId, notBefore, createdAt, startedAt, finishedAt },
  };
}
