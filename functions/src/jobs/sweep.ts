import { scheduled } from "../platform/trigger.js";
import { jobTypeOf } from "./registry.js";
import { sweepJobs } from "./sweeping.js";

const policy = { name: "jobs-sweep", schedule: "every 1 minutes", timeoutSeconds: 300 } as const;

/** Queues what was lost, revives what has died, ends what cannot go on. */
export const sweep = scheduled(policy, (context) => sweepJobs(context, jobTypeOf));
