import { scheduled } from "../platform/trigger.js";
import { sweepFiles } from "./sweeping.js";

const policy = { name: "files-sweep", schedule: "every 10 minutes", timeoutSeconds: 300 } as const;

/** Settles uploads that were forgotten or never came, and removes what nobody points to. */
export const sweep = scheduled(policy, sweepFiles);
