/**
 * The export of an account: a text that proves itself, of everything that the ledger keeps about it. NDJSON, UTF-8,
 * each line a JSON object and ended by one `\n`:
 *
 *     {"type":"header","format":"bourse-account","version":1,"uid","exportedAt","seq","headHash","entries","orders"}
 *     {"type":"account","record":{…}}
 *     {"type":"entry","record":{…}}      every entry, by sequence number from 1
 *     {"type":"order","record":{…}}      every order, by id
 *     {"type":"end","lines","sha256"}
 *
 * Records are those of `ledger/`, as they were at one moment. Of the header, `seq` and `headHash` are where the
 * chain of entries ends, `entries` and `orders` say how many follow. Of the end, `lines` counts the lines before
 * it, and `sha256` covers their bytes as a chain, as entries do: the digest of a line is the SHA-256 of the digest
 * before it (64 hex digits; 64 zeros before the first line) and of the line with its `\n`. A chain can be carried
 * from page to page; the state of one long SHA-256 could not.
 *
 * What is kept of the person beside the ledger may follow, under a chain of its own that goes on over all lines:
 *
 *     {"type":"personal","of":"profile","record":{…}}
 *     {"type":"personal-end","lines","sha256"}
 */
import { sha256 } from "#sha256";
import { z } from "zod";

const digestSchema = z.string().regex(/^[0-9a-f]{64}$/);

export const headerSchema = z.strictObject({
  type: z.literal("header"),
  format: z.literal("bourse-account"),
  version: z.literal(1),
  uid: z.string(),
  exportedAt: z.iso.datetime(),
  seq: z.int().nonnegative(),
  headHash: digestSchema,
  entries: z.int().nonnegative(),
  orders: z.int().nonnegative(),
});
export type Header = z.infer<typeof headerSchema>;

export const endSchema = z.strictObject({
  type: z.literal("end"),
  lines: z.int().positive(),
  sha256: digestSchema,
});
export type End = z.infer<typeof endSchema>;

export type RecordLine = { readonly type: "account" | "entry" | "order"; readonly record: unknown };

export const personalEndSchema = z.strictObject({
  type: z.literal("personal-end"),
  lines: z.int().positive(),
  sha256: digestSchema,
});
const personalSchema = z.strictObject({
  type: z.literal("personal"),
  of: z.string(),
  record: z.record(z.string(), z.unknown()),
});
export type PersonalLine = z.infer<typeof personalSchema>;
export const isPersonal = (value: unknown) => personalSchema.safeParse(value).success;

/** Digest before the first line. */
export const noLines = "0".repeat(64);

/** @param line without its line end */
export const digestAfter = (digest: string, line: string | Uint8Array) => sha256(digest, line, "\n");
