import type { CreateInput, CreateOutput } from "@bourse/functions/alerts/contract";
import { callable } from "../../../lib/callable.js";

export const createAlert = callable<CreateInput, CreateOutput>("alerts-create");
