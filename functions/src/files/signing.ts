/**
 * Signed addresses of Storage, signature version 4. An upload is a POST policy, because it can bind the exact length
 * and type, and because the emulator takes it in the same form (it has no signed PUT). The emulator checks neither
 * policy nor signature, so whatever the policy says is enforced once more when the upload has arrived.
 * https://cloud.google.com/storage/docs/authentication/signatures
 */
import type { Bucket } from "../platform/buckets.js";
import { DomainError } from "../platform/errors.js";
import type { Upload } from "./contract.js";
import { quarantinePath, type FileRecord } from "./file.js";
import { attachment } from "./name.js";

/** What Storage answers an upload with; 201 would come with a body of XML. */
const uploadedStatus = "204";

/** Signing asks IAM, which may be away or may not let the runtime sign. */
async function signed<Answer>(sign: () => Promise<Answer>): Promise<Answer> {
  try {
    return await sign();
  } catch (error) {
    throw new DomainError("service_unavailable", {}, { cause: error });
  }
}

/**
 * @param expiresAt the end of the upload's life, of a file that waits for its content
 * @throws DomainError `service_unavailable`
 */
export async function signUpload(bucket: Bucket, file: FileRecord, expiresAt: string): Promise<Upload> {
  const { contentType, size } = file;
  const [{ url, fields }] = await signed(() =>
    bucket.file(quarantinePath(file)).generateSignedPostPolicyV4({
      expires: Date.parse(expiresAt),
      conditions: [["content-length-range", size, size]],
      fields: { "content-type": contentType, success_action_status: uploadedStatus },
    }),
  );
  // The form's own header, with its boundary, is made by whoever makes the form.
  return { method: "POST", url, headers: {}, fields: { ...fields }, expiresAt };
}

/** Long enough to begin a download that was just asked for. */
export const downloadLifeMs = 5 * 60_000;

/**
 * The address fixes type, disposition and name, whatever is stored with the object.
 * @throws DomainError `service_unavailable`
 */
export async function signDownload(
  bucket: Bucket,
  { path, name, contentType }: { readonly path: string; readonly name: string; readonly contentType: string },
  nowMs: number,
): Promise<{ url: string; expiresAt: string }> {
  const expires = nowMs + downloadLifeMs;
  const [url] = await signed(() =>
    bucket.file(path).getSignedUrl({
      version: "v4",
      action: "read",
      ...{ accessibleAt: nowMs, expires },
      responseDisposition: attachment(name),
      responseType: contentType,
    }),
  );
  return { url, expiresAt: new Date(expires).toISOString() };
}
