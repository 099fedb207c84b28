/**
 * Finds what a lost event, a lost answer or a killed process left: uploads that nobody checked, uploads that never
 * came, records without content and content without a record. Each change is guarded, so sweeps may be repeated, late,
 * or beside each other; nothing is touched that is younger than an upload can be.
 */
import type { Context } from "../platform/context.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import { settleDue, settleMissing } from "./due.js";
import {
  hourOf,
  isPending,
  placeOf,
  prefixes,
  uploadGraceMs,
  uploadLifeMs,
  type FileRecord,
} from "./file.js";
import { deleteObject, listObjects, type ObjectFacts } from "./objects.js";
import { listDue, readFiles, readSweepPlaces, saveSweepPlaces, scanFiles, type DuePlace } from "./store.js";

const pageSize = 50;
/** Pages of each walk in one run; the two long walks go on where they were in the next one. */
const pagesMax = 20;
const orphanAgeMs = uploadLifeMs + 2 * uploadGraceMs;

export type Swept = {
  /** Uploads that were checked here, uploads that never came, and records that were forgotten. */
  checked: number;
  expired: number;
  forgotten: number;
  /** Records without content, and objects without record. */
  missing: number;
  orphans: number;
};

/** @throws AggregateError after everything else was done, where some files could not be looked at */
export async function sweepFiles(context: Context): Promise<Swept> {
  const swept: Swept = { checked: 0, expired: 0, forgotten: 0, missing: 0, orphans: 0 };
  const errors: unknown[] = [];
  const each = async <Row>(rows: readonly Row[], work: (row: Row) => Promise<keyof Swept | null>) => {
    for (const result of await Promise.allSettled(rows.map(work))) {
      if (result.status === "fulfilled") {
        if (result.value) swept[result.value]++;
        // Somebody else has changed it: the next sweep looks again.
      } else if (classifyFirestoreError(result.reason) !== "conflict") errors.push(result.reason);
    }
  };
  let due: DuePlace | null = null;
  for (let page = 0; page < pagesMax; page++) {
    const found: Awaited<ReturnType<typeof listDue>> = await listDue(context.db, hourOf(context.clock()), {
      limit: pageSize,
      after: due,
    });
    await each(found.rows, (row) => settleDue(context, row));
    due = found.next;
    if (!due) break;
  }
  const places = await readSweepPlaces(context.db);
  const record = await walkRecords(context, places.record, each);
  const object = await walkObjects(context, places.object, each);
  await saveSweepPlaces(context.db, { record, object });
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} files could not be swept`);
  return swept;
}

type Each = <Row>(rows: readonly Row[], work: (row: Row) => Promise<keyof Swept | null>) => Promise<void>;

/** Files that are ready and have lost their content. @returns where to go on */
async function walkRecords(context: Context, from: string | null, each: Each): Promise<string | null> {
  let after = from;
  for (let page = 0; page < pagesMax; page++) {
    const found = await scanFiles(context.db, { limit: pageSize, after });
    await each(found.rows, (row) => settleMissing(context, row));
    after = found.next;
    if (after === null) break;
  }
  return after;
}

/** Objects that no record points to: all of quarantine, and the stored ones piece by piece. @returns where to go on */
async function walkObjects(context: Context, from: string | null, each: Each): Promise<string | null> {
  await walkPrefix(context, prefixes.quarantine, null, each);
  return walkPrefix(context, prefixes.stored, from, each);
}

async function walkPrefix(
  context: Context,
  prefix: string,
  from: string | null,
  each: Each,
): Promise<string | null> {
  const bucket = await context.buckets.files();
  let after = from;
  for (let page = 0; page < pagesMax; page++) {
    const found = await listObjects(bucket, prefix, { limit: pageSize, after });
    const old = found.objects.filter(({ createdAtMs }) => context.clock() - createdAtMs > orphanAgeMs);
    const ids = old.flatMap(({ name }) => placeOf(name)?.fileId ?? []);
    const records = await readFiles(context.db, [...new Set(ids)]);
    await each(old, async (object) => {
      if (isUsed(object, records)) return null;
      await deleteObject(bucket, object);
      return "orphans";
    });
    after = found.next;
    if (after === null) break;
  }
  return after;
}

function isUsed({ name }: ObjectFacts, records: ReadonlyMap<string, FileRecord | null>): boolean {
  const place = placeOf(name);
  const record = place && records.get(place.fileId);
  // A record that cannot be read may well point to it.
  if (record === null) return true;
  if (!record || record.uid !== place.uid) return false;
  // What is in quarantine, or is being moved out of it, waits for its check.
  return isPending(record) || record.path === name;
}
