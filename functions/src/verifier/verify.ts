/**
 * The verifier proves an export (`format.ts`) from its own bytes, in Node and in web pages, and asks nobody. Lines
 * are read one by one, and the first that cannot be read, stands in the wrong place or breaks the chain of entries
 * ends the reading. A file whole in these is audited, then held against its header and its end. Every changed
 * byte is found. Who makes the chains of lines and of hashes anew changes nothing unnoticed but `exportedAt` and
 * what the audit cannot see (`ledger/audit.ts`); a head hash noted elsewhere finds a history written anew.
 */
import { genesisHash } from "../ledger/account.js";
import type { AccountRecord } from "../ledger/account-record.js";
import type { Finding } from "../ledger/audit.js";
import { hashEntry, type EntryRecord } from "../ledger/entry-record.js";
import type { OrderRecord } from "../ledger/order-record.js";
import { auditRecords } from "./audit-records.js";
import {
  digestAfter,
  endSchema,
  headerSchema,
  isPersonal,
  noLines,
  personalEndSchema,
  type End,
  type Header,
} from "./format.js";
import { linesOf, type Chunks, type Line } from "./lines.js";

/** `record`: `header`, `account`, `entries/<id>`, `orders/<id>`, `end`, or `line` where it cannot be read. */
export type Bad = { readonly line: number; readonly record: string; readonly problem: string };

/** `findings`: all that the audit found, where it came to that; the first is what `record` and `problem` say. */
export type Verdict =
  | (Readonly<Pick<Header, "uid" | "exportedAt" | "seq" | "headHash" | "entries" | "orders">> & { ok: true })
  | (Bad & { readonly ok: false; readonly findings: readonly Finding[] });

/** What was read so far. Sequence numbers and hashes of the entries hang together up to `headHash`. */
type Reading = {
  lines: number;
  digest: string;
  headHash: string;
  header: Header | undefined;
  account: AccountRecord | undefined;
  readonly entries: EntryRecord[];
  readonly orders: OrderRecord[];
  end: (End & { readonly line: number; readonly digest: string }) | undefined;
  /** `open`: there are personal lines whose own end has not come. */
  personal: "none" | "open" | "ended";
};

/** Records are held until they are audited, some 2.5 KB each. */
const linesMax = 1_000_000;

/** Lines between two calls of `progress`. */
const progressLines = 5_000;

/**
 * @param source the text, or its pieces as they arrive
 * @param progress is told how many lines were read, now and then
 * @throws only what the source throws
 */
export async function verifyExport(
  source: string | Chunks,
  progress: (lines: number) => void = () => undefined,
): Promise<Verdict> {
  const reading: Reading = {
    ...{ lines: 0, digest: noLines, headHash: genesisHash },
    ...{ header: undefined, account: undefined, entries: [], orders: [], end: undefined, personal: "none" },
  };
  for await (const line of linesOf(source)) {
    const bad = readLine(reading, line);
    if (bad) return { ok: false, line: reading.lines, ...bad, findings: [] };
    if (reading.lines % progressLines === 0) progress(reading.lines);
  }
  return conclude(reading);
}

type Fault = Omit<Bad, "line">;
const fault = (record: string, problem: string): Fault => ({ record, problem });

function readLine(reading: Reading, line: Line): Fault | null {
  reading.lines += 1;
  if ("problem" in line) return fault("line", line.problem);
  if (reading.lines > linesMax) return fault("line", `is one more than the ${linesMax} that are read`);
  const value = parsed(line.bytes);
  if (value === undefined) return fault("line", "is not a JSON object");
  if (reading.end) return readPersonal(reading, line.bytes, value);
  if (value["type"] === "end") {
    const end = endSchema.safeParse(value).data;
    reading.end = end && { ...end, line: reading.lines, digest: reading.digest };
    reading.digest = digestAfter(reading.digest, line.bytes);
    return end ? null : fault("end", "cannot be read");
  }
  reading.digest = digestAfter(reading.digest, line.bytes);
  if (reading.lines === 1) {
    reading.header = headerSchema.safeParse(value).data;
    return reading.header ? null : fault("header", "is not the header of a bourse-account export, version 1");
  }
  const { type, record, ...more } = value;
  if (!isObject(record) || Object.keys(more).length > 0) return fault("line", "is not a line of an export");
  return keep(reading, type, record);
}

/** Lines after the ledger's end: they are not looked into, but hang together. */
function readPersonal(reading: Reading, bytes: Uint8Array, value: Record<string, unknown>): Fault | null {
  if (reading.personal === "ended") return fault("line", "follows the end line");
  if (isPersonal(value)) {
    reading.personal = "open";
    reading.digest = digestAfter(reading.digest, bytes);
    return null;
  }
  if (value["type"] !== "personal-end") return fault("line", "follows the end line");
  const end = personalEndSchema.safeParse(value).data;
  if (!end) return fault("personal-end", "cannot be read");
  const before = reading.lines - 1;
  if (end.lines !== before) return fault("personal-end", `says ${end.lines} lines, there are ${before}`);
  if (end.sha256 !== reading.digest) {
    return fault("personal-end", "does not have the SHA-256 of the lines before it");
  }
  reading.personal = "ended";
  return null;
}

function keep(reading: Reading, type: unknown, record: Record<string, unknown>): Fault | null {
  const { entries, orders } = reading;
  if ((reading.lines === 2) !== (type === "account")) {
    return fault(type === "account" ? "account" : "line", "stands where another line belongs");
  }
  switch (type) {
    case "account":
      reading.account = record as AccountRecord;
      return null;
    case "entry": {
      const entry = record as EntryRecord;
      const name = `entries/${String(entry.entryId)}`;
      if (orders.length > 0) return fault(name, "stands after an order");
      const problem = chainProblem(reading, entry);
      if (problem) return fault(name, problem);
      entries.push(entry);
      reading.headHash = entry.hash;
      return null;
    }
    case "order": {
      const order = record as OrderRecord;
      const before = orders.at(-1)?.orderId ?? "";
      if (!(before < order.orderId)) return fault(`orders/${String(order.orderId)}`, `follows ${before}`);
      orders.push(order);
      return null;
    }
    default:
      return fault("line", "is of no type that an export has");
  }
}

/** What ties an entry to the one before. The audit asks this again; here it stops at the very line. */
function chainProblem({ entries, headHash }: Reading, entry: EntryRecord): string | null {
  const { hash, ...unsealed } = entry;
  if (hashEntry(unsealed) !== hash) return "its hash is not that of its content";
  if (entry.seq !== entries.length + 1) return `sequence number ${entry.seq} follows ${entries.length}`;
  if (entry.prevHash !== headHash) return "does not name the hash of the entry before";
  return null;
}

function conclude(reading: Reading): Verdict {
  const { header, account, entries, orders, end, headHash } = reading;
  const refuse = (line: number, record: string, problem: string, findings: Finding[] = []): Verdict => ({
    ...{ ok: false, line, record, problem, findings },
  });
  if (!header || !account || !end) {
    return refuse(reading.lines + 1, "end", "is missing: the file was cut short");
  }
  if (reading.personal === "open") {
    return refuse(reading.lines + 1, "personal-end", "is missing: the file was cut short");
  }
  const seq = entries.length;
  const isHead = (says: { seq: number; headHash: string }) => says.seq === seq && says.headHash === headHash;
  if (!isHead(header)) {
    if (isHead(account)) return refuse(1, "header", "does not say where the chain of entries ends");
    return refuse(seq + 3, "entries", `end at ${seq}, the header says ${header.seq}`);
  }
  const findings = auditRecords(account, entries, orders);
  const [first] = findings;
  if (first) return refuse(lineOf(reading, first.record), first.record, first.problem, findings);
  if (header.uid !== account.uid) return refuse(1, "header", "its uid is not that of the account");
  if (header.entries !== seq) return refuse(1, "header", `says ${header.entries} entries, there are ${seq}`);
  if (header.orders !== orders.length) {
    return refuse(1, "header", `says ${header.orders} orders, there are ${orders.length}`);
  }
  if (end.lines !== end.line - 1) {
    return refuse(end.line, "end", `says ${end.lines} lines, there are ${end.line - 1}`);
  }
  if (end.sha256 !== end.digest) {
    return refuse(end.line, "end", "does not have the SHA-256 of the lines before it");
  }
  const { uid, exportedAt } = header;
  return { ok: true, uid, exportedAt, seq, headHash, entries: seq, orders: orders.length };
}

/** Line of the record that a finding names; the last one of its name, as a name that is there twice is found there. */
function lineOf({ entries, orders }: Reading, record: string): number {
  const [collection = "", ...rest] = record.split("/");
  const id = rest.join("/");
  if (collection === "entries") return 3 + entries.findLastIndex(({ entryId }) => entryId === id);
  if (collection === "orders") {
    return 3 + entries.length + orders.findLastIndex(({ orderId }) => orderId === id);
  }
  return 2;
}

// Bytes that are no UTF-8 are no text, and nothing is taken off the front.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function parsed(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(decoder.decode(bytes));
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
