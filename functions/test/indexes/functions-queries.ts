/** Every query that the functions make, taken from the SDK at the moment when it would be sent. */
import { deleteApp, initializeApp } from "firebase-admin/app";
import { getFirestore, Query, type Firestore } from "firebase-admin/firestore";
import { countAccounts, listAccountIds } from "../../src/portfolio/queries.js";
import { listSnapshots } from "../../src/portfolio/store.js";
import { candleIntervalNames } from "../../src/prices/candle.js";
import { readCandles } from "../../src/prices/queries.js";
import { listAlerts, listCrossed } from "../../src/alerts/store.js";
import { deleteOldLetters, listDeadLetters } from "../../src/dead-letters/store.js";
import { listAssets, scanAssets } from "../../src/assets/store.js";
import { countOrders, readEntriesAfter, readOrdersAfter, type Reads } from "../../src/accounts/queries.js";
import {
  listEntries,
  listOrders,
  readOrderEntries,
  readEntriesAfter as readNewEntries,
} from "../../src/ledger/queries.js";
import { personalSources, readPersonalPage } from "../../src/jobs/queries.js";
import {
  countLiveJobs,
  deleteExpiredJobs,
  deleteJobsOf,
  listDueJobs,
  listJobs,
  listLiveJobIds,
  newestJob,
} from "../../src/jobs/store.js";
import { deleteRecordsOf, listDue, listFiles, scanFiles } from "../../src/files/store.js";
import { deleteMailOf, listDueMail } from "../../src/mail/store.js";
import { readLastEntries } from "../../src/messages/queries.js";
import { countUnread, listNotifications } from "../../src/notifications/store.js";
import { listDenials, listSecurityEvents } from "../../src/security/store.js";
import { listDeliveries, listDueDeliveries, listWebhooks } from "../../src/webhooks/store.js";
import { listProfiles } from "../../src/users/store.js";
import { listWatchlists } from "../../src/watchlists/store.js";
import { crossedOrders, expiringOrders } from "../../src/orders/store.js";
import { listTapes, newestQuoteTime } from "../../src/prices/store.js";
import type { Direction, QueryShape } from "./index-rules.js";

const at = "2026-01-31T09:00:00.000Z";
const pages = [
  { limit: 1, after: undefined },
  { limit: 1, after: [at, 7, "an-id"] },
] as const;

const idPages = [
  { limit: 1, after: undefined },
  { limit: 1, after: [at, "an-id"] },
] as const;

/** All ways to give or leave out each of some fields. */
function subsets<Fields extends object>(fields: Fields): Partial<Fields>[] {
  return Object.entries(fields).reduce<Partial<Fields>[]>(
    (sets, [name, value]) => sets.flatMap((set) => [set, { ...set, [name]: value as unknown }]),
    [{}],
  );
}

/** A transaction's reads; a count of all needs no index. */
const reads = {
  get: (asked: unknown) =>
    asked instanceof Query ? asked.get() : Promise.resolve({ data: () => ({ count: 0 }) }),
} as unknown as Reads;

/** By the function that makes the query: each call that its contract lets through. */
export const makers: Record<string, (db: Firestore) => Promise<unknown>[]> = {
  "alerts/store.ts listAlerts": (db) =>
    subsets({ status: "open" as const }).flatMap((filters) =>
      idPages.map((page) => listAlerts(db, "someone", filters, page)),
    ),
  "alerts/store.ts listCrossed": (db) =>
    (["above", "below"] as const).map((direction) =>
      listCrossed(db, { assetId: "BTC", direction, price: 1 }, { limit: 1, after: null }),
    ),
  "accounts/queries.ts countOrders": (db) => [countOrders(reads, db, "someone")],
  "accounts/queries.ts readEntriesAfter": (db) => [
    readEntriesAfter(reads, db, "someone", { seq: 0, limit: 1 }),
  ],
  "accounts/queries.ts readOrdersAfter": (db) =>
    ["", "an-order"].map((orderId) => readOrdersAfter(reads, db, "someone", { orderId, limit: 1 })),
  "assets/store.ts listAssets": (db) =>
    subsets({ search: "b", status: "active" as const, kind: "etf" as const }).flatMap((filters) => [
      listAssets(db, filters, { limit: 1, after: undefined }),
      listAssets(db, filters, { limit: 1, after: "BTC" }),
    ]),
  "assets/store.ts scanAssets": (db) => [
    scanAssets(db, "active", { limit: 1, after: undefined }),
    scanAssets(db, "active", { limit: 1, after: "BTC" }),
  ],
  "dead-letters/store.ts deleteOldLetters": (db) => [deleteOldLetters(db, 0, 1)],
  "dead-letters/store.ts listDeadLetters": (db) =>
    [true, false].flatMap((openOnly) =>
      [undefined, "jobs-run-ledgerAudit"].flatMap((name) =>
        idPages.map((page) => listDeadLetters(db, { openOnly, function: name }, page)),
      ),
    ),
  "jobs/store.ts countLiveJobs": (db) => [countLiveJobs(db, "someone", 1)],
  "jobs/store.ts listDueJobs": (db) =>
    [null, ["2026-01-31T09:00", "a-job"] as const].map((after) =>
      listDueJobs(db, "2026-01-31T09:00", { limit: 1, after }),
    ),
  "jobs/queries.ts readPersonalPage": (db) =>
    personalSources.flatMap((source) =>
      ["", "an-id"].map((after) => readPersonalPage(db, "someone", source, { after, limit: 1 })),
    ),
  "jobs/store.ts deleteJobsOf": (db) => [deleteJobsOf(db, "someone", 1)],
  "jobs/store.ts listLiveJobIds": (db) => [listLiveJobIds(db, "someone", 1)],
  "files/store.ts deleteRecordsOf": (db) => [deleteRecordsOf(db, "someone", 1)],
  "mail/store.ts deleteMailOf": (db) => [deleteMailOf(db, "someone", 1)],
  "jobs/store.ts deleteExpiredJobs": (db) => [deleteExpiredJobs(db, 0, 1)],
  "jobs/store.ts listJobs": (db) =>
    subsets({ type: "ledger-audit", status: "queued" as const }).flatMap((filters) =>
      idPages.map((page) => listJobs(db, "someone", filters, page)),
    ),
  "jobs/store.ts newestJob": (db) => [
    newestJob(db, "ledger-audit", { live: true }),
    newestJob(db, "ledger-audit", { status: "succeeded" }),
  ],
  "files/store.ts listDue": (db) =>
    [null, { hour: "2026-01-31T08", fileId: "a-file" }].map((after) =>
      listDue(db, "2026-01-31T09", { limit: 1, after }),
    ),
  "files/store.ts listFiles": (db) =>
    subsets({ kind: "document" as const, status: "ready" as const }).flatMap((filters) =>
      idPages.map((page) => listFiles(db, "someone", filters, page)),
    ),
  "files/store.ts scanFiles": (db) => [null, "a-file"].map((after) => scanFiles(db, { limit: 1, after })),
  "security/store.ts listDenials": (db) => [listDenials(db, 0, 1)],
  "security/store.ts listSecurityEvents": (db) =>
    subsets({ kind: "denied_for_now", uid: "someone", from: at, to: at }).flatMap((filters) =>
      idPages.flatMap((page) => [
        listSecurityEvents(db, filters, page),
        ...(filters.uid ? [] : [listSecurityEvents(db, { ...filters, address: "198.51.100.9" }, page)]),
      ]),
    ),
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
  "ledger/queries.ts readEntriesAfter": (db) => [readNewEntries(db, "someone", 7, 1)],
  "ledger/queries.ts readOrderEntries": (db) => [readOrderEntries(db, "someone", "an-order")],
  "portfolio/queries.ts countAccounts": (db) => [countAccounts(db)],
  "portfolio/queries.ts listAccountIds": (db) =>
    subsets({ after: "a", until: "z" }).map(({ after = null, until = null }) =>
      listAccountIds(db, { after, until }, 1),
    ),
  "portfolio/store.ts listSnapshots": (db) => [listSnapshots(db, "someone", "2026-01-31", 1)],
  "orders/store.ts crossedOrders": (db) =>
    (["above", "below"] as const).flatMap((direction) =>
      [null, { price: 1, path: "accounts/someone/orders/an-order" }].map((after) =>
        crossedOrders(db, { assetId: "BTC", direction, price: 1, limit: 1, after }),
      ),
    ),
  "orders/store.ts expiringOrders": (db) =>
    [null, { hour: "2026-01-31T08", path: "accounts/someone/orders/an-order" }].map((after) =>
      expiringOrders(db, "2026-01-31T09", { limit: 1, after }),
    ),
  "prices/store.ts listTapes": (db) => [undefined, "BTC"].map((after) => listTapes(db, { limit: 1, after })),
  "prices/queries.ts readCandles": (db) =>
    candleIntervalNames.flatMap((interval) =>
      [undefined, 1].flatMap((fromMs) =>
        [undefined, 2].map((toMs) =>
          readCandles(db, { assetId: "BTC", interval }, { fromMs, toMs }, { limit: 1, nowMs: 0 }),
        ),
      ),
    ),
  "notifications/store.ts listNotifications": (db) =>
    [true, false].flatMap((unreadOnly) =>
      idPages.map((page) => listNotifications(db, "someone", { unreadOnly }, page)),
    ),
  "notifications/store.ts countUnread": (db) => [countUnread(db, "someone")],
  "mail/store.ts listDueMail": (db) =>
    [null, ["2026-01-31T08", "a-mail"] as const].map((after) =>
      listDueMail(db, "2026-01-31T09", { limit: 1, after }),
    ),
  "messages/queries.ts readLastEntries": (db) => [readLastEntries(db, "someone", 1)],
  "prices/store.ts newestQuoteTime": (db) => [newestQuoteTime(db)],
  "webhooks/store.ts listDeliveries": (db) =>
    subsets({ status: "failed" as const }).flatMap((filters) =>
      idPages.map((page) => listDeliveries(db, { uid: "someone", webhookId: "a-webhook", ...filters }, page)),
    ),
  "webhooks/store.ts listDueDeliveries": (db) =>
    [null, ["2026-01-31T08", "users/someone/webhooks/a-webhook/deliveries/an-event"] as const].map((after) =>
      listDueDeliveries(db, "2026-01-31T09", { limit: 1, after }),
    ),
  "webhooks/store.ts listWebhooks": (db) => [listWebhooks(db, "someone")],
  "users/store.ts listProfiles": (db) =>
    [undefined, "ada"].flatMap((search) => idPages.map((page) => listProfiles(db, search, page))),
  "watchlists/store.ts listWatchlists": (db) => [listWatchlists(db, "someone", 1)],
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
  const count: object = getFirestore(app).collection("counted").count();
  const counting = Object.getPrototypeOf(count) as { get: () => Promise<unknown> };
  const { get } = prototype;
  const { get: getCount } = counting;
  const capture = (query: unknown) => {
    const asked = query as { toProto: () => { structuredQuery: Structured } };
    shapes.push(shapeOf(maker, asked.toProto().structuredQuery));
  };
  prototype.get = function (this: unknown) {
    capture(this);
    return Promise.resolve({ docs: [] });
  };
  // A count needs the index of the query that it counts.
  counting.get = function (this: unknown) {
    capture((this as { query: unknown }).query);
    return Promise.resolve({ data: () => ({ count: 0 }) });
  };
  try {
    for (const [name, make] of Object.entries(makers)) {
      maker = name;
      await Promise.all(make(getFirestore(app)));
    }
  } finally {
    prototype.get = get;
    counting.get = getCount;
    await deleteApp(app);
  }
  return shapes;
}
