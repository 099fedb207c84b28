/** Mail that waits for longer than the queue takes: nobody has told the queue, or the queue has lost it. */
import type { Context } from "../platform/context.js";
import { dueHourOf } from "../platform/due-hour.js";
import { isLeased } from "./mail.js";
import { listDueMail } from "./store.js";

const pageSize = 100;
/** Mail beyond them waits for the next run. */
const pagesMax = 20;
/** A mail is left to its trigger and task for so long, from its last write; between tries the queue waits longer. */
const patienceMs = 120_000;
const retryPatienceMs = 900_000;

/** @returns how many mails went to the queue again */
export async function sweepMail({ db, clock, queue }: Pick<Context, "db" | "clock" | "queue">): Promise<{
  mails: number;
}> {
  const nowMs = clock();
  let mails = 0;
  let after: [string, string] | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const found: Awaited<ReturnType<typeof listDueMail>> = await listDueMail(db, dueHourOf(nowMs), {
      ...{ limit: pageSize, after },
    });
    const forgotten = found.rows.filter(({ record, updateTime }) => {
      const patience = record.delivery?.state === "RETRY" ? retryPatienceMs : patienceMs;
      return !isLeased(record, nowMs) && updateTime.toMillis() <= nowMs - patience;
    });
    // Without an id: the queue may remember the first task, which is the one that is lost.
    await Promise.all(forgotten.map(({ mailId }) => queue.enqueue("mail-deliver", { mailId })));
    mails += forgotten.length;
    after = found.next;
    if (!after) break;
  }
  return { mails };
}
