/**
 * `jobs/{jobId}`, which its owner watches, and `jobs/{jobId}/checkpoints/current`, which only its workers read: how
 * far the work has come, in one commit with the job.
 */
import {
  FieldPath,
  Timestamp,
  type Firestore,
  type Query,
  type QueryDocumentSnapshot,
  type WriteBatch,
} from "firebase-admin/firestore";
import { newestFirstEnd } from "../platform/newest-first.js";
import { readable } from "../platform/readable.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import type { JobStatus } from "./contract.js";
import { jobRecordSchema, type JobRecord } from "./job.js";

const jobsOf = (db: Firestore) => db.collection("jobs");
const checkpointOf = (db: Firestore, jobId: string) =>
  jobsOf(db).doc(jobId).collection("checkpoints").doc("current");

const document = (job: JobRecord) =>
  withTimestamps(job, "leaseUntil", "notBefore", "createdAt", "startedAt", "finishedAt", "expiresAt");

/** A job with the time of its last write. */
export type JobVersion = { readonly job: JobRecord; readonly updateTime: Timestamp };

export async function readJob(db: Firestore, jobId: string): Promise<JobVersion | undefined> {
  const snapshot = await jobsOf(db).doc(jobId).get();
  const { updateTime } = snapshot;
  return updateTime && { job: jobRecordSchema.parse(withIsoTimes(snapshot.data() ?? {})), updateTime };
}

/**
 * Puts a new job into the commit of what it must follow. The commit fails with `exists` where it is there.
 * @public
 */
export function addJob(db: Firestore, batch: WriteBatch, job: JobRecord): void {
  batch.create(jobsOf(db).doc(job.jobId), document(job));
}

export async function createJob(db: Firestore, job: JobRecord): Promise<void> {
  const batch = db.batch();
  addJob(db, batch, job);
  await batch.commit();
}

/** What else belongs into the commit of a job. */
export type Also = (batch: WriteBatch) => void;

/** Writes a job over the version it was made from, or fails with `conflict`. */
export async function updateJob(
  db: Firestore,
  { updateTime }: Pick<JobVersion, "updateTime">,
  job: JobRecord,
  also: Also = () => undefined,
): Promise<JobVersion> {
  const batch = db.batch();
  batch.update(jobsOf(db).doc(job.jobId), document(job), { lastUpdateTime: updateTime });
  also(batch);
  const [result] = await batch.commit();
  if (!result) throw new Error("a commit answers with the time of each write");
  return { job, updateTime: result.writeTime };
}

/** As text: Firestore refuses lists in lists, and nobody asks for what is inside. */
export function writeCheckpoint(db: Firestore, batch: WriteBatch, jobId: string, checkpoint: unknown): void {
  batch.set(checkpointOf(db, jobId), { json: JSON.stringify(checkpoint) });
}

/** Undefined where none has been written. */
export async function readCheckpoint(db: Firestore, jobId: string): Promise<unknown> {
  const json: unknown = (await checkpointOf(db, jobId).get()).get("json");
  return typeof json === "string" ? (JSON.parse(json) as unknown) : undefined;
}

/** How many jobs a user has under way, counted up to a bound. */
export async function countLiveJobs(db: Firestore, uid: string, most: number): Promise<number> {
  const query = jobsOf(db).where("uid", "==", uid).where("live", "==", true).limit(most).select();
  return (await query.get()).docs.length;
}

export type JobFilters = {
  readonly type?: string | undefined;
  readonly status?: JobStatus | undefined;
};
/** `after`: time and id of the last row of the page before. */
export type JobsPage = { readonly limit: number; readonly after: readonly [string, string] | undefined };

/** A user's jobs, newest first. @returns `last`: where the next page begins, null after the last one */
export async function listJobs(
  db: Firestore,
  uid: string,
  { type, status }: JobFilters,
  { limit, after }: JobsPage,
): Promise<{ rows: JobRecord[]; last: [string, string] | null }> {
  let query: Query = jobsOf(db).where("uid", "==", uid);
  if (type) query = query.where("type", "==", type);
  if (status) query = query.where("status", "==", status);
  query = query.orderBy("createdAt", "desc").orderBy("jobId", "desc");
  if (after) query = query.startAfter(Timestamp.fromMillis(Date.parse(after[0])), after[1]);
  const { docs } = await query.limit(limit + 1).get();
  const page = docs.slice(0, limit);
  return {
    rows: page.flatMap((row) => readable(row, jobRecordSchema) ?? []),
    last: docs.length > limit ? newestFirstEnd(page.at(-1), "jobId") : null,
  };
}

/** The newest job of a type in some status, whoever's. */
export async function newestJob(
  db: Firestore,
  type: string,
  { live, status }: { readonly live?: boolean; readonly status?: JobStatus },
): Promise<JobRecord | undefined> {
  let query: Query = jobsOf(db).where("type", "==", type);
  if (live !== undefined) query = query.where("live", "==", live);
  if (status) query = query.where("status", "==", status);
  const [found] = (await query.orderBy("createdAt", "desc").limit(1).get()).docs;
  return found && readable(found, jobRecordSchema);
}

const versionOf = (found: QueryDocumentSnapshot): JobVersion[] => {
  const job = readable(found, jobRecordSchema);
  return job ? [{ job, updateTime: found.updateTime }] : [];
};

/** Where a page of the sweep ended: minute and id of its last job. */
export type SweepPlace = readonly [minute: string, jobId: string];

/** Jobs that the sweep is to look at by that minute, those that have waited longest first. */
export async function listDueJobs(
  db: Firestore,
  minute: string,
  { limit, after }: { readonly limit: number; readonly after: SweepPlace | null },
): Promise<{ rows: JobVersion[]; next: SweepPlace | null }> {
  let query = jobsOf(db)
    .where("sweepMinute", "<=", minute)
    .orderBy("sweepMinute")
    .orderBy(FieldPath.documentId());
  if (after) query = query.startAfter(...after);
  const { docs } = await query.limit(limit).get();
  const last = docs.at(-1);
  const place: [unknown, unknown] = [last?.get("sweepMinute"), last?.id];
  const isFull = docs.length === limit && typeof place[0] === "string" && typeof place[1] === "string";
  return { rows: docs.flatMap(versionOf), next: isFull ? (place as [string, string]) : null };
}

/** Deletes jobs whose time is over, with their checkpoints. @returns how many */
export async function deleteExpiredJobs(db: Firestore, nowMs: number, limit: number): Promise<number> {
  const query = jobsOf(db).where("expiresAt", "<=", Timestamp.fromMillis(nowMs)).orderBy("expiresAt");
  const { docs } = await query.limit(limit).select().get();
  if (docs.length === 0) return 0;
  const batch = db.batch();
  for (const { id } of docs) batch.delete(checkpointOf(db, id)).delete(jobsOf(db).doc(id));
  await batch.commit();
  return docs.length;
}

/** Jobs of a user that are under way, in no order. */
export async function listLiveJobIds(db: Firestore, uid: string, limit: number): Promise<string[]> {
  const query = jobsOf(db).where("uid", "==", uid).where("live", "==", true).limit(limit).select();
  return (await query.get()).docs.map(({ id }) => id);
}

/** Deletes jobs of a user that are over, with their checkpoints. @returns how many */
export async function deleteJobsOf(db: Firestore, uid: string, limit: number): Promise<number> {
  const query = jobsOf(db).where("uid", "==", uid).where("live", "==", false).limit(limit).select();
  const { docs } = await query.get();
  if (docs.length === 0) return 0;
  const batch = db.batch();
  for (const { id } of docs) batch.delete(checkpointOf(db, id)).delete(jobsOf(db).doc(id));
  await batch.commit();
  return docs.length;
}
