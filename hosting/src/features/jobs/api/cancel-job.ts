import type { JobIdInput, JobOutput } from "@bourse/functions/jobs/contract";
import { callable } from "../../../lib/callable.js";

export const cancelJob = callable<JobIdInput, JobOutput>("jobs-cancel");
