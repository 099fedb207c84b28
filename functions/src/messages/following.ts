/**
 * Follows an account: tells of its entries in their order, from where it stopped. A commit's event only says that
 * there may be more, so events that come twice, late, out of order or not at all make no difference to what is told,
 * only to when; a burst of commits is told in few steps.
 */
import type { EntryRecord } from "../ledger/entry-record.js";
import { readOrderEntries, readEntriesAfter } from "../ledger/queries.js";
import { formatShortest, readDecimal } from "../money/amount.js";
import type { Context } from "../platform/context.js";
import { optimistically } from "../platform/optimistic.js";
import { eventsOf, type Known } from "./account-events.js";
import { readLastEntries, readOrders } from "./queries.js";
import { moveTold, readToldListener, type Listener } from "./store.js";
import { tell } from "./telling.js";

type Following = Pick<Context, "db" | "clock" | "queue">;

/** Entries that are told at once. */
const pageSize = 50;
/** Pages of one run; what is left is the next run's, which the account's next commit begins. */
const pagesMax = 20;
/** An account that has never been followed: its last entries only. */
const firstLookMax = 200;
/** What is older is history and no news: accounts that were moved here, entries of a long outage. */
const newsAgeMaxMs = 86_400_000;

/** @returns how many events were told; `unheard`: the account is nobody's */
export async function follow(context: Following, uid: string): Promise<{ told: number; unheard?: boolean }> {
  let told = 0;
  for (let page = 0; page < pagesMax; page++) {
    const step = await optimistically(() => followPage(context, uid));
    if (!step) return { told, unheard: true };
    told += step.told;
    if (!step.more) break;
  }
  return { told };
}

async function followPage(
  context: Following,
  uid: string,
): Promise<{ told: number; more: boolean } | undefined> {
  const { db } = context;
  const { listener, told: from } = await readToldListener(db, uid);
  if (!listener) return undefined;
  const entries = from
    ? await readEntriesAfter(db, uid, from.seq, pageSize)
    : await readLastEntries(db, uid, firstLookMax);
  const last = entries.at(-1);
  if (!last) return { told: 0, more: false };
  const told = await tellEntries(context, uid, entries, listener);
  await moveTold(db, uid, last.seq, from);
  return { told, more: from !== undefined && entries.length === pageSize };
}

async function tellEntries(
  context: Following,
  uid: string,
  entries: readonly EntryRecord[],
  listener: Listener,
): Promise<number> {
  const since = context.clock() - newsAgeMaxMs;
  const news = entries.filter(({ at, kind }) => Date.parse(at) >= since && kind !== "hold");
  if (news.length === 0) return 0;
  const known = await knownOf(context, uid, news);
  const events = news.flatMap((entry) => eventsOf(uid, entry, known));
  const told = await Promise.all(events.map((event) => tell(context, event, listener)));
  return told.filter(Boolean).length;
}

async function knownOf({ db }: Following, uid: string, entries: readonly EntryRecord[]): Promise<Known> {
  const ids = entries.flatMap(({ orderId }) => orderId ?? []);
  const orders = await readOrders(db, uid, [...new Set(ids)]);
  const legIds = [...orders.values()].flatMap((order) => order.legIds);
  const missing = [...new Set(legIds)].filter((id) => !orders.has(id));
  for (const [id, leg] of await readOrders(db, uid, missing)) orders.set(id, leg);
  const sums = new Map<string, string>();
  // One fill that is the whole order needs no sum, and nearly all are.
  const partial = entries.flatMap(({ fill, orderId }) => {
    const order = orders.get(orderId ?? "");
    return fill && order && fill.quantity !== order.quantity ? [order] : [];
  });
  for (const { orderId, scale } of new Set(partial)) {
    let sum = 0n;
    for (const { entryId, fill } of await readOrderEntries(db, uid, orderId)) {
      if (fill) sum += readDecimal(fill.quantity, scale);
      sums.set(entryId, formatShortest(sum, scale));
    }
  }
  return { orders, filledAt: ({ entryId, fill }) => sums.get(entryId) ?? fill?.quantity ?? "0" };
}
