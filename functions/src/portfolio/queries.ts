/** Reads of other domains' documents that only a portfolio makes. */
import { FieldPath, type Firestore, type Query } from "firebase-admin/firestore";

/** Ids of accounts in their order. @param range `after` does not count, `until` does */
export async function listAccountIds(
  db: Firestore,
  { after, until }: { after: string | null; until: string | null },
  limit: number,
): Promise<string[]> {
  let query: Query = db.collection("accounts");
  if (after !== null) query = query.where(FieldPath.documentId(), ">", after);
  if (until !== null) query = query.where(FieldPath.documentId(), "<=", until);
  // Only their names are needed.
  const { docs } = await query.orderBy(FieldPath.documentId()).limit(limit).select().get();
  return docs.map(({ id }) => id);
}

/** How many accounts there are. */
export async function countAccounts(db: Firestore): Promise<number> {
  return (await db.collection("accounts").count().get()).data().count;
}
