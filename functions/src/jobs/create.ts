import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { createInput, type JobOutput } from "./contract.js";
import { startJob } from "./creating.js";
import { jobView } from "./job.js";
import { jobTypes } from "./registry.js";

const policy = { name: "jobs-create", roles: everyRole, rateClass: "trade", input: createInput } as const;

/** Starts a job of the caller, where its type is for their role. */
export const create = callable(policy, async (context, { uid, role, input }): Promise<JobOutput> => {
  if (!role || !jobTypes[input.type].roles.includes(role)) throw new DomainError("not_allowed");
  jobTypes[input.type].check?.(input.params, context.clock());
  const { job, replayed } = await startJob(context, { uid, ...input });
  return { job: jobView(job), replayed };
});
