/**
 * The noun of `files`: what is known of one file of one user. Its content lies in Storage: an upload arrives under
 * `quarantine/` and is moved below `files/` when it has been checked; what the system makes is written there at
 * once. The record is the truth: content that no record points to is nobody's, and the sweep removes it. Each state
 * changes under a guard on the record's last write, and the quota changes in the same commit.
 */
import { createHash } from "node:crypto";
import { z } from "zod";
import {
  fileKindSchema,
  fileReasonSchema,
  fileStatusSchema,
  quotaMax,
  type FileReason,
  type FileView,
  type UploadKind,
} from "./contract.js";
import { endingOf, safeName } from "./name.js";

/** What `createUpload` was asked for: a repeat must ask the same, whatever has become of the file. */
const askedSchema = z.strictObject({ name: z.string(), size: z.int(), checksum: z.string().nullable() });

export const fileRecordSchema = z.strictObject({
  fileId: z.string(),
  uid: z.string(),
  kind: fileKindSchema,
  name: z.string(),
  contentType: z.string(),
  size: z.int().min(0),
  checksum: z.string().nullable(),
  status: fileStatusSchema,
  reason: fileReasonSchema.nullable(),
  image: z.strictObject({ width: z.int(), height: z.int() }).nullable(),
  jobId: z.string().nullable(),
  asked: askedSchema.nullable(),
  /** The object that holds the content, of a file that is ready. */
  path: z.string().nullable(),
  /** Of the object in quarantine that is being checked. */
  generation: z.string().nullable(),
  /** Bytes that its owner's quota counts for it; null: it is not counted. */
  charged: z.int().nullable(),
  /** Whether lists show it. */
  listed: z.boolean(),
  /** Until when an upload may begin; null where nothing is to be uploaded. */
  expiresAt: z.iso.datetime().nullable(),
  /** The UTC hour, `YYYY-MM-DDTHH`, from which the sweep looks at it; null: it never does. */
  dueHour: z.string().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type FileRecord = z.infer<typeof fileRecordSchema>;

/** How long an upload may be begun. */
export const uploadLifeMs = 15 * 60_000;
/** How long after that its content may still arrive: an upload that has begun is never swept away. */
export const uploadGraceMs = 30 * 60_000;
/** How long the record of a file that is rejected or deleted is kept, so that repeats are known. */
export const retentionMs = 30 * 86_400_000;

/** One user's use of the quota: uploads under way included. */
export const bookSchema = z.strictObject({
  count: z.int(),
  bytes: z.int(),
  /** The avatar in use. */
  avatar: z.strictObject({ fileId: z.string(), createdAt: z.iso.datetime() }).nullable(),
});
export type FileBook = z.infer<typeof bookSchema>;
export const emptyBook: FileBook = { count: 0, bytes: 0, avatar: null };

const isoTime = (ms: number) => new Date(ms).toISOString();
export const hourOf = (ms: number) => isoTime(ms).slice(0, "YYYY-MM-DDTHH".length);

/** A request's file has its id from the request and its user: nobody can take another's. */
export const uploadIdOf = (uid: string, requestId: string) =>
  `u${createHash("sha256").update(`${uid}/${requestId}`).digest("base64url").slice(0, 24)}`;

const quarantinePrefix = "quarantine/";
const storedPrefix = "files/";
export const prefixes = { quarantine: quarantinePrefix, stored: storedPrefix } as const;

type Place = { readonly uid: string; readonly fileId: string };
export const quarantinePath = ({ uid, fileId }: Place) => `${quarantinePrefix}${uid}/${fileId}`;
/** @param version keeps two contents of one file apart: the generation that was checked, or an attempt's id */
export const storedPath = ({ uid, fileId, contentType }: Place & { contentType: string }, version: string) =>
  `${storedPrefix}${uid}/${fileId}/${version}.${endingOf(contentType)}`;

/** Whose object this is, by its name; undefined where no file of ours is called so. */
export function placeOf(objectName: string): Place | undefined {
  const [, uid, fileId] =
    /^quarantine\/([^/]+)\/([A-Za-z0-9_-]+)$/.exec(objectName) ??
    /^files\/([^/]+)\/([A-Za-z0-9_-]+)\/[^/]+$/.exec(objectName) ??
    [];
  return uid && fileId ? { uid, fileId } : undefined;
}

export type UploadTerms = {
  readonly uid: string;
  readonly fileId: string;
  readonly kind: UploadKind;
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly checksum: string | null;
};

export function newUpload(terms: UploadTerms, nowMs: number): FileRecord {
  const { name, size, checksum, contentType } = terms;
  const expiresAtMs = nowMs + uploadLifeMs;
  return {
    ...terms,
    name: safeName(name, contentType),
    ...{ status: "uploading", reason: null, image: null, jobId: null },
    asked: { name, size, checksum },
    ...{ path: null, generation: null, charged: size, listed: true },
    expiresAt: isoTime(expiresAtMs),
    // From the beginning: the sweep also catches an arrival that nobody told of.
    dueHour: hourOf(nowMs),
    ...{ createdAt: isoTime(nowMs), updatedAt: isoTime(nowMs) },
  };
}

/** Which limit a new upload would pass, if any. */
export function quotaProblem({ count, bytes }: FileBook, size: number): "count" | "bytes" | null {
  if (count + 1 > quotaMax.count) return "count";
  return bytes + size > quotaMax.bytes ? "bytes" : null;
}

/** Whether content may still come, or is being looked at. */
export const isPending = ({ status }: Pick<FileRecord, "status">) =>
  status === "uploading" || status === "checking";

/** Whether content that was complete at this time came too late. */
export const isTooLate = ({ expiresAt }: FileRecord, completeAtMs: number) =>
  expiresAt === null || completeAtMs > Date.parse(expiresAt) + uploadGraceMs;

type Change = Partial<FileRecord>;

/** A file that ends: its quota is free at once, its record stays for a while. */
export function ended(status: "rejected" | "deleted", reason: FileReason | null, nowMs: number): Change {
  return {
    ...{ status, reason, path: null, generation: null, charged: null, image: null, expiresAt: null },
    listed: status !== "deleted",
    ...{ dueHour: hourOf(nowMs + retentionMs), updatedAt: isoTime(nowMs) },
  };
}

/** Names of the fields in which a repeat differs. */
export function differences(file: FileRecord, terms: UploadTerms): string[] {
  const same = {
    kind: file.kind === terms.kind,
    contentType: file.contentType === terms.contentType,
    name: file.asked?.name === terms.name,
    size: file.asked?.size === terms.size,
    checksum: file.asked?.checksum === terms.checksum,
  };
  return Object.entries(same).flatMap(([field, isSame]) => (isSame ? [] : [field]));
}

export function fileView(file: FileRecord): FileView {
  const { fileId, kind, name, contentType, size, checksum, status, reason, image, jobId } = file;
  const { createdAt, updatedAt } = file;
  return {
    ...{ fileId, kind, name, contentType, size, checksum, status, reason, image, jobId },
    ...{ createdAt, updatedAt },
  };
}
