import { callable, everyRole } from "../platform/callable.js";
import { jobIdInput, type JobOutput } from "./contract.js";
import { jobView } from "./job.js";
import { retryJob } from "./steering.js";

const policy = { name: "jobs-retry", roles: everyRole, rateClass: "trade", input: jobIdInput } as const;

/** Begins a job of the caller anew that has failed or was cancelled. `replayed`: it is under way already. */
export const retry = callable(policy, async (context, { uid, input }): Promise<JobOutput> => {
  const { job, replayed } = await retryJob(context, uid, input.jobId);
  return { job: jobView(job), replayed };
});
