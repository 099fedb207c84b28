/**
 * The audit proves an account from its own records, by replay: it folds the postings of the entries and compares
 * what comes out with the account and the orders. It shares no rule with the kernel, so that a bug there shows
 * here. What it cannot see: a frozen account made active again, and a fee rate changed so little that no fee moves;
 * of orders that are over, the last tick that they were decided on, the fee rate where nothing was filled, and the
 * figures and times of legs; the commit of a change that moved no money;
 * when and by which commit an order that moved none was placed; the figures of imported orders of an account that came
 * with nothing else.
 */
import { accountRecordSchema, type AccountRecord } from "./account-record.js";
import { entryFaults } from "./audit-entry.js";
import { auditFamilies } from "./audit-family.js";
import { applyEntry, openFold, type Fold } from "./audit-fold.js";
import { auditLineage } from "./audit-lineage.js";
import { auditOrders, scaleFaults } from "./audit-order.js";
import { entryRecordSchema, hashEntry, openEntry, type EntryRecord } from "./entry-record.js";
import { orderRecordSchema, type OrderRecord } from "./order-record.js";
import { auditImported, isImported } from "./imported.js";
import { isoTime, writeCents } from "./record.js";
import { formatAmount, settlementAssetId } from "../money/asset.js";

/** `record` names the document: `account`, `entries/<id>` or `orders/<id>`. Findings stand in the order of the chain. */
export type Finding = { readonly record: string; readonly problem: string };

/**
 * @param account the record of the account
 * @param entries all of its entries, in the order of their sequence numbers
 * @param orders all of its orders, in any order
 * @returns nothing, or what is wrong: the first finding names the first bad record
 */
export function audit(
  account: AccountRecord,
  entries: readonly EntryRecord[],
  orders: readonly OrderRecord[],
): Finding[] {
  const unreadable = unreadableRecords(account, entries, orders);
  if (unreadable.length > 0) return unreadable;
  if (
    entries.length > 0 &&
    !entries.some(({ postings }) => postings.some((it) => it.account === account.uid))
  ) {
    return [{ record: "account", problem: "its uid is not the one that its entries post to" }];
  }
  const findings: Finding[] = [];
  const placed = orders.filter((order) => !isImported(order));
  for (const problem of scaleFaults(account, orders)) findings.push({ record: "account", problem });
  const scales = new Map(Object.entries(account.balances).map(([assetId, { scale }]) => [assetId, scale]));
  const fold = openFold(account.uid, scales);
  const balances = Object.fromEntries(
    [...scales].map(([id, scale]) => [id, { scale, available: 0n, held: 0n }]),
  );
  for (const record of entries) {
    const name = `entries/${record.entryId}`;
    for (const problem of chainFaults(fold, record)) findings.push({ record: name, problem });
    try {
      const entry = openEntry(record, balances);
      for (const problem of entryFaults(fold, entry)) findings.push({ record: name, problem });
      applyEntry(fold, entry);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      findings.push({ record: name, problem: error.message });
    }
    fold.seq = record.seq;
    fold.headHash = record.hash;
    fold.commitId = record.commitId;
    fold.commitIds.add(record.commitId);
  }
  for (const finding of auditOrders(account, entries, placed)) findings.push(finding);
  for (const finding of auditFamilies(account, placed, fold)) findings.push(finding);
  for (const finding of readable(placed, auditLineage)) findings.push(finding);
  for (const finding of auditImported(account, entries, orders)) findings.push(finding);
  const commitIds = new Set(placed.map(({ commitId }) => commitId));
  const lastChangeMs = Math.max(0, ...placed.map(({ updatedAt }) => Date.parse(updatedAt)));
  const problems = accountFaults(account, fold, commitIds, lastChangeMs);
  findings.push(...problems.map((problem) => ({ record: "account", problem })));
  return findings;
}

/** A figure that does not fit its order's scales was found by now; what else it breaks cannot be told. */
function readable(orders: readonly OrderRecord[], judge: (orders: readonly OrderRecord[]) => Finding[]) {
  try {
    return judge(orders);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

function unreadableRecords(
  account: AccountRecord,
  entries: readonly EntryRecord[],
  orders: readonly OrderRecord[],
): Finding[] {
  const findings: Finding[] = [];
  const unreadable = (record: string) => findings.push({ record, problem: "the record cannot be read" });
  for (const entry of entries) {
    if (!entryRecordSchema.safeParse(entry).success) unreadable(`entries/${entry.entryId}`);
  }
  for (const order of orders) {
    if (!orderRecordSchema.safeParse(order).success) unreadable(`orders/${order.orderId}`);
  }
  if (!accountRecordSchema.safeParse(account).success) unreadable("account");
  return findings;
}

/** What ties an entry to the one before, by the record alone. */
function chainFaults(fold: Fold, record: EntryRecord): string[] {
  const faults: string[] = [];
  const { hash, ...unsealed } = record;
  if (record.seq !== fold.seq + 1) faults.push(`sequence number ${record.seq} follows ${fold.seq}`);
  if (record.prevHash !== fold.headHash) faults.push("does not name the hash of the entry before");
  if (hashEntry(unsealed) !== hash) faults.push("its hash is not that of its content");
  if (record.commitId === "") faults.push("names no commit");
  if (record.commitId !== fold.commitId && fold.commitIds.has(record.commitId)) {
    faults.push("its commit had ended before: entries of one commit follow each other");
  }
  const assetIds = [...new Set(record.postings.map(({ assetId }) => assetId))].sort();
  if (assetIds.join() !== record.assetIds.join()) faults.push("assetIds are not those of its postings");
  return faults;
}

/** Compares the account with the fold, as texts: what is stored must be written the one way it is written. */
function accountFaults(
  account: AccountRecord,
  fold: Fold,
  orderCommits: ReadonlySet<string>,
  lastChangeMs: number,
): string[] {
  const faults: string[] = [];
  const expect = (what: string, stored: unknown, folded: unknown) => {
    if (stored !== folded) faults.push(`${what} is ${String(stored)}, its entries say ${String(folded)}`);
  };
  const units = (amount: bigint, assetId: string) => formatAmount(amount, assetId, fold.scaleOf(assetId));
  if (account.status === "frozen") faults.push("the account is frozen");
  for (const assetId of new Set([...Object.keys(account.balances), ...fold.balances.keys()])) {
    const folded = fold.balances.get(assetId) ?? { available: 0n, held: 0n };
    const stored = account.balances[assetId];
    expect(`available ${assetId}`, stored?.available, units(folded.available, assetId));
    expect(`held ${assetId}`, stored?.held, units(folded.held, assetId));
    if (assetId !== settlementAssetId && !fold.balances.has(assetId)) {
      faults.push(`balance of ${assetId} has no entry`);
    }
  }
  for (const assetId of new Set([...Object.keys(account.positions), ...fold.positions.keys()])) {
    const folded = fold.positions.get(assetId);
    const stored = account.positions[assetId];
    expect(`cost of ${assetId}`, stored?.cost, folded && writeCents(folded.cost));
    expect(`realised of ${assetId}`, stored?.realised, folded && writeCents(folded.realised));
  }
  for (const id of new Set([...Object.keys(account.holds), ...fold.holds.keys()])) {
    const folded = fold.holds.get(id);
    const stored = account.holds[id];
    expect(`asset of hold ${id}`, stored?.assetId, folded?.assetId);
    expect(`amount of hold ${id}`, stored?.amount, folded && units(folded.amount, folded.assetId));
  }
  expect("day", account.daily.day, fold.daily.day);
  expect("deposited today", account.daily.deposited, writeCents(fold.daily.deposited));
  expect("withdrawn today", account.daily.withdrawn, writeCents(fold.daily.withdrawn));
  expect("seq", account.seq, fold.seq);
  expect("headHash", account.headHash, fold.headHash);
  // A commit that moved nothing made no entry: then an order carries its id.
  if (!orderCommits.has(account.commitId)) expect("commitId", account.commitId, fold.commitId);
  expect("updatedAt", account.updatedAt, isoTime(Math.max(fold.atMs, lastChangeMs)));
  faults.push(...equityFaults(fold));
  return faults;
}

/** Invariant 8 without prices: cash and cost, less what was realised, is what was paid in and not paid out. */
function equityFaults(fold: Fold): string[] {
  const cash = fold.balances.get(settlementAssetId) ?? { available: 0n, held: 0n };
  let equity = cash.available + cash.held;
  for (const { cost, realised } of fold.positions.values()) equity += cost - realised;
  return equity === fold.paidIn
    ? []
    : ["equity is not what was paid in, less what was paid out, plus profit"];
}
