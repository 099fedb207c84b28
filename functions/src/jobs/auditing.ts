/** The audit of one account as of one moment: what it is made of, what is wrong with it, what it adds to the sums. */
import type { Firestore } from "firebase-admin/firestore";
import {
  atMoment,
  readEntriesAfter,
  readMoment,
  readOrdersAfter,
  readStoredAccount,
  type Reads,
} from "../accounts/queries.js";
import { accountRecordSchema, type AccountRecord } from "../ledger/account-record.js";
import type { Finding } from "../ledger/audit.js";
import { entryRecordSchema, type EntryRecord } from "../ledger/entry-record.js";
import type { OrderRecord } from "../ledger/order-record.js";
import { readDecimal } from "../money/amount.js";
import { quantityScaleMax } from "../money/wire.js";
import { auditRecords } from "../verifier/audit-records.js";

const pageSize = 500;
/** Entries and orders of one account that an audit holds in memory: about 100 MB. */
const recordsMax = 50_000;
const findingsMax = 100;

/** By asset, in units of the finest scale there is, so that sums of all accounts are of one scale. */
export type Sums = ReadonlyMap<string, { readonly users: bigint; readonly house: bigint }>;

export type AccountAudit = {
  readonly entries: number;
  readonly orders: number;
  /** The first hundred; `findingsCount` counts all. */
  readonly findings: readonly Finding[];
  readonly findingsCount: number;
  readonly sums: Sums;
};

/** @returns null where the account has more records than can be looked at. @param tick called with every page */
export async function auditAccount(
  db: Firestore,
  uid: string,
  tick: () => Promise<void>,
): Promise<AccountAudit | null> {
  const moment = await readMoment(db, uid);
  const records = await atMoment(db, moment, (reads) => readRecords(reads, db, uid, tick));
  if (!records) return null;
  const { account, entries, orders } = records;
  const findings = auditRecords(account, entries, orders);
  // What cannot be read is a finding already; it has no sum.
  const canBeSummed = findings.length === 0 || isReadable(account, entries);
  return {
    ...{ entries: entries.length, orders: orders.length, findingsCount: findings.length },
    findings: findings.slice(0, findingsMax),
    sums: canBeSummed ? sumsOf(account, entries) : new Map<string, never>(),
  };
}

const isReadable = (account: AccountRecord, entries: readonly EntryRecord[]) =>
  accountRecordSchema.safeParse(account).success &&
  entries.every((entry) => entryRecordSchema.safeParse(entry).success);

type Records = { account: AccountRecord; entries: EntryRecord[]; orders: OrderRecord[] };

/** Unparsed: what is broken is the audit's to find. */
async function readRecords(
  reads: Reads,
  db: Firestore,
  uid: string,
  tick: () => Promise<void>,
): Promise<Records | null> {
  const account = (await readStoredAccount(reads, db, uid)) as AccountRecord;
  const entries: EntryRecord[] = [];
  const orders: OrderRecord[] = [];
  const room = () => entries.length + orders.length < recordsMax;
  for (let seq = 0; room();) {
    const page = (await readEntriesAfter(reads, db, uid, { seq, limit: pageSize })) as EntryRecord[];
    entries.push(...page);
    await tick();
    if (page.length < pageSize) break;
    seq = page.at(-1)?.seq ?? seq;
  }
  for (let orderId = ""; room();) {
    const page = await readOrdersAfter(reads, db, uid, { orderId, limit: pageSize });
    orders.push(...page.map(({ record }) => record as OrderRecord));
    await tick();
    if (page.length < pageSize) break;
    orderId = page.at(-1)?.orderId ?? orderId;
  }
  return room() ? { account, entries, orders } : null;
}

const units = (text: string) => readDecimal(text, quantityScaleMax);

/** Balances as the account says, the house's share as the entries say: each proves the other. */
function sumsOf(account: AccountRecord, entries: readonly EntryRecord[]): Sums {
  const sums = new Map<string, { users: bigint; house: bigint }>();
  const of = (assetId: string) => {
    const sum = sums.get(assetId) ?? { users: 0n, house: 0n };
    sums.set(assetId, sum);
    return sum;
  };
  for (const [assetId, { available, held }] of Object.entries(account.balances)) {
    of(assetId).users += units(available) + units(held);
  }
  for (const { postings } of entries) {
    for (const posting of postings) {
      if (posting.account !== account.uid) of(posting.assetId).house += units(posting.amount);
    }
  }
  return sums;
}
