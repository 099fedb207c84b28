import { z } from "zod";
import { task } from "../platform/task.js";
import { jobId } from "./contract.js";
import { functionKeyOf, queueOf, type JobType } from "./job-type.js";
import { jobTypes } from "./registry.js";
import { workOn } from "./working.js";

const delivery = z.strictObject({ jobId, generation: z.int().positive() });

/** The function and queue of one type of job, under the policy that its own file states. */
function worker(type: JobType) {
  const { name, attempts, backoff, rate, timeoutSeconds } = type;
  const policy = { name: queueOf(name), input: delivery, attempts, backoff, rate, timeoutSeconds };
  return task({ ...policy, isSweptUp: true }, (context, { input }) => workOn(context, type, input));
}

/** A worker for each type, deployed as `jobs-run-<type>`. */
export const run = Object.fromEntries(
  Object.values(jobTypes).map((type) => [functionKeyOf(type.name), worker(type)]),
);
