import { objectFinalized } from "../platform/trigger.js";
import { checkUpload } from "./checking.js";
import { factsOf } from "./objects.js";

const policy = {
  name: "files-onFinalized",
  timeoutSeconds: 120,
  // The sweep finds what an older event was about.
  eventAgeMaxMs: 3_600_000,
  // Each keeps up to a mebibyte of its content.
  concurrency: 20,
} as const;

/** Checks what has been uploaded: it becomes ready, or is rejected and removed. */
export const onFinalized = objectFinalized(policy, async (context, object) => ({
  object: object.name,
  generation: object.generation,
  ...(await checkUpload(context, factsOf(object))),
}));
