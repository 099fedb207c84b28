import type { RevokeSessionsInput, RevokeSessionsOutput } from "@bourse/functions/users/contract";
import { callable } from "../../../lib/callable.js";

export const revokeSessions = callable<RevokeSessionsInput, RevokeSessionsOutput>("users-revokeSessions");
