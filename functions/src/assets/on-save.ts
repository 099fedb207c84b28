import { redisSecrets } from "../platform/config.js";
import { DomainError } from "../platform/errors.js";
import { documentWritten } from "../platform/trigger.js";
import { assetChanged } from "./cached.js";

const policy = {
  name: "assets-onSave",
  document: "assets/{assetId}",
  timeoutSeconds: 60,
  // By then every cached answer has ended by itself.
  eventAgeMaxMs: 60_000,
  secrets: redisSecrets(),
} as const;

/** An asset was written, by whomever: cached answers about it end. Comes again until Redis has been told. */
export const onSave = documentWritten(policy, async (context, { params }) => {
  if (!(await assetChanged(context.cache, params.assetId))) throw new DomainError("service_unavailable");
  return { assetId: params.assetId };
});
