import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { createDownloadInput, type CreateDownloadOutput } from "./contract.js";
import { liveFile } from "./owned.js";
import { signDownload } from "./signing.js";

const policy = {
  name: "files-createDownload",
  roles: everyRole,
  rateClass: "read",
  input: createDownloadInput,
} as const;

/** An address that a file of the caller can be downloaded from for some minutes. */
export const createDownload = callable(
  policy,
  async (context, { uid, input }): Promise<CreateDownloadOutput> => {
    const { record } = await liveFile(context.db, uid, input.fileId);
    const { path, status } = record;
    if (status !== "ready" || path === null) {
      throw new DomainError("file_is_not_ready", { facts: { status } });
    }
    return signDownload(await context.buckets.signing(), { ...record, path }, context.clock());
  },
);
