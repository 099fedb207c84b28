import type { CreateInput, JobOutput } from "@bourse/functions/jobs/contract";
import { callable } from "../../../lib/callable.js";

export const createJob = callable<CreateInput, JobOutput>("jobs-create");
