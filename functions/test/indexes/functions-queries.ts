/** Every query that the functions make, taken from the SDK at the moment when it would be sent. */
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getFirestore, Query, type Firestore } from "firebase-admin/firestore";
import { listAssets } from "../../src/assets/store.js";
import { listEntries, listOrders, readOrderEntries } from "../../src/ledger/queries.js";
import { newestQuoteTime } from "../../src/prices/store.js";
import type { Direction, QueryShape } from "./index-rules.js";

const at = "2026-01-31T09:00:00.000Z";
const pages = [
  { limit: 1, after: undefined },
  { limit: 1, after: [at, 7] },
] as const;

/** All ways to give or leave out each of some fields. */
function subsets<Fields extends object>(fields: Fields): Partial<Fields>[] {
  return Object.entries(fields).reduce<Partial<Fields>[]>(
    (sets, [name, value]) => sets.flatMap((set) => [set, { ...set, [name]: value as unknown }]),
    [{}],
  );
}

/** By the function that makes the query: each call that its contract lets through. */
export const makers: Record<string, (db: Firestore) => Promise<unknown>[]> = {
  "assets/store.ts listAssets": (db) =>
    subsets({ search: "b", status: "active" as const }).flatMap((filters) => [
      listAssets(db, filters, { limit: 1, after: undefined }),
      listAssets(db, filters, { limit: 1, after: "BTC" }),
    ]),
  "ledger/queries.ts listEntries": (db) =>
    subsets({ assetId: "BTC", kind: "fill" as const, from: at, to: at }).flatMap((filters) =>
      pages.map((page) => listEntries(db, "someone", filters, page)),
    ),
  "ledger/queries.ts listOrders": (db) =>
    subsets({
      ...{ status: "filled" as const, side: "buy" as const },
      ...{ assetId: "BTC", from: at, to: at, changedSince: at },
    })
      // The contract refuses these together.
      .filter(({ from, to, changedSince }) => !changedSince || !(from ?? to))
      .flatMap((filters) => pages.map((page) => listOrders(db, "someone", filters, page))),
  "ledger/queries.ts readOrderEntries": (db) => [readOrderEntries(db, "someone", "an-order")],
  "prices/store.ts newestQuoteTime": (db) => [newestQuoteTime(db)],
};

type Filter = {
  fieldFilter?: { field: { fieldPath: string }; op: string };
  unaryFilter?: { field: { fieldPath: string } };
  compositeFilter?: { op: string; filters: Filter[] };
};
type Structured = {
  from: { collectionId: string; allDescendants?: boolean }[];
  where?: Filter;
  orderBy?: { field: { fieldPath: string }; direction: Direction }[];
};

function shapeOf(title: string, { from, where, orderBy = [] }: Structured): QueryShape {
  const filters = where?.compositeFilter?.filters ?? (where ? [where] : []);
  const named = filters.map(({ fieldFilter, unaryFilter }) => {
    const field = (fieldFilter ?? unaryFilter)?.field.fieldPath;
    if (!field) throw new Error(`${title}: teach this checker nested filters first`);
    return { field, op: fieldFilter?.op ?? "EQUAL" };
  });
  const fieldsWith = (...ops: string[]) =>
    named.filter(({ op }) => ops.includes(op)).map(({ field }) => field);
  const equal = fieldsWith("EQUAL", "IN");
  const [contains = null] = fieldsWith("ARRAY_CONTAINS", "ARRAY_CONTAINS_ANY");
  const ranges = fieldsWith(...["GREATER_THAN", "GREATER_THAN_OR_EQUAL", "LESS_THAN", "LESS_THAN_OR_EQUAL"]);
  if (equal.length + ranges.length + (contains ? 1 : 0) !== named.length) {
    throw new Error(`${title}: teach this checker ${named.map(({ op }) => op).join(", ")} first`);
  }
  const [{ collectionId, allDescendants } = { collectionId: "" }] = from;
  const scope = allDescendants ? "COLLECTION_GROUP" : "COLLECTION";
  const sorts = orderBy.map(({ field, direction }) => ({ field: field.fieldPath, direction }));
  const parts = [...equal, contains && `contains ${contains}`, ...ranges, ...sorts.map(({ field }) => field)];
  return {
    title: `${title} (${parts.filter(Boolean).join(", ")})`,
    ...{ collectionId, scope, equal, contains, ranges, sorts },
  };
}

/** Runs every maker against a Firestore that sends nothing. */
export async function functionsQueries(): Promise<QueryShape[]> {
  const app = initializeApp({ projectId: "demo-bourse" }, "queries-are-captured");
  const shapes: QueryShape[] = [];
  let maker = "";
  const prototype = Query.prototype as unknown as { get: () => Promise<unknown> };
  const { get } = prototype;
  prototype.get = function (this: unknown) {
    const query = this as { toProto: () => { structuredQuery: Structured } };
    shapes.push(shapeOf(maker, query.toProto().structuredQuery));
    return Promise.resolve({ docs: [] });
  };
  try {
    for (const [name, make] of Object.entries(makers)) {
      maker = name;
      await Promise.all(make(getFirestore(app)));
    }
  } finally {
    prototype.get = get;
    await deleteApp(app);
  }
  return shapes;
}
