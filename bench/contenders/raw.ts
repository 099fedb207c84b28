/**
 * The limits of what Firestore takes. `raw`: batches like ours, with the same documents, sizes and grouping and
 * the same guard, but the update time is already known and nothing is read, decided or hashed. `blind`: the same
 * documents written without guard and without asking whether they exist.
 */
import { randomUUID } from "node:crypto";
import type { Timestamp } from "firebase-admin/firestore";
import { accountPath, entriesPath, ordersPath } from "../../functions/src/ledger/store.js";
import type { CountedFirestore } from "../counted-firestore.js";
import type { Contender } from "../measure.js";
import type { Template } from "../world.js";

export type Group = { readonly uid: string; readonly orders: number };

export type RawSetup = {
  readonly firestore: CountedFirestore;
  readonly template: Template;
  readonly callers: number;
  /** The account and the size of the next batch. Batches of one account must not overlap. */
  readonly next: () => Group;
};

function fill(setup: RawSetup, { uid, orders }: Group, guard: Timestamp | null) {
  const { firestore, template } = setup;
  const { db } = firestore;
  const batch = db.batch();
  const account = db.doc(accountPath(uid));
  if (guard) batch.update(account, { ...template.account, uid }, { lastUpdateTime: guard });
  else batch.set(account, { ...template.account, uid });
  const entries = db.collection(entriesPath(uid));
  const places = db.collection(ordersPath(uid));
  for (let count = 0; count < orders; count++) {
    const orderId = randomUUID();
    const entryId = `order.${orderId}.1`;
    const entry = { ...template.entry, entryId, orderId };
    const order = { ...template.order, orderId };
    if (guard) batch.create(entries.doc(entryId), entry).create(places.doc(orderId), order);
    else batch.set(entries.doc(entryId), entry).set(places.doc(orderId), order);
  }
  return batch;
}

/** @param times when each account was last written; kept up to date */
export function rawContender(setup: RawSetup, times: Map<string, Timestamp>): Contender {
  const { firestore, callers, next } = setup;
  const place = async () => {
    const group = next();
    const guard = times.get(group.uid);
    if (!guard) throw new Error("the update time is not known");
    const [result] = await fill(setup, group, guard).commit();
    if (result) times.set(group.uid, result.writeTime);
    return group.orders;
  };
  return { name: "raw", callers, place, counting: firestore.counting };
}

export function blindContender(setup: RawSetup): Contender {
  const { firestore, callers, next } = setup;
  const place = async () => {
    const group = next();
    await fill(setup, group, null).commit();
    return group.orders;
  };
  return { name: "blind", callers, place, counting: firestore.counting };
}
