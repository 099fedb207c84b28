/**
 * The last step proves the result from what is stored: every account that was taken over passes the ledger's audit, and
 * what the accounts were opened with, asset by asset, is what the source says, and so are the orders.
 */
import { audit, type Finding } from "../../functions/src/ledger/audit.js";
import type { EntryRecord } from "../../functions/src/ledger/entry-record.js";
import { isImported } from "../../functions/src/ledger/imported.js";
import { formatFixed, readDecimal } from "../../functions/src/money/amount.js";
import { formatAmount, settlementAssetId } from "../../functions/src/money/asset.js";
import { importedUids } from "./ids.js";
import type { Run } from "./run.js";
import { storedAccount, storedAccounts, type Stored } from "./stored.js";
import { sumsOf } from "./take-balances.js";

export type AuditReport = {
  readonly accounts: number;
  /** `source` and `ledger` of one name must be equal. */
  readonly rows: readonly { readonly what: string; readonly source: string; readonly ledger: string }[];
  /** Of accounts, with the uid in front. */
  readonly findings: readonly string[];
};

export const agrees = ({ rows, findings }: AuditReport) =>
  findings.length === 0 && rows.every(({ source, ledger }) => source === ledger);

type Totals = {
  readonly sums: Map<string, { quantity: bigint; cost: bigint }>;
  orders: number;
  accounts: number;
  readonly findings: string[];
};

export async function auditRun(run: Run): Promise<AuditReport> {
  const { db, holders, progress } = run;
  const open = [...holders.values()].filter(
    ({ lines, digest, closed }) => !closed && (lines.size > 0 || digest.count > 0),
  );
  const wanted = new Set(open.map(({ uid }) => uid));
  const totals: Totals = { sums: new Map(), orders: 0, accounts: 0, findings: [] };
  const bar = progress("audit", open.length);
  try {
    for await (const stored of storedAccounts(db, importedUids)) {
      run.signal.throwIfAborted();
      if (!wanted.has(stored.uid)) continue;
      await auditOne(run, stored, totals);
      bar.update(totals.accounts, totals.accounts);
    }
  } finally {
    bar.stop();
  }
  const expected = open.reduce((sum, { digest }) => sum + digest.count, 0);
  const rows = [
    { what: "sign-ins", source: String(holders.size), ledger: String(await countSignIns(run)) },
    { what: "accounts", source: String(open.length), ledger: String(totals.accounts) },
    { what: "orders", source: String(expected), ledger: String(totals.orders) },
    ...sumRows(run, totals),
  ];
  return { accounts: totals.accounts, rows, findings: totals.findings };
}

function sumRows({ holders }: Run, { sums }: Totals): { what: string; source: string; ledger: string }[] {
  const expected = sumsOf(holders.values());
  return [...new Set([...expected.keys(), ...sums.keys()])].sort().flatMap((assetId) => {
    const source = expected.get(assetId);
    const ledger = sums.get(assetId);
    const scale = source?.scale ?? 0;
    const text = (amount: bigint | undefined) => formatAmount(amount ?? 0n, assetId, scale);
    const cents = (amount: bigint | undefined) => formatFixed(amount ?? 0n, 2);
    const quantity = { what: assetId, source: text(source?.quantity), ledger: text(ledger?.quantity) };
    if (assetId === settlementAssetId) return [quantity];
    return [quantity, { what: `${assetId} cost`, source: cents(source?.cost), ledger: cents(ledger?.cost) }];
  });
}

async function countSignIns({ auth, holders }: Run): Promise<number> {
  const uids = [...holders.keys()];
  let count = 0;
  for (let at = 0; at < uids.length; at += 100) {
    const { users } = await auth.getUsers(uids.slice(at, at + 100).map((uid) => ({ uid })));
    count += users.length;
  }
  return count;
}

/** Its owner may be trading by now: what seems wrong is looked at again, all of it as of one moment. */
async function auditOne({ db }: Run, streamed: Stored, totals: Totals): Promise<void> {
  let stored = streamed;
  let findings = judged(stored);
  if (findings.length > 0) {
    stored = await storedAccount(db, streamed.uid);
    findings = judged(stored);
  }
  const { uid, account, entries, orders } = stored;
  totals.accounts += 1;
  totals.orders += orders.filter(isImported).length;
  totals.findings.push(...findings.map(({ record, problem }) => `${uid} ${record}: ${problem}`));
  for (const entry of entries) if (entry.kind === "opening") addOpening(totals, uid, entry, account.balances);
}

function judged({ account, entries, orders }: Stored): Finding[] {
  try {
    return audit(account, entries, orders);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ record: "account", problem: error.message }];
  }
}

function addOpening(
  { sums }: Totals,
  uid: string,
  { postings, position }: EntryRecord,
  balances: Readonly<Record<string, { readonly scale: number }>>,
): void {
  for (const { account, assetId, amount } of postings) {
    if (account !== uid) continue;
    const before = sums.get(assetId) ?? { quantity: 0n, cost: 0n };
    const quantity = before.quantity + readDecimal(amount, balances[assetId]?.scale ?? 0);
    const cost = before.cost + readDecimal(position?.cost ?? "0", 2);
    sums.set(assetId, { quantity, cost });
  }
}
