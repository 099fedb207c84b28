import { scheduled } from "../platform/trigger.js";
import { handOut } from "./pages.js";

const policy = { name: "portfolio-snapshot", schedule: "every day 00:05", timeoutSeconds: 540 } as const;

/** Hands the snapshots of the day that is over out to tasks, a page of accounts each. */
export const snapshot = scheduled(policy, handOut);
