/**
 * The order as Firestore's documentation would have it: one transaction reads the account, the quote and the
 * order, decides, and writes the account, the order and the entry. The SDK's defaults decide on attempts and
 * pauses. The asset's terms and the settings are at hand, as they are for ours; the same kernel decides and the
 * same records are written, so what differs is how they are committed.
 */
import { randomUUID } from "node:crypto";
import { accountRecord, readAccount } from "../../functions/src/ledger/account-record.js";
import type { DecisionContext } from "../../functions/src/ledger/command.js";
import { fold } from "../../functions/src/ledger/fold.js";
import {
  accountPath,
  entriesPath,
  entryDocument,
  orderDocument,
  ordersPath,
  parseAccount,
} from "../../functions/src/ledger/store.js";
import { readDecimal } from "../../functions/src/money/amount.js";
import { withIsoTimes, withTimestamps } from "../../functions/src/platform/timestamps.js";
import { quoteRecordSchema, quoteTerms } from "../../functions/src/prices/quote.js";
import type { Settings } from "../../functions/src/settings/store.js";
import type { CountedFirestore } from "../counted-firestore.js";
import type { Contender } from "../measure.js";
import type { Job, OrderInput } from "../workload.js";
import { bitcoin } from "../world.js";

export function textbookContender(
  firestore: CountedFirestore,
  settings: Settings,
  callers: number,
  next: () => Job,
): Contender {
  const place = async () => {
    const { uid, input } = next();
    await placeInTransaction(firestore, settings, uid, input);
    return 1;
  };
  return { name: "textbook", callers, place, counting: firestore.counting };
}

async function placeInTransaction(
  { db }: CountedFirestore,
  { limits, maxQuoteAgeMs }: Settings,
  uid: string,
  input: OrderInput,
): Promise<void> {
  const accountReference = db.doc(accountPath(uid));
  const orderReference = db.doc(`${ordersPath(uid)}/${input.orderId}`);
  const { side, type, orderId, assetId } = input;
  const quantity = readDecimal(input.quantity, bitcoin.scale);
  const command = { kind: "place", orderId, side, type, size: { quantity } } as const;
  const request = { assetId, side, type, quantity: String(quantity) };
  await db.runTransaction(async (transaction) => {
    const [account, quote, order] = await transaction.getAll(
      accountReference,
      db.doc(`quotes/${assetId}`),
      orderReference,
    );
    if (!account?.exists || !quote?.exists) throw new Error("the account or the quote is missing");
    if (order?.exists) return;
    const state = readAccount(parseAccount(account.data() ?? {}));
    const record = quoteRecordSchema.parse(withIsoTimes(quote.data() ?? {}));
    const market = { terms: bitcoin, quote: quoteTerms(record, bitcoin, maxQuoteAgeMs) };
    const context: Omit<DecisionContext, "nowMs"> = { limits, market };
    const plan = fold(state, [{ command, context, request }], Date.now(), randomUUID());
    if (plan.accepted.length === 0) throw new Error(plan.refused[0]?.rejection.reason ?? "refused");
    transaction.update(accountReference, withTimestamps(accountRecord(plan.account), "updatedAt"));
    for (const made of plan.newOrders) transaction.create(orderReference, orderDocument(made));
    for (const entry of plan.newEntries) {
      transaction.create(db.doc(`${entriesPath(uid)}/${entry.entryId}`), entryDocument(entry));
    }
  });
}
