import { callable, everyRole } from "../platform/callable.js";
import { jobIdInput, type GetOutput } from "./contract.js";
import { jobView } from "./job.js";
import { ownJob } from "./steering.js";

const policy = { name: "jobs-get", roles: everyRole, rateClass: "read", input: jobIdInput } as const;

/** A job of the caller. */
export const get = callable(policy, async ({ db }, { uid, input }): Promise<GetOutput> => {
  const { job } = await ownJob(db, uid, input.jobId);
  return { job: jobView(job) };
});
