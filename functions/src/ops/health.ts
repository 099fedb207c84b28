import { http } from "../platform/http.js";
import { newestQuoteTime } from "../prices/store.js";

const policy = { name: "ops-health", method: "GET", rateClass: "public" } as const;

/** A dependency that has not answered after this is down. */
const probeDeadlineMs = 3_000;

type Check = { status: "up" | "down"; latencyMs: number; [fact: string]: unknown };

/** Health of what Bourse depends on: 200 when all of it answers, 503 when not. `quotes` tells, it does not judge. */
export const health = http(policy, async (context) => {
  const firestore = await probe(async () => {
    const newest = await newestQuoteTime(context.db);
    return { newestQuoteAgeMs: newest ? context.clock() - newest.getTime() : null };
  });
  const { newestQuoteAgeMs = null, ...check } = firestore;
  const status = check.status === "up" ? "ok" : "unavailable";
  return {
    status: status === "ok" ? 200 : 503,
    body: { status, checks: { firestore: check }, quotes: { newestAgeMs: newestQuoteAgeMs } },
  };
});

async function probe(work: () => Promise<Record<string, unknown>>): Promise<Check> {
  const startedMs = performance.now();
  const latencyMs = () => Math.round((performance.now() - startedMs) * 10) / 10;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), probeDeadlineMs);
  });
  try {
    const facts = await Promise.race([work(), deadline]);
    return { status: "up", latencyMs: latencyMs(), ...facts };
  } catch {
    // What failed is in the status; health answers must not leak more of it.
    return { status: "down", latencyMs: latencyMs() };
  } finally {
    clearTimeout(timer);
  }
}
