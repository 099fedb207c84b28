/** `assets/{assetId}`: the only code that reads and writes them, with the record of who changed what. */
import { Timestamp, type Firestore, type Query, type QueryDocumentSnapshot } from "firebase-admin/firestore";
import type { AssetStatus } from "../money/asset.js";
import { readable } from "../platform/readable.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import { assetRecordSchema, searchText, type AssetRecord } from "./asset.js";

const collection = "assets";

const parse = (data: FirebaseFirestore.DocumentData) => assetRecordSchema.parse(withIsoTimes(data));
const documentOf = (record: AssetRecord) => withTimestamps(record, "createdAt", "updatedAt");

export async function readAsset(db: Firestore, assetId: string): Promise<AssetRecord | undefined> {
  return (await readAssetVersion(db, assetId)).record;
}

export type AssetVersion = {
  readonly record: AssetRecord | undefined;
  /** When it was last written; undefined where it is not there. */
  readonly updateTime: Timestamp | undefined;
};

export async function readAssetVersion(db: Firestore, assetId: string): Promise<AssetVersion> {
  const snapshot = await db.collection(collection).doc(assetId).get();
  const data = snapshot.data();
  return { record: data && parse(data), updateTime: snapshot.updateTime };
}

/** Stores an asset over whatever is there: for seeds. Changes by people go through `replaceAsset`. */
export async function saveAsset(db: Firestore, record: AssetRecord): Promise<void> {
  await db.collection(collection).doc(record.assetId).set(documentOf(record));
}

export type AssetChange = {
  readonly kind: "asset_saved" | "asset_status_changed";
  /** Who changed it. */
  readonly uid: string;
  readonly before: AssetRecord | undefined;
  readonly after: AssetRecord;
};

/** Stores a change with its event, unless the asset is another one by now than `updateTime` says. */
export async function replaceAsset(
  db: Firestore,
  change: AssetChange,
  updateTime: Timestamp | undefined,
): Promise<void> {
  const { kind, uid, before, after } = change;
  const reference = db.collection(collection).doc(after.assetId);
  const batch = db.batch();
  if (updateTime) batch.update(reference, documentOf(after), { lastUpdateTime: updateTime });
  else batch.create(reference, documentOf(after));
  batch.create(db.collection("securityEvents").doc(), {
    ...{ kind, uid, assetId: after.assetId },
    ...{ before: before ? toldOf(before) : null, after: toldOf(after) },
    at: Timestamp.fromMillis(Date.parse(after.updatedAt)),
  });
  await batch.commit();
}

/** What an event tells of an asset: all that an admin can change. */
function toldOf({ searchPrefixes: _, createdAt: __, updatedAt: ___, ...told }: AssetRecord) {
  return told;
}

/** Which of these assets there are. */
export async function knownAssetIds(
  db: Firestore,
  assetIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (assetIds.length === 0) return new Set();
  const references = assetIds.map((assetId) => db.collection(collection).doc(assetId));
  const snapshots = await db.getAll(...references, { fieldMask: ["assetId"] });
  return new Set(snapshots.filter(({ exists }) => exists).map(({ id }) => id));
}

export type AssetFilters = {
  search?: string | undefined;
  status?: AssetStatus | undefined;
  kind?: AssetRecord["kind"] | undefined;
};

/** Documents of one read, at least: malformed ones cost a further read only where they are many. */
const readSizeMin = 50;
/** Reads for one page: as many malformed documents in a row mean that something is broken. */
const readsMax = 20;

/**
 * Assets by id, from the one after `after`. A document that is no asset is logged and passed over; fewer rows than
 * `limit` mean that there are no more.
 */
export async function listAssets(
  db: Firestore,
  { search, status, kind }: AssetFilters,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<AssetRecord[]> {
  let query: Query = db.collection(collection);
  if (search) query = query.where("searchPrefixes", "array-contains", searchText(search));
  if (status) query = query.where("status", "==", status);
  if (kind) query = query.where("kind", "==", kind);
  query = query.orderBy("assetId");
  const rows: AssetRecord[] = [];
  let from = after === undefined ? query : query.startAfter(after);
  for (let read = 0; read < readsMax; read++) {
    const wanted = read === 0 ? limit : Math.max(limit - rows.length, readSizeMin);
    const { docs } = await from.limit(wanted).get();
    rows.push(...docs.flatMap(assetOf));
    const last = docs.at(-1);
    if (!last || docs.length < wanted || rows.length >= limit) return rows.slice(0, limit);
    from = query.startAfter(last);
  }
  throw new Error(`more than ${readsMax} reads hold no page of assets`);
}

function assetOf(document: QueryDocumentSnapshot): AssetRecord[] {
  const record = readable(document, assetRecordSchema);
  // Under another name it would be listed and could not be traded.
  return record?.assetId === document.id ? [record] : [];
}

type Scanned = {
  readonly assets: readonly AssetRecord[];
  /** Assets whose documents cannot be read, with the fields at fault. */
  readonly malformed: readonly { readonly assetId: string; readonly problem: string }[];
  /** Id of the last one, where the next page goes on. */
  readonly last: string | undefined;
};

/** Assets of a status by id, where one that cannot be read must not stop the others. */
export async function scanAssets(
  db: Firestore,
  status: AssetStatus,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<Scanned> {
  let query = db.collection(collection).where("status", "==", status).orderBy("assetId");
  if (after !== undefined) query = query.startAfter(after);
  const { docs } = await query.limit(limit).get();
  const assets: AssetRecord[] = [];
  const malformed: { assetId: string; problem: string }[] = [];
  for (const document of docs) {
    const parsed = assetRecordSchema.safeParse(withIsoTimes(document.data()));
    if (parsed.success) {
      assets.push(parsed.data);
      continue;
    }
    const fields = parsed.error.issues.map(({ path }) => path.join("."));
    malformed.push({ assetId: document.id, problem: `these fields are wrong: ${fields.join(", ")}` });
  }
  return { assets, malformed, last: docs.at(-1)?.get("assetId") as string | undefined };
}
