/**
 * Records are how the ledger is kept: decimal strings and ISO times in place of integers, checked by a schema
 * when read. The store turns them into Firestore documents; the audit and the verifier read them as they are.
 * This file holds what the records of entries, accounts and orders share.
 */
import { z } from "zod";
import { formatFixed, readDecimal } from "../money/amount.js";
import { settlementScale } from "../money/asset.js";

export const decimalSchema = z.string().regex(/^-?\d+(\.\d+)?$/);
export const scaleSchema = z.int().min(0).max(18);
/** The normalised input of the command, kept beside its effect so that a repeat can be told from a mismatch. */
export const requestSchema = z.record(z.string(), z.string());
export type RequestRecord = z.infer<typeof requestSchema>;

export const writeCents = (amount: bigint) => formatFixed(amount, settlementScale);
export const readCents = (text: string) => readDecimal(text, settlementScale);
export const isoTime = (atMs: number) => new Date(atMs).toISOString();
