/** The snapshots of a day in pages of accounts: how they are handed out to tasks, and what one task does. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { utcDay } from "../ledger/account.js";
import type { Context } from "../platform/context.js";
import { DomainError, invalidField } from "../platform/errors.js";
import { listAccountIds } from "./queries.js";
import { endOfDay, snapshotAccount, type Snapshotted } from "./snapshotting.js";

/** Accounts of the range (after, until], by id. `after` is null at the beginning. */
export const pagePayload = z.strictObject({
  day: z.iso.date(),
  after: z.string().nullable(),
  until: z.string(),
});
export type PagePayload = z.infer<typeof pagePayload>;

export const snapshotPageName = "portfolio-snapshotPage";

const dayMs = 86_400_000;
/** Accounts in one task. */
const pageSize = 200;
/** Pages in one run: two million accounts. More need a second schedule. */
const pagesMax = 10_000;
/** The range was a page when it was made; accounts opened since lie in it too. */
const pagesOfTaskMax = 10;
const accountsAtOnce = 8;

/** Equal pages have equal names; a hash in front, because names that follow each other slow a queue down. */
export function pageTaskId({ day, after, until }: PagePayload): string {
  const range = createHash("sha256")
    .update(JSON.stringify([after, until]))
    .digest("base64url");
  return `${range.slice(0, 22)}-${day}`;
}

/** Queues a task for every page of accounts, for the UTC day before this one. */
export async function handOut({ db, clock, queue }: Pick<Context, "db" | "clock" | "queue">) {
  const day = utcDay(clock() - dayMs);
  let after: string | null = null;
  let [accounts, queued] = [0, 0];
  for (let page = 0; page < pagesMax; page++) {
    const ids: string[] = await listAccountIds(db, { after, until: null }, pageSize);
    const until = ids.at(-1);
    if (until === undefined) break;
    const payload: PagePayload = { day, after, until };
    const answer = await queue.enqueue(snapshotPageName, payload, { id: pageTaskId(payload) });
    if (answer === "queued") queued++;
    accounts += ids.length;
    after = until;
    if (ids.length < pageSize) break;
  }
  return { day, accounts, queued };
}

type Counts = Record<Snapshotted | "tooLong", number>;

/**
 * Makes the snapshots of one page. Those that are there stay, so it may run twice, late or beside itself.
 * @throws what one account threw, when all others are done
 */
export async function takePage(context: Pick<Context, "db" | "clock">, { day, after, until }: PagePayload) {
  if (endOfDay(day) > context.clock()) throw invalidField("day", "is not over yet");
  const counts: Counts = { written: 0, kept: 0, empty: 0, tooLong: 0 };
  const failures: unknown[] = [];
  let last = after;
  for (let page = 0; page < pagesOfTaskMax; page++) {
    const ids = await listAccountIds(context.db, { after: last, until }, pageSize);
    for (let start = 0; start < ids.length; start += accountsAtOnce) {
      const batch = ids.slice(start, start + accountsAtOnce);
      const results = await Promise.allSettled(batch.map((uid) => takeOne(context, uid, day)));
      for (const result of results) {
        if (result.status === "fulfilled") counts[result.value]++;
        else failures.push(result.reason);
      }
    }
    last = ids.at(-1) ?? until;
    if (ids.length < pageSize) break;
  }
  if (failures.length > 0) throw failures[0];
  return { day, ...counts };
}

/** No other try makes a history shorter: it is counted, and its owner is told when it is asked for. */
async function takeOne(...given: Parameters<typeof snapshotAccount>): Promise<keyof Counts> {
  try {
    return await snapshotAccount(...given);
  } catch (error) {
    if (error instanceof DomainError && error.reason === "history_is_too_long") return "tooLong";
    throw error;
  }
}
