/** The callables of `files`: documents and avatars that the caller uploads, statements and exports that the system makes. */
import { z } from "zod";
import { clientId, pageInput, pageOf } from "../money/wire.js";

/** `statement` and `export` are made by the system only. */
export const generatedKinds = ["statement", "export"] as const;
const uploadKinds = ["document", "avatar"] as const;
export const fileKindSchema = z.enum([...uploadKinds, ...generatedKinds]);
export type FileKind = z.infer<typeof fileKindSchema>;
export type GeneratedKind = (typeof generatedKinds)[number];
export type UploadKind = (typeof uploadKinds)[number];

const imageTypes = ["image/png", "image/jpeg", "image/webp"] as const;
const documentTypes = ["application/pdf", ...imageTypes, "text/csv", "text/plain"] as const;
const mebibyte = 1024 * 1024;

/** What may be uploaded as which kind; `bytesMax` for one file. `storage.rules` says the same once more. */
export const uploadLimits: Record<
  UploadKind,
  { readonly types: readonly string[]; readonly bytesMax: number }
> = {
  document: { types: documentTypes, bytesMax: 10 * mebibyte },
  avatar: { types: imageTypes, bytesMax: 2 * mebibyte },
};

/** What one user may have stored, uploads that are under way included; files made by the system take nothing of it. */
export const quotaMax = { count: 200, bytes: 200 * mebibyte } as const;

export const fileNameLengthMax = 120;

/**
 * `uploading`: nothing has arrived. `checking`: it has, and is being looked at. `ready`: can be downloaded.
 * `rejected`: see `reason`; its content is gone. `deleted`: by its owner, or replaced by a newer avatar.
 */
export const fileStatusSchema = z.enum(["uploading", "checking", "ready", "rejected", "deleted"]);
export type FileStatus = z.infer<typeof fileStatusSchema>;

/** Why a file was rejected or is gone: a closed union; apps map each to a sentence. */
export const fileReasons = [
  "type_differs",
  "size_differs",
  "checksum_differs",
  "text_is_not_plain",
  "encoding_not_allowed",
  "image_is_unreadable",
  "image_has_too_many_pixels",
  "malware_found",
  "upload_expired",
  "could_not_be_checked",
  "content_is_missing",
] as const;
export const fileReasonSchema = z.enum(fileReasons);
export type FileReason = z.infer<typeof fileReasonSchema>;

/** For people: apps and mail say the same. */
export const reasonSentences: Record<FileReason, string> = {
  type_differs: "Its content is not of the type that its name says.",
  size_differs: "It did not arrive whole. Upload it again.",
  checksum_differs: "It was changed on the way. Upload it again.",
  text_is_not_plain: "It is not plain text. Save it as UTF-8 and upload it again.",
  encoding_not_allowed: "It came packed. Upload it unpacked.",
  image_is_unreadable: "The picture cannot be read.",
  image_has_too_many_pixels: "The picture has too many pixels. Make it smaller and upload it again.",
  malware_found: "It holds malware. We have removed it; check the device it came from.",
  upload_expired: "It never arrived. Upload it again.",
  could_not_be_checked: "We could not check it. Upload it again.",
  content_is_missing: "Its content is lost. Upload it again.",
};

/** `size` in bytes and `checksum` (SHA-256, hex) are what was announced until the file is ready, then what is there. */
export const fileSchema = z.strictObject({
  fileId: z.string(),
  kind: fileKindSchema,
  name: z.string(),
  contentType: z.string(),
  size: z.int(),
  checksum: z.string().nullable(),
  status: fileStatusSchema,
  /** Set where it was rejected. */
  reason: fileReasonSchema.nullable(),
  /** Pixels, of images that are ready. */
  image: z.strictObject({ width: z.int(), height: z.int() }).nullable(),
  /** The job that made it. */
  jobId: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type FileView = z.infer<typeof fileSchema>;

const fileId = clientId;
const givenNameLengthMax = 255;
const givenName = z.string().trim().min(1).max(givenNameLengthMax);
const mediaTypeLengthMax = 100;

/**
 * `name` may hold anything: it is made safe. `contentType` and `size` (bytes) must be what is then uploaded;
 * `checksum` is the SHA-256 of the content in hex, and is held against it where it is given.
 */
export const createUploadInput = z
  .strictObject({
    requestId: clientId,
    kind: z.enum(uploadKinds, { error: `must be one of ${uploadKinds.join(", ")}` }),
    name: givenName,
    contentType: z.string().max(mediaTypeLengthMax),
    size: z.int().min(1),
    checksum: z
      .string()
      .regex(/^[0-9a-f]{64}$/, "must be a SHA-256 in small hex digits")
      .optional(),
  })
  .superRefine(({ kind, contentType, size }, context) => {
    const { types, bytesMax } = uploadLimits[kind];
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (!types.includes(contentType)) refuse("contentType", `must be one of ${types.join(", ")}`);
    if (size > bytesMax) refuse("size", `must be at most ${bytesMax}`);
  });
export type CreateUploadInput = z.input<typeof createUploadInput>;

/**
 * How to upload: one request with this method to this address, with these headers, and as a multipart form of
 * `fields` in their order, then the content as the last field, `file`.
 */
export const uploadSchema = z.strictObject({
  method: z.literal("POST"),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  fields: z.record(z.string(), z.string()),
  expiresAt: z.string(),
});
export type Upload = z.infer<typeof uploadSchema>;

/** `upload` is null in a repeat whose file waits for no content any more. */
export const createUploadOutput = z.strictObject({
  file: fileSchema,
  upload: uploadSchema.nullable(),
  replayed: z.boolean(),
});
export type CreateUploadOutput = z.infer<typeof createUploadOutput>;

export const getInput = z.strictObject({ fileId });
export type GetInput = z.input<typeof getInput>;
export const getOutput = z.strictObject({ file: fileSchema });
export type GetOutput = z.infer<typeof getOutput>;

/** Deleted files are not listed. */
export const listInput = z.strictObject({
  ...pageInput,
  kind: fileKindSchema.optional(),
  status: fileStatusSchema.exclude(["deleted"]).optional(),
});
export type ListInput = z.input<typeof listInput>;
export const listOutput = pageOf(fileSchema);
export type ListOutput = z.infer<typeof listOutput>;

/** Only the name can change; it is made safe, and keeps an ending that fits the content. */
export const updateInput = z.strictObject({ fileId, name: givenName });
export type UpdateInput = z.input<typeof updateInput>;
/** `replayed`: it was called so before. */
export const updateOutput = z.strictObject({ file: fileSchema, replayed: z.boolean() });
export type UpdateOutput = z.infer<typeof updateOutput>;

export const deleteInput = z.strictObject({ fileId });
export type DeleteInput = z.input<typeof deleteInput>;
/** `replayed`: it had been deleted before. */
export const deleteOutput = z.strictObject({ file: fileSchema, replayed: z.boolean() });
export type DeleteOutput = z.infer<typeof deleteOutput>;

export const createDownloadInput = z.strictObject({ fileId });
export type CreateDownloadInput = z.input<typeof createDownloadInput>;
/** An address that anybody may get the content from until it expires: an attachment, never shown in place. */
export const createDownloadOutput = z.strictObject({ url: z.string(), expiresAt: z.string() });
export type CreateDownloadOutput = z.infer<typeof createDownloadOutput>;
