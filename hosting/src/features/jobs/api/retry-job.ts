import type { JobIdInput, JobOutput } from "@bourse/functions/jobs/contract";
import { callable } from "../../../lib/callable.js";

export const retryJob = callable<JobIdInput, JobOutput>("jobs-retry");
