/** Many orders of one owner, written past the committer: copies of a real one, each with its own id and moment. */
import type { Firestore } from "firebase-admin/firestore";
import type { OrderRecord } from "../../src/ledger/order-record.js";
import { orderDocument, ordersPath, parseOrder } from "../../src/ledger/store.js";
import { placeOrder } from "../../src/orders/placing.js";
import { moveMoney } from "../../src/accounts/moving.js";
import { createContext } from "../../src/platform/context.js";
import { uniqueName } from "../support/backend.js";
import { makeAsset } from "../support/market.js";

const firstMs = Date.parse("2026-01-01T00:00:00.000Z");

/** @returns their ids, oldest first */
export async function writeOrders(db: Firestore, uid: string, count: number): Promise<string[]> {
  const context = createContext({ db });
  const owner = uniqueName("model");
  await moveMoney(context, owner, "deposit", { requestId: "funds", amount: "1000.00", assetId: "USD" });
  const assetId = await makeAsset();
  await placeOrder(context, owner, { orderId: "o", assetId, side: "buy", type: "market", quantity: "1" });
  const model: OrderRecord = parseOrder((await db.doc(`${ordersPath(owner)}/o`).get()).data() ?? {});
  const writer = db.bulkWriter();
  const ids: string[] = [];
  for (let at = 0; at < count; at++) {
    const orderId = `o-${String(at).padStart(7, "0")}`;
    const moment = new Date(firstMs + Math.floor(at / 3) * 1_000).toISOString();
    const order = {
      ...model,
      orderId,
      groupId: orderId,
      acceptedSeq: at + 1,
      createdAt: moment,
      updatedAt: moment,
    };
    void writer.create(db.doc(`${ordersPath(uid)}/${orderId}`), orderDocument(order));
    ids.push(orderId);
    // The writer keeps what it has not sent: waited for now and then, it does not grow.
    if (at % 5_000 === 4_999) await writer.flush();
  }
  await writer.close();
  return ids;
}
