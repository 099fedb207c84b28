import { callable, everyRole } from "../platform/callable.js";
import { createUploadInput, type CreateUploadOutput } from "./contract.js";
import { createUpload as create } from "./uploading.js";

const policy = {
  name: "files-createUpload",
  roles: everyRole,
  rateClass: "read",
  input: createUploadInput,
} as const;

/** Announces a file of the caller, reserves its place, and says how to send the content. */
export const createUpload = callable(policy, (context, { uid, input }): Promise<CreateUploadOutput> => {
  return create(context, uid, input);
});
