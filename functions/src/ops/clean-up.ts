import { deleteOldLetters } from "../dead-letters/store.js";
import { deleteExpiredJobs } from "../jobs/store.js";
import type { Context } from "../platform/context.js";
import { scheduled } from "../platform/trigger.js";

const policy = { name: "ops-cleanUp", schedule: "every day 03:30", timeoutSeconds: 540 } as const;

/** Long enough to look into what failed. */
const lettersKeptMs = 90 * 86_400_000;
const pageSize = 200;
/** Pages of each kind in one run; the rest is the next day's. */
const pagesMax = 100;

/** Deletes what has been kept long enough. What Firestore's TTL policies delete by themselves is not looked at. */
export const cleanUp = scheduled(policy, async ({ db, clock }: Context) => {
  const nowMs = clock();
  const jobs = await inPages(() => deleteExpiredJobs(db, nowMs, pageSize));
  const letters = await inPages(() => deleteOldLetters(db, nowMs - lettersKeptMs, pageSize));
  return { jobs, letters };
});

async function inPages(deletePage: () => Promise<number>): Promise<number> {
  let deleted = 0;
  for (let page = 0; page < pagesMax; page++) {
    const count = await deletePage();
    deleted += count;
    if (count < pageSize) break;
  }
  return deleted;
}
