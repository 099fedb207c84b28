/** The path of a new upload below its callable: a repeat is known, the quota is exact, the address is signed. */
import type { z } from "zod";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import { quotaMax, type CreateUploadOutput, type Upload, type createUploadInput } from "./contract.js";
import {
  differences,
  fileView,
  newUpload,
  quotaProblem,
  uploadIdOf,
  type FileRecord,
  type UploadTerms,
} from "./file.js";
import { signUpload } from "./signing.js";
import { readBook, readFile, reserveFile } from "./store.js";

type Request = z.output<typeof createUploadInput>;

/** @throws DomainError where the id was used otherwise, or the quota has no room */
export async function createUpload(
  context: Context,
  uid: string,
  { requestId, ...input }: Request,
): Promise<CreateUploadOutput> {
  const { checksum = null } = input;
  const terms: UploadTerms = { ...input, uid, checksum, fileId: uploadIdOf(uid, requestId) };
  const { file, replayed } = await optimistically(async () => {
    const known = await readFile(context.db, terms.fileId);
    if (known) return { file: repeated(known.record, terms), replayed: true };
    const book = await readBook(context.db, uid);
    refuseAbove(quotaProblem(book.book, terms.size));
    const made = newUpload(terms, context.clock());
    await reserveFile(context.db, made, book);
    return { file: made, replayed: false };
  });
  return { file: fileView(file), upload: await uploadOf(context, file), replayed };
}

function repeated(file: FileRecord, terms: UploadTerms): FileRecord {
  const fields = differences(file, terms);
  if (fields.length === 0) return file;
  const message = "differs from the first request with this id";
  throw new DomainError("idempotency_mismatch", { issues: fields.map((field) => ({ field, message })) });
}

function refuseAbove(unit: "count" | "bytes" | null): void {
  if (unit === null) return;
  throw new DomainError("file_quota_reached", { facts: { unit, limit: String(quotaMax[unit]) } });
}

/** A repeat gets an address of its own, which ends with the first one's life. */
async function uploadOf(context: Context, file: FileRecord): Promise<Upload | null> {
  const { status, expiresAt } = file;
  if (status !== "uploading" || expiresAt === null || Date.parse(expiresAt) <= context.clock()) return null;
  return signUpload(await context.buckets.signing(), file, expiresAt);
}
