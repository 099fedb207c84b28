import type { MarkReadInput, MarkReadOutput } from "@bourse/functions/notifications/contract";
import { callable } from "../../../lib/callable.js";

export const markRead = callable<MarkReadInput, MarkReadOutput>("notifications-markRead");
