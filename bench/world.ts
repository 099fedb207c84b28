/** What stands in Firestore before a bench starts: one asset with a quote by hand, limits out of the way, accounts. */
import { randomUUID } from "node:crypto";
import type { Firestore, QueryDocumentSnapshot, Timestamp } from "firebase-admin/firestore";
import { assetRecord } from "../functions/src/assets/asset.js";
import { saveAsset } from "../functions/src/assets/store.js";
import type { Command } from "../functions/src/ledger/command.js";
import { accountPath, entriesPath, ordersPath } from "../functions/src/ledger/store.js";
import type { TradableTerms } from "../functions/src/money/asset.js";
import type { Context } from "../functions/src/platform/context.js";
import { advanceQuotes, readQuotes } from "../functions/src/prices/store.js";
import { quoteTerms } from "../functions/src/prices/quote.js";

export const bitcoin: TradableTerms = {
  assetId: "BTC",
  status: "active",
  scale: 8,
  quantityStep: 1n,
  minQuantity: 1n,
  priceScale: 2,
  tickSize: 1n,
};

/** Makes the asset and its quote tradable for as long as a bench takes. */
export async function prepareMarket(db: Firestore): Promise<void> {
  const at = new Date().toISOString();
  await saveAsset(db, assetRecord(bitcoin, { name: "Bitcoin", kind: "crypto", at }));
  await db.doc("settings/trading").set({
    dailyDepositMax: "100000000000.00",
    maxOrderValue: "100000000.00",
  });
  const price = "50000.00";
  const open = { depth: null, validForMs: null, source: "manual" } as const;
  await advanceQuotes(db, [bitcoin.assetId], (assetId) => ({
    ...{ assetId, price, low: price, high: price, asOf: at },
    ...open,
  }));
}

const openingDeposit = 10_000_000_000_00n;
const openingQuantity = 100_000_000n;
const openingsAtOnce = 32;

/**
 * Opens accounts with money and holdings enough for any mix of buys and sells. They are written through the
 * context's committer, which knows them afterwards as a process knows accounts that it has served before.
 */
export async function openAccounts(context: Context, count: number): Promise<string[]> {
  const uids = Array.from({ length: count }, () => randomUUID());
  const { limits, maxQuoteAgeMs } = await context.settings();
  const record = (await readQuotes(context.db, [bitcoin.assetId])).get(bitcoin.assetId);
  if (!record) throw new Error("the quote is missing: prepareMarket comes first");
  const market = { terms: bitcoin, quote: quoteTerms(record, bitcoin, maxQuoteAgeMs) };
  const commands: Command[] = [
    { kind: "deposit", requestId: "opening", amount: openingDeposit },
    {
      kind: "place",
      orderId: "opening",
      side: "buy",
      type: "market",
      size: { quantity: openingQuantity },
    },
  ];
  const left = [...uids];
  const open = async () => {
    for (let uid = left.pop(); uid !== undefined; uid = left.pop()) {
      const owner = uid;
      const submit = (command: Command) =>
        context.committer.submit(owner, { command, context: { limits, market }, request: {} });
      for (const outcome of await Promise.all(commands.map(submit))) {
        if (outcome.kind !== "committed") throw new Error(`could not open an account: ${outcome.kind}`);
      }
    }
  };
  await Promise.all(Array.from({ length: openingsAtOnce }, open));
  return uids;
}

/** The documents of an order as they were stored, to be written again under other ids. */
export type Template = {
  readonly account: FirebaseFirestore.DocumentData;
  readonly order: FirebaseFirestore.DocumentData;
  readonly entry: FirebaseFirestore.DocumentData;
};

/** Reads back what placing the order has written. */
export async function readTemplate(db: Firestore, uid: string, orderId: string): Promise<Template> {
  const [account, order, entry] = await db.getAll(
    db.doc(accountPath(uid)),
    db.doc(`${ordersPath(uid)}/${orderId}`),
    db.doc(`${entriesPath(uid)}/order.${orderId}.1`),
  );
  const data = (snapshot: QueryDocumentSnapshot | FirebaseFirestore.DocumentSnapshot | undefined) => {
    const found = snapshot?.data();
    if (!found) throw new Error("the order to copy is not there");
    return found;
  };
  return { account: data(account), order: data(order), entry: data(entry) };
}

/** When each account was last written. */
export async function readUpdateTimes(
  db: Firestore,
  uids: readonly string[],
): Promise<Map<string, Timestamp>> {
  const times = new Map<string, Timestamp>();
  for (const { id, updateTime } of await db.getAll(...uids.map((uid) => db.doc(accountPath(uid))))) {
    if (!updateTime) throw new Error(`account ${id} is not there`);
    times.set(id, updateTime);
  }
  return times;
}
