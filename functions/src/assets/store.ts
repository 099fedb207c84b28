/** `assets/{assetId}`: the only code that reads and writes them. */
import type { Firestore, Query } from "firebase-admin/firestore";
import type { AssetStatus } from "../money/asset.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { assetRecordSchema, searchText, type AssetRecord } from "./asset.js";

const collection = "assets";

const parse = (data: FirebaseFirestore.DocumentData) => assetRecordSchema.parse(withIsoTimes(data));

export async function readAsset(db: Firestore, assetId: string): Promise<AssetRecord | undefined> {
  const data = (await db.collection(collection).doc(assetId).get()).data();
  return data && parse(data);
}

export async function saveAsset(db: Firestore, record: AssetRecord): Promise<void> {
  const document = withTimestamps(record, "createdAt", "updatedAt");
  await db.collection(collection).doc(record.assetId).set(document);
}

export type AssetFilters = { search?: string | undefined; status?: AssetStatus | undefined };

/** Assets by id, from the one after `after`. */
export async function listAssets(
  db: Firestore,
  { search, status }: AssetFilters,
  page: { limit: number; after: string | undefined },
): Promise<AssetRecord[]> {
  let query: Query = db.collection(collection);
  if (search) query = query.where("searchPrefixes", "array-contains", searchText(search));
  if (status) query = query.where("status", "==", status);
  query = query.orderBy("assetId");
  if (page.after !== undefined) query = query.startAfter(page.after);
  const snapshot = await query.limit(page.limit).get();
  return snapshot.docs.map((document) => parse(document.data()));
}
