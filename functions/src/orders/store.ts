/**
 * The queries of matching and expiry over everybody's orders, and `tapes/{assetId}/allotments/{sequence}`: how the
 * depth of a tick was shared out, kept so that a repeat of the tick gives out nothing more.
 */
import { FieldPath, Timestamp, type DocumentSnapshot, type Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import { readOpenOrder } from "../ledger/order-record.js";
import { parseOrder } from "../ledger/store.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import type { Candidate, CrossedPage, CrossedQuery, Direction, Share } from "./matching-port.js";

const orders = "orders";

/** How the trigger index is read: towards prices that are ever less good for whoever trades. */
const reading = {
  above: { field: "triggerAbove", reached: "<=", sort: "asc" },
  below: { field: "triggerBelow", reached: ">=", sort: "desc" },
} as const satisfies Record<Direction, unknown>;

function candidateOf(document: DocumentSnapshot): Candidate {
  const uid = document.ref.parent.parent?.id;
  const data = document.data();
  if (!uid || !data) throw new TypeError(`${document.ref.path} is not an order of an account`);
  return { uid, order: readOpenOrder(parseOrder(data)) };
}

export async function crossedOrders(
  db: Firestore,
  { assetId, direction, price, limit, after }: CrossedQuery,
): Promise<CrossedPage> {
  const { field, reached, sort } = reading[direction];
  let query = db
    .collectionGroup(orders)
    .where("assetId", "==", assetId)
    .where(field, reached, price)
    .orderBy(field, sort)
    .orderBy(FieldPath.documentId(), sort);
  if (after) query = query.startAfter(after.price, db.doc(after.path));
  const { docs } = await query.limit(limit).get();
  const last = docs.length === limit ? docs.at(-1) : undefined;
  return {
    candidates: docs.map(candidateOf),
    next: last ? { price: last.get(field) as number, path: last.ref.path } : null,
  };
}

export type ExpiringPage = {
  readonly candidates: readonly Candidate[];
  /** Where the next page begins; null after the last one. */
  readonly next: ExpiringPlace | null;
};
export type ExpiringPlace = { readonly hour: string; readonly path: string };

/** Open orders that expire in this UTC hour (`YYYY-MM-DDTHH`) or did in an earlier one, oldest hour first. */
export async function expiringOrders(
  db: Firestore,
  hour: string,
  { limit, after }: { limit: number; after: ExpiringPlace | null },
): Promise<ExpiringPage> {
  const field = "expiryHour";
  let query = db
    .collectionGroup(orders)
    .where(field, "<=", hour)
    .orderBy(field)
    .orderBy(FieldPath.documentId());
  if (after) query = query.startAfter(after.hour, db.doc(after.path));
  const { docs } = await query.limit(limit).get();
  const last = docs.length === limit ? docs.at(-1) : undefined;
  return {
    candidates: docs.map(candidateOf),
    next: last ? { hour: last.get(field) as string, path: last.ref.path } : null,
  };
}

const sharesSchema = z.array(
  z.strictObject({ uid: z.string(), orderId: z.string(), quantity: z.string().regex(/^\d+$/) }),
);

/** A tick is evaluated again within minutes or never. */
const allotmentKeptMs = 7 * 86_400_000;

/** Keeps the shares of a tick's depth, unless they are kept already. @returns what is kept */
export async function keepShares(
  db: Firestore,
  { assetId, sequence, nowMs }: { assetId: string; sequence: number; nowMs: number },
  shares: readonly Share[],
): Promise<readonly Share[]> {
  const reference = db.doc(`tapes/${assetId}/allotments/${sequence}`);
  const rows = shares.map(({ quantity, ...owner }) => ({ ...owner, quantity: String(quantity) }));
  const expiresAt = Timestamp.fromMillis(nowMs + allotmentKeptMs);
  try {
    await reference.create({ shares: rows, expiresAt });
    return shares;
  } catch (error) {
    if (classifyFirestoreError(error) !== "exists") throw error;
    const kept = sharesSchema.parse((await reference.get()).get("shares"));
    return kept.map(({ quantity, ...owner }) => ({ ...owner, quantity: BigInt(quantity) }));
  }
}
