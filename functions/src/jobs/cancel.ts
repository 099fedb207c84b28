import { callable, everyRole } from "../platform/callable.js";
import { jobIdInput, type JobOutput } from "./contract.js";
import { jobView } from "./job.js";
import { cancelJob } from "./steering.js";

const policy = { name: "jobs-cancel", roles: everyRole, rateClass: "trade", input: jobIdInput } as const;

/** Ends a job of the caller: at once where it waits, at its next step where it runs. */
export const cancel = callable(policy, async (context, { uid, input }): Promise<JobOutput> => {
  const { job, replayed } = await cancelJob(context, uid, input.jobId);
  return { job: jobView(job), replayed };
});
