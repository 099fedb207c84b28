import { task } from "../platform/task.js";
import { pagePayload, snapshotPageName, takePage } from "./pages.js";

const policy = {
  name: snapshotPageName,
  input: pagePayload,
  attempts: 5,
  backoff: { minSeconds: 10, maxSeconds: 300 },
  rate: { maxDispatchesPerSecond: 5, maxConcurrentDispatches: 5 },
  timeoutSeconds: 540,
} as const;

/** Makes the snapshots of one page of accounts. */
export const snapshotPage = task(policy, (context, { input }) => takePage(context, input));
