import { wrongType } from "./value.js";
import type { SortedSet } from "./sorted-set.js";

export type Kinds = {
  string: string;
  hash: Map<string, string>;
  set: Set<string>;
  zset: SortedSet;
  list: string[];
};
export type Kind = keyof Kinds;
export type Stored = { [K in Kind]: { type: K; data: Kinds[K] } }[Kind];

/** `sequence` grows with each new key, so that SCAN can resume after deletions. */
type Entry = { stored: Stored; sequence: number; expiresAtMs: number | undefined };

/** The data of one database. A key whose time has come is gone for every reader, swept or not. */
export type Keyspace = {
  /** Stands still while a command, a script or a transaction runs, as in Redis. */
  nowMs: number;
  readonly entries: Map<string, Entry>;
  readonly volatile: Set<string>;
  readonly scans: Map<number, Iterator<[string, Entry]>>;
  sweeping: Iterator<string> | undefined;
  lastSequence: number;
  /** Bytes written, roughly, since memory was last measured. */
  grownBytes: number;
};

const SWEEP_STEPS_MAX = 5_000;
const SCANS_REMEMBERED_MAX = 256;

export function createKeyspace(): Keyspace {
  return {
    nowMs: Date.now(),
    entries: new Map(),
    volatile: new Set(),
    scans: new Map(),
    sweeping: undefined,
    lastSequence: 0,
    grownBytes: 0,
  };
}

function liveEntry(db: Keyspace, key: string): Entry | undefined {
  const entry = db.entries.get(key);
  if (!entry || !isExpired(db, entry)) return entry;
  drop(db, key);
  return undefined;
}

function isExpired(db: Keyspace, entry: Entry): boolean {
  return entry.expiresAtMs !== undefined && entry.expiresAtMs <= db.nowMs;
}

function drop(db: Keyspace, key: string): void {
  db.entries.delete(key);
  db.volatile.delete(key);
}

export function lookupKey(db: Keyspace, key: string): Stored | undefined {
  return liveEntry(db, key)?.stored;
}

/** The data of a key that must have this type, undefined when there is no key. */
export function readKey<K extends Kind>(db: Keyspace, key: string, type: K): Kinds[K] | undefined {
  const stored = lookupKey(db, key);
  if (!stored) return undefined;
  if (stored.type !== type) throw wrongType();
  return stored.data as Kinds[K];
}

/** The same, created when absent. Check arguments before: Redis has no empty collections. */
export function openKey<K extends Kind>(
  db: Keyspace,
  key: string,
  type: K,
  create: () => Kinds[K],
): Kinds[K] {
  const existing = readKey(db, key, type);
  if (existing !== undefined) return existing;
  const data = create();
  writeKey(db, key, { type, data } as Stored);
  return data;
}

/** Replaces value and expiry. */
export function writeKey(db: Keyspace, key: string, stored: Stored, expiresAtMs?: number): void {
  const entry = liveEntry(db, key);
  if (entry) entry.stored = stored;
  else db.entries.set(key, { stored, sequence: ++db.lastSequence, expiresAtMs: undefined });
  setExpiry(db, key, expiresAtMs);
}

/** Replaces the value of a string and leaves its expiry. */
export function rewriteString(db: Keyspace, key: string, data: string): void {
  db.grownBytes += data.length;
  writeKey(db, key, { type: "string", data }, expiryOf(db, key));
}

export function deleteKey(db: Keyspace, key: string): boolean {
  if (!liveEntry(db, key)) return false;
  drop(db, key);
  return true;
}

export function deleteIfEmpty(db: Keyspace, key: string): void {
  const stored = lookupKey(db, key);
  if (stored && stored.type !== "string" && elementCount(stored) === 0) drop(db, key);
}

function elementCount(stored: Exclude<Stored, { type: "string" }>): number {
  if (stored.type === "list") return stored.data.length;
  return stored.type === "zset" ? stored.data.scores.size : stored.data.size;
}

export function clearKeys(db: Keyspace): void {
  db.entries.clear();
  db.volatile.clear();
  db.scans.clear();
}

export function expiryOf(db: Keyspace, key: string): number | undefined {
  return liveEntry(db, key)?.expiresAtMs;
}

/** Sets or (undefined) removes the expiry of a key that exists. A moment not after now deletes it. */
export function setExpiry(db: Keyspace, key: string, expiresAtMs: number | undefined): void {
  const entry = db.entries.get(key);
  if (!entry) return;
  entry.expiresAtMs = expiresAtMs;
  if (expiresAtMs === undefined) db.volatile.delete(key);
  else if (expiresAtMs <= db.nowMs) drop(db, key);
  else db.volatile.add(key);
}

export function liveKeys(db: Keyspace): string[] {
  return [...db.entries].filter(([, entry]) => !isExpired(db, entry)).map(([key]) => key);
}

/** Up to `count` keys behind the cursor, and the next cursor, 0 at the end. */
export function scanKeys(db: Keyspace, cursor: number, count: number): { cursor: number; keys: string[] } {
  const iterator = resumeScan(db, cursor);
  const keys: string[] = [];
  let last = cursor;
  for (let steps = 0; steps < count; steps++) {
    const next = iterator.next();
    if (next.done) return { cursor: 0, keys };
    const [key, entry] = next.value;
    if (!isExpired(db, entry)) keys.push(key);
    last = entry.sequence;
  }
  const [oldest] = db.scans.keys();
  if (oldest !== undefined && db.scans.size >= SCANS_REMEMBERED_MAX) db.scans.delete(oldest);
  db.scans.set(last, iterator);
  return { cursor: last, keys };
}

/**
 * A map's iterator survives deletions, so the usual scan resumes where it was; a forgotten one walks there.
 */
function resumeScan(db: Keyspace, cursor: number): Iterator<[string, Entry]> {
  const remembered = db.scans.get(cursor);
  if (cursor === 0 || !remembered) return entriesAfter(db, cursor);
  db.scans.delete(cursor);
  return remembered;
}

function* entriesAfter(db: Keyspace, sequence: number): Generator<[string, Entry]> {
  for (const pair of db.entries) if (pair[1].sequence > sequence) yield pair;
}

/** Removes expired keys, a bounded number of looks at a time, going round. */
export function sweepExpired(db: Keyspace): void {
  db.nowMs = Date.now();
  for (let steps = 0; steps < SWEEP_STEPS_MAX; steps++) {
    db.sweeping ??= db.volatile.values();
    const next = db.sweeping.next();
    if (next.done) {
      db.sweeping = undefined;
      return;
    }
    liveEntry(db, next.value);
  }
}
