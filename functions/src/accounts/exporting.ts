/** Writes the export of an account (`verifier/format.ts`) page by page, all of it as of one moment. */
import type { Firestore } from "firebase-admin/firestore";
import { digestAfter, noLines, type End, type Header, type RecordLine } from "../verifier/format.js";
import {
  atMoment,
  countOrders,
  readEntriesAfter,
  readMoment,
  readOrdersAfter,
  readStoredAccount,
  type Moment,
  type Reads,
} from "./queries.js";

/** How far an export has come: everything that the next page needs to know of those before it. */
export type Progress = {
  readonly moment: Moment;
  /** Of the lines so far, and how many they are. */
  readonly digest: string;
  readonly lines: number;
  /** What comes next: entries after this sequence number, or orders after this id. */
  readonly after: { readonly seq: number } | { readonly orderId: string };
};

/** `lines` without line ends; `next` is null on the last page. */
export type ExportPage = { readonly lines: string[]; readonly next: Progress | null };

type OpenPage = { readonly lines: string[]; digest: string; total: number };

function add(page: OpenPage, line: Header | RecordLine): void {
  const text = JSON.stringify(line);
  page.lines.push(text);
  page.digest = digestAfter(page.digest, text);
  page.total += 1;
}

/**
 * @param begun what the page before answered as `next`; null begins. Its moment is less than an hour ago
 * @param limit records on a page, at least 1
 */
export async function exportPage(
  db: Firestore,
  uid: string,
  begun: Progress | null,
  limit: number,
): Promise<ExportPage> {
  const moment = begun?.moment ?? (await readMoment(db, uid));
  return atMoment(db, moment, async (reads) => {
    const page: OpenPage = { lines: [], digest: begun?.digest ?? noLines, total: begun?.lines ?? 0 };
    if (!begun) await open(reads, db, uid, page, moment);
    const after = await addRecords(reads, db, uid, page, begun?.after ?? { seq: 0 }, limit);
    if (after) return { lines: page.lines, next: { moment, digest: page.digest, lines: page.total, after } };
    const end: End = { type: "end", lines: page.total, sha256: page.digest };
    return { lines: [...page.lines, JSON.stringify(end)], next: null };
  });
}

async function open(reads: Reads, db: Firestore, uid: string, page: OpenPage, moment: Moment) {
  const record = await readStoredAccount(reads, db, uid);
  const seq = record["seq"] as number;
  add(page, {
    ...{ type: "header", format: "bourse-account", version: 1, uid },
    exportedAt: new Date(millisecondsOf(moment)).toISOString(),
    ...{ seq, headHash: record["headHash"] as string, entries: seq },
    orders: await countOrders(reads, db, uid),
  });
  add(page, { type: "account", record });
}

/** @returns where the next page begins, or null where there is nothing left */
async function addRecords(
  reads: Reads,
  db: Firestore,
  uid: string,
  page: OpenPage,
  after: Progress["after"],
  limit: number,
): Promise<Progress["after"] | null> {
  let room = limit;
  if ("seq" in after) {
    const entries = await readEntriesAfter(reads, db, uid, { seq: after.seq, limit });
    for (const record of entries) add(page, { type: "entry", record });
    if (entries.length === limit) return { seq: entries.at(-1)?.["seq"] as number };
    room -= entries.length;
  }
  const orderId = "orderId" in after ? after.orderId : "";
  const orders = await readOrdersAfter(reads, db, uid, { orderId, limit: room });
  for (const { record } of orders) add(page, { type: "order", record });
  return orders.length === room ? { orderId: orders.at(-1)?.orderId ?? "" } : null;
}

export function millisecondsOf(moment: Moment): number {
  const [seconds = 0, nanoseconds = 0] = moment.split(".").map(Number);
  return seconds * 1_000 + Math.floor(nanoseconds / 1_000_000);
}
