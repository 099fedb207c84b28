/** What is kept of a person beside the ledger, as it is stored: for the export of everything. Secrets are left out. */
import { FieldPath, Timestamp, type Firestore, type Query } from "firebase-admin/firestore";

/** Collections below the profile, and those whose documents name their owner as `uid`. */
const below = ["watchlists", "alerts", "notifications", "messageBooks", "webhooks"] as const;
const owned = ["files", "jobs", "mail", "securityEvents"] as const;
export const personalSources = [...below, ...owned] as const;
export type PersonalSource = (typeof personalSources)[number];

/** Times as ISO text, however deep they lie. */
function plain(value: unknown): unknown {
  if (value instanceof Timestamp) return value.toDate().toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]));
}
const recordOf = (data: object) => plain(data) as Record<string, unknown>;

type Stored = { readonly id: string; readonly record: Record<string, unknown> };

/** Single documents: what is not there is left out. */
export async function readPersonalDocuments(
  db: Firestore,
  uid: string,
): Promise<{ of: string; record: Stored["record"] }[]> {
  const paths = { profile: `users/${uid}`, standing: `standings/${uid}`, fileQuota: `fileBooks/${uid}` };
  const found = await db.getAll(...Object.values(paths).map((path) => db.doc(path)));
  return Object.keys(paths).flatMap((of, at) => {
    const data = found[at]?.data();
    return data ? [{ of, record: recordOf(data) }] : [];
  });
}

/** The next documents of one source by their ids. */
export async function readPersonalPage(
  db: Firestore,
  uid: string,
  source: PersonalSource,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<Stored[]> {
  const isBelow = (below as readonly string[]).includes(source);
  const all: Query = isBelow
    ? db.collection(`users/${uid}/${source}`)
    : db.collection(source).where("uid", "==", uid);
  const sorted = all.orderBy(FieldPath.documentId()).limit(limit);
  const { docs } = await (after === "" ? sorted : sorted.startAfter(after)).get();
  return docs.map((document) => ({ id: document.id, record: recordOf(document.data()) }));
}
