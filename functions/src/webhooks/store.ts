/**
 * `users/{uid}/webhooks/{webhookId}` with `deliveries/{deliveryId}` below, and beside it `users/{uid}/webhookSecrets/{webhookId}`,
 * which no client reads. What each webhook listens to stands in the user's message book as well, and begins, changes
 * and ends there in the same commit.
 */
import {
  FieldPath,
  Timestamp,
  type DocumentSnapshot,
  type Firestore,
  type Query,
  type WriteBatch,
} from "firebase-admin/firestore";
import { readBook, writeBook, type MessageBook } from "../messages/store.js";
import { newestFirstEnd } from "../platform/newest-first.js";
import { readable } from "../platform/readable.js";
import { withIsoTimes, withTimestamps } from "../platform/timestamps.js";
import type { DeliveryView } from "./contract.js";
import { deliveryRecordSchema, type DeliveryRecord } from "./delivery.js";
import {
  secretsSchema,
  webhookRecordSchema,
  webhooksMax,
  type Secrets,
  type WebhookRecord,
} from "./webhook.js";

const deliveries = "deliveries";
const webhooksOf = (db: Firestore, uid: string) => db.collection(`users/${uid}/webhooks`);
const secretsOf = (db: Firestore, uid: string, webhookId: string) =>
  db.collection(`users/${uid}/webhookSecrets`).doc(webhookId);
const deliveriesOf = (db: Firestore, uid: string, webhookId: string) =>
  webhooksOf(db, uid).doc(webhookId).collection(deliveries);

const webhookDocument = (record: WebhookRecord) =>
  withTimestamps(record, "createdAt", "updatedAt", "failingSince", "secretRotatedAt");
const secretsDocument = (secrets: Secrets) => withTimestamps(secrets, "previousUntil");

/** A webhook as it was read, with the user's book read beside it, for a write that is guarded by both. */
export type WebhookVersion = {
  readonly record: WebhookRecord | undefined;
  readonly updateTime: Timestamp | undefined;
  readonly book: MessageBook;
};

export async function readWebhook(db: Firestore, uid: string, webhookId: string): Promise<WebhookVersion> {
  const [snapshot, book] = await Promise.all([webhooksOf(db, uid).doc(webhookId).get(), readBook(db, uid)]);
  const record = snapshot.exists ? readable(snapshot, webhookRecordSchema) : undefined;
  return { record, updateTime: snapshot.updateTime, book };
}

/** A user's webhooks by their ids. */
export async function listWebhooks(db: Firestore, uid: string): Promise<WebhookRecord[]> {
  const { docs } = await webhooksOf(db, uid).limit(webhooksMax).get();
  return docs.flatMap((document) => readable(document, webhookRecordSchema) ?? []);
}

/** The book with what the webhook listens to, or without it. */
function bookWith({ book }: WebhookVersion, webhookId: string, record: WebhookRecord | null): MessageBook {
  const { [webhookId]: _, ...others } = book.webhooks;
  if (!record) return { ...book, webhooks: others };
  const subscription = { events: [...record.events], enabled: record.status === "enabled" };
  return { ...book, webhooks: { ...others, [webhookId]: subscription } };
}

/** Stores a new webhook with its secret; fails with `exists` or `conflict` where webhook or book are others by now. */
export async function createWebhook(
  db: Firestore,
  record: WebhookRecord,
  secrets: Secrets,
  version: WebhookVersion,
): Promise<void> {
  const { uid, webhookId } = record;
  const batch = db.batch();
  batch.create(webhooksOf(db, uid).doc(webhookId), webhookDocument(record));
  batch.set(secretsOf(db, uid, webhookId), secretsDocument(secrets));
  writeBook(db, batch, uid, bookWith(version, webhookId, record));
  await batch.commit();
}

/** Puts a changed webhook into a commit, in place of the version that was read. */
export function writeWebhook(
  db: Firestore,
  batch: WriteBatch,
  record: WebhookRecord,
  version: WebhookVersion,
): void {
  const { uid, webhookId } = record;
  const { updateTime } = version;
  if (!updateTime) throw new TypeError("a webhook that is changed has been read");
  batch.update(webhooksOf(db, uid).doc(webhookId), webhookDocument(record), { lastUpdateTime: updateTime });
  writeBook(db, batch, uid, bookWith(version, webhookId, record));
}

/** Deletes the version that was read. Its deliveries stay until their time is over. */
export async function deleteWebhook(
  db: Firestore,
  uid: string,
  webhookId: string,
  version: WebhookVersion,
): Promise<void> {
  const batch = db.batch();
  batch.delete(
    webhooksOf(db, uid).doc(webhookId),
    version.updateTime ? { lastUpdateTime: version.updateTime } : {},
  );
  batch.delete(secretsOf(db, uid, webhookId));
  writeBook(db, batch, uid, bookWith(version, webhookId, null));
  await batch.commit();
}

export type SecretsVersion = { readonly secrets: Secrets; readonly updateTime: Timestamp };

export async function readSecrets(
  db: Firestore,
  uid: string,
  webhookId: string,
): Promise<SecretsVersion | undefined> {
  const snapshot = await secretsOf(db, uid, webhookId).get();
  const { updateTime } = snapshot;
  return updateTime && { secrets: secretsSchema.parse(withIsoTimes(snapshot.data() ?? {})), updateTime };
}

/** Replaces the secrets of a webhook, both in the versions that were read. */
export async function replaceSecrets(
  db: Firestore,
  record: WebhookRecord,
  version: WebhookVersion,
  secrets: Secrets,
  { updateTime }: SecretsVersion,
): Promise<void> {
  const { uid, webhookId } = record;
  const batch = db.batch();
  batch.update(secretsOf(db, uid, webhookId), secretsDocument(secrets), { lastUpdateTime: updateTime });
  writeWebhook(db, batch, record, version);
  await batch.commit();
}

const deliveryDocument = (record: DeliveryRecord) =>
  withTimestamps(record, "createdAt", "expiresAt", "leaseUntil");

/** Adds a delivery to the commit of what it tells of. */
export function writeDelivery(db: Firestore, batch: WriteBatch, record: DeliveryRecord): void {
  const { uid, webhookId, deliveryId } = record;
  batch.create(deliveriesOf(db, uid, webhookId).doc(deliveryId), deliveryDocument(record));
}

export type DeliveryVersion = { readonly record: DeliveryRecord; readonly updateTime: Timestamp };

function deliveryIn(snapshot: DocumentSnapshot): DeliveryVersion | undefined {
  const { updateTime } = snapshot;
  const record = updateTime && readable(snapshot, deliveryRecordSchema);
  return record && { record, updateTime };
}

export async function readDelivery(
  db: Firestore,
  { uid, webhookId, deliveryId }: Pick<DeliveryRecord, "uid" | "webhookId" | "deliveryId">,
): Promise<DeliveryVersion | undefined> {
  return deliveryIn(await deliveriesOf(db, uid, webhookId).doc(deliveryId).get());
}

/** Puts a changed delivery into a commit, in place of the version that was read. */
export function replaceDelivery(
  db: Firestore,
  batch: WriteBatch,
  record: DeliveryRecord,
  updateTime: Timestamp,
): void {
  const { uid, webhookId, deliveryId } = record;
  const reference = deliveriesOf(db, uid, webhookId).doc(deliveryId);
  batch.update(reference, deliveryDocument(record), { lastUpdateTime: updateTime });
}

/** A delivery's new version by itself. @returns the time of the write */
export async function saveDelivery(
  db: Firestore,
  record: DeliveryRecord,
  updateTime: Timestamp,
): Promise<Timestamp> {
  const batch = db.batch();
  replaceDelivery(db, batch, record, updateTime);
  const [result] = await batch.commit();
  if (!result) throw new TypeError("a commit answers with the time of each write");
  return result.writeTime;
}

/** `after`: time and id of the last row of the page before. */
export type DeliveriesPage = {
  readonly limit: number;
  readonly after: readonly [string, string] | undefined;
};

/** Deliveries of one webhook, newest first. @returns `last`: where the next page begins, null after the last one */
export async function listDeliveries(
  db: Firestore,
  { uid, webhookId, status }: { uid: string; webhookId: string; status?: DeliveryView["status"] | undefined },
  { limit, after }: DeliveriesPage,
): Promise<{ rows: DeliveryRecord[]; last: [string, string] | null }> {
  let query: Query = deliveriesOf(db, uid, webhookId);
  if (status) query = query.where("status", "==", status);
  query = query.orderBy("createdAt", "desc").orderBy("deliveryId", "desc");
  if (after) query = query.startAfter(Timestamp.fromMillis(Date.parse(after[0])), after[1]);
  const { docs } = await query.limit(limit + 1).get();
  const page = docs.slice(0, limit);
  return {
    rows: page.flatMap((document) => readable(document, deliveryRecordSchema) ?? []),
    last: docs.length > limit ? newestFirstEnd(page.at(-1), "deliveryId") : null,
  };
}

/** Everybody's deliveries that are not over, due in this hour or before. */
export async function listDueDeliveries(
  db: Firestore,
  hour: string,
  { limit, after }: { readonly limit: number; readonly after: readonly [hour: string, path: string] | null },
): Promise<{ rows: DeliveryVersion[]; next: [hour: string, path: string] | null }> {
  let query = db
    .collectionGroup(deliveries)
    .where("dueHour", "<=", hour)
    .orderBy("dueHour")
    .orderBy(FieldPath.documentId());
  if (after) query = query.startAfter(after[0], db.doc(after[1]));
  const { docs } = await query.limit(limit).get();
  const last = docs.length === limit ? docs.at(-1) : undefined;
  return {
    rows: docs.flatMap((document) => deliveryIn(document) ?? []),
    next: last ? [last.get("dueHour") as string, last.ref.path] : null,
  };
}
