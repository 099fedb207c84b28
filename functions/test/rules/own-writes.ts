/** What a client may write of its own: how it is done honestly, and every limit at, below and above itself. */
import type { Firestore as AdminFirestore } from "firebase-admin/firestore";
import { Timestamp as AdminTimestamp } from "firebase-admin/firestore";
import { doc, serverTimestamp, Timestamp, writeBatch, type Firestore } from "firebase/firestore";

const now = serverTimestamp;
const before = Timestamp.fromMillis(Date.UTC(2026, 0, 31));

/** Documents to write in one commit, by path; null deletes. */
export type Writes = Readonly<Record<string, object | null>>;

export async function commit(db: Firestore, writes: Writes): Promise<void> {
  const batch = writeBatch(db);
  for (const [path, data] of Object.entries(writes)) {
    if (data) batch.set(doc(db, path), data);
    else batch.delete(doc(db, path));
  }
  await batch.commit();
}

const book = (uid: string) => `users/${uid}/watchlistBooks/current`;
const list = (uid: string, id: string) => `users/${uid}/watchlists/${id}`;
const settings = (uid: string) => `users/${uid}/settings/app`;
const notification = (uid: string) => `users/${uid}/notifications/n1`;

/** As the owner's documents are before each row: one list, in its book, and a notification that is unread. */
export async function resetOwnDocuments(db: AdminFirestore, uid: string): Promise<void> {
  const at = AdminTimestamp.fromMillis(before.toMillis());
  await db.recursiveDelete(db.collection(`users/${uid}/watchlists`));
  const stored = { watchlistId: "w1", name: "First", assetIds: ["BTC"], createdAt: at, updatedAt: at };
  await Promise.all([
    db.doc(list(uid, "w1")).set(stored),
    db.doc(book(uid)).set({ ids: ["w1"] }),
    db.doc(settings(uid)).set({ theme: "dark", updatedAt: at }),
    db.doc(notification(uid)).set({ uid, text: "Something happened", readAt: null, createdAt: at }),
  ]);
}

const made = (watchlistId: string, more: object = {}) => ({
  ...{ watchlistId, name: "Mine", assetIds: ["BTC", "BRK.B"], createdAt: now(), updatedAt: now() },
  ...more,
});
const kept = (more: object = {}) => made("w1", { createdAt: before, ...more });
const saved = (more: object) => (uid: string) => ({ [list(uid, "w1")]: kept(more) });
const named = (name: unknown) => saved({ name });
const holding = (assetIds: unknown) => saved({ assetIds });
const assets = (count: number) => Array.from({ length: count }, (_, at) => `A${at}`);
const added =
  (id: string, more: object = {}, ids = ["w1", id]) =>
  (uid: string) => ({
    ...{ [list(uid, id)]: made(id, more), [book(uid)]: { ids } },
  });
const liked = (more: object) => (uid: string) => ({ [settings(uid)]: { updatedAt: now(), ...more } });
const readNow =
  (more: object = {}) =>
  (uid: string) => ({
    [notification(uid)]: { uid, text: "Something happened", createdAt: before, readAt: now(), ...more },
  });

export type LimitRow = {
  readonly title: string;
  readonly writes: (uid: string) => Writes;
  /** What is other than usual before it. */
  readonly stored?: (uid: string) => Writes;
};

const full = (count: number) => ({
  stored: (uid: string) => ({ [book(uid)]: { ids: ["w1", ...assets(count - 1)] } }),
  writes: (uid: string) => ({
    ...{ [list(uid, "last")]: made("last"), [book(uid)]: { ids: ["w1", ...assets(count - 1), "last"] } },
  }),
});

export const allowedRows: readonly LimitRow[] = [
  {
    title: "settings with every field",
    writes: liked({ theme: "light", density: "compact", orderType: "stop", assetId: "BRK.B" }),
  },
  { title: "settings with no more than their time", writes: liked({}) },
  { title: "settings with an asset of 16 characters", writes: liked({ assetId: "A".repeat(16) }) },
  { title: "settings that are new", writes: liked({}), stored: (uid) => ({ [settings(uid)]: null }) },
  { title: "settings that are gone", writes: (uid) => ({ [settings(uid)]: null }) },
  { title: "a new list with its place in the book", writes: added("w2") },
  { title: "a list whose id has 64 characters", writes: added("a".repeat(64)) },
  {
    title: "a first list with a new book",
    writes: added("w2", {}, ["w2"]),
    stored: (uid) => ({ [book(uid)]: null }),
  },
  { title: "a 20th list", ...full(19) },
  { title: "a list's name of 1 character", writes: named("x") },
  { title: "a list's name of 40 characters", writes: named("é".repeat(40)) },
  { title: "a list's name with a space inside", writes: named("Big ones") },
  { title: "a list of no assets", writes: holding([]) },
  { title: "a list of 100 assets", writes: holding(assets(100)) },
  {
    title: "a list's end with that of its place",
    writes: (uid) => ({ [list(uid, "w1")]: null, [book(uid)]: { ids: [] } }),
  },
  { title: "a notification that is read now", writes: readNow() },
];

export const refusedRows: readonly LimitRow[] = [
  ...(
    [
      ["without their time", { updatedAt: undefined }],
      ["of a time of one's own", { updatedAt: before }],
      ["with a field more", { role: "admin" }],
      ["with an unknown theme", { theme: "neon" }],
      ["with an unknown density", { density: "huge" }],
      ["with an unknown order type", { orderType: "iceberg" }],
      ["with a number for an asset", { assetId: 7 }],
      ["with an asset of 17 characters", { assetId: "A".repeat(17) }],
      ["with an asset of none", { assetId: "" }],
    ] as const
  ).map(([title, more]) => ({
    title: `settings ${title}`,
    writes: (uid: string) => ({
      [settings(uid)]: Object.fromEntries(
        Object.entries({ updatedAt: now(), ...more }).filter(([, value]) => value !== undefined),
      ),
    }),
  })),
  { title: "a list without its place in the book", writes: (uid) => ({ [list(uid, "w2")]: made("w2") }) },
  {
    ...{ title: "a list where there is no book", writes: (uid) => ({ [list(uid, "w2")]: made("w2") }) },
    stored: (uid) => ({ [book(uid)]: null }),
  },
  { title: "a list whose id has 65 characters", writes: added("a".repeat(65)) },
  { title: "a list under another id than its own", writes: added("w2", { watchlistId: "w3" }) },
  { title: "a list made long ago", writes: added("w2", { createdAt: before }) },
  { title: "a list changed long ago", writes: added("w2", { updatedAt: before }) },
  { title: "a list with a field more", writes: saved({ shared: true }) },
  {
    ...{ title: "a list without a name" },
    writes: (uid) => ({
      [list(uid, "w1")]: { watchlistId: "w1", assetIds: [], createdAt: before, updatedAt: now() },
    }),
  },
  { title: "a list that became younger", writes: saved({ createdAt: now() }) },
  { title: "a change that was long ago", writes: saved({ updatedAt: before }) },
  { title: "a list's name that is a number", writes: named(7) },
  { title: "a list's name of no characters", writes: named("") },
  { title: "a list's name of 41 characters", writes: named("a".repeat(41)) },
  { title: "a list's name with a space at its end", writes: named("Mine ") },
  { title: "a list's name with a line break", writes: named("a\nb") },
  { title: "a list's name that turns its text around", writes: named("a\u202eb") },
  { title: "assets that are no list", writes: holding("BTC") },
  { title: "101 assets", writes: holding(assets(101)) },
  { title: "an asset twice", writes: holding(["BTC", "BTC"]) },
  { title: "an asset in small letters", writes: holding(["btc"]) },
  { title: "an asset of 17 characters", writes: holding(["A".repeat(17)]) },
  { title: "two assets in one", writes: holding(["BTC,ETH"]) },
  { title: "the end of a list that keeps its place", writes: (uid) => ({ [list(uid, "w1")]: null }) },
  { title: "a 21st list", ...full(20) },
  { title: "a place for no list", writes: (uid) => ({ [book(uid)]: { ids: ["w1", "w2"] } }) },
  { title: "two places at once", writes: added("w2", {}, ["w1", "w2", "w3"]) },
  { title: "a place in the stead of another's", writes: added("w2", {}, ["w2"]) },
  { title: "a place beside an unknown one", writes: added("w2", {}, ["w3", "w2"]) },
  {
    ...{
      title: "a place for a list that was there",
      writes: (uid) => ({ [book(uid)]: { ids: ["w1", "w2"] } }),
    },
    stored: (uid) => ({ [list(uid, "w2")]: { name: "Old" } }),
  },
  {
    ...{ title: "a place in the stead of two", writes: (uid) => ({ [book(uid)]: { ids: ["w3"] } }) },
    stored: (uid) => ({ [book(uid)]: { ids: ["w1", "w2"] } }),
  },
  { title: "the end of a place whose list stays", writes: (uid) => ({ [book(uid)]: { ids: [] } }) },
  { title: "a book that is no list", writes: (uid) => ({ [book(uid)]: { ids: "w1" } }) },
  { title: "a book with a field more", writes: (uid) => ({ [book(uid)]: { ids: ["w1"], limit: 99 } }) },
  { title: "a book without places", writes: (uid) => ({ [book(uid)]: {} }) },
  {
    ...{ title: "a new book of two", writes: added("w2", {}, ["w1", "w2"]) },
    stored: (uid) => ({ [book(uid)]: null }),
  },
  { title: "a notification of another text", writes: readNow({ text: "Nothing happened" }) },
  { title: "a notification read long ago", writes: readNow({ readAt: before }) },
  {
    ...{ title: "a notification read twice", writes: readNow() },
    stored: (uid) => ({
      [notification(uid)]: { uid, text: "Something happened", readAt: before, createdAt: before },
    }),
  },
];

/** The same acts for the table of who may what: honest ones, so that who asks is all that can be wrong. */
export const honestActs: Readonly<
  Record<string, Partial<Record<"create" | "update" | "delete", (uid: string) => Writes>>>
> = {
  settings: {
    create: liked({}),
    update: liked({ theme: "light" }),
    delete: (uid) => ({ [settings(uid)]: null }),
  },
  watchlists: {
    create: added("w2"),
    update: named("Renamed"),
    delete: (uid) => ({ [list(uid, "w1")]: null, [book(uid)]: { ids: [] } }),
  },
  notifications: { update: readNow() },
};
