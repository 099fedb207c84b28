/** Who takes part: callers with something to lose, and a bystander whose data must never be seen. */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { saveDeadLetter } from "../../src/dead-letters/store.js";
import { writeGeneratedFile } from "../../src/files/generating.js";
import { audit, type Finding } from "../../src/ledger/audit.js";
import {
  accountPath,
  entriesPath,
  ordersPath,
  parseAccount,
  parseEntry,
  parseOrder,
} from "../../src/ledger/store.js";
import { writeNotification } from "../../src/notifications/store.js";
import { createContext } from "../../src/platform/context.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { makeAsset } from "../support/market.js";
import { signUp, withClaims, type Person } from "../support/people.js";
import type { Dictionary, Ids } from "./dictionary.js";
import { send } from "./wire.js";

/** What is longer, a dead letter cuts. */
const payloadLengthMax = 10_000;
const dayMs = 86_400_000;

export type Player = {
  readonly person: Person;
  readonly ids: Ids;
  readonly cursors: readonly string[];
  readonly url: string;
};

type Given = {
  readonly assetId: string;
  /** Of a server that takes webhooks. */
  readonly url: string;
  readonly prefix?: string;
  readonly canary?: string;
};
type Caller = <Output = { nextCursor?: string }>(name: string, input: object) => Promise<Output>;

/**
 * Signs up everybody before anything is called: Authentication asks functions of the stack, which later on lag behind
 * what the calls have them do.
 */
export async function signUpAll(count: number): Promise<Person[]> {
  const people: Person[] = [];
  while (people.length < count) people.push(...(await Promise.all([signUp("fuzz"), signUp("fuzz")])));
  return people;
}

/** The same of everybody, under ids and with texts of their own. */
export async function openPlayer(port: number, person: Person, given: Given): Promise<Player> {
  const { assetId, url, prefix = "", canary = "ordinary" } = given;
  const { uid } = person;
  const token = await person.token();
  const call: Caller = async <Output>(name: string, input: object) => {
    const answer = await send(port, { name, input }, token);
    assert.equal(answer.status, 200, `${name}: ${answer.text}`);
    return answer.result as Output;
  };
  const id = (name: string) => `${prefix}${name}`;
  await call("users-update", { displayName: canary });
  await call("accounts-deposit", { requestId: id("funds"), amount: "50000.00" });
  const buy = { assetId, side: "buy" };
  for (const name of ["m0", "m1"]) {
    await call("orders-place", { ...buy, orderId: id(name), type: "market", quantity: "3.14159265" });
  }
  for (const name of ["r0", "r1", "r2", "r3", "r4"]) {
    const order = { ...buy, orderId: id(name), type: "limit", quantity: "0.5", limitPrice: "50.00" };
    await call("orders-place", order);
    const alert = { alertId: id(name), assetId, direction: "above", price: "900.00", note: canary };
    await call("alerts-create", alert);
  }
  await call("watchlists-save", { watchlistId: id("r0"), name: canary, assetIds: [assetId] });
  const notificationId = await notify(uid, `alert.${id("r0")}`, canary);
  const [fileIds, jobIds] = [await openFiles(call, id, uid, canary), await openJobs(call, id)];
  const webhooks = await openWebhooks(call, id, { url, canary });
  const standing = await adminDb().doc(`standings/${uid}`).get();
  const pages = [
    "accounts-entries",
    "orders-list",
    "alerts-list",
    "accounts-export",
    "jobs-list",
    "files-list",
  ];
  const cursors = await Promise.all(pages.map(async (name) => (await call(name, { limit: 1 })).nextCursor));
  const names = ["funds", "m0", "m1", "r0", "r1", "r2", "r3", "r4"];
  return {
    ...{ person, url },
    ids: {
      ...{ plainIds: [...names.map(id), notificationId], fileIds, jobIds, ...webhooks },
      sessionIds: Object.keys((standing.get("sessions") ?? {}) as object),
    },
    cursors: cursors.filter((cursor) => typeof cursor === "string"),
  };
}

async function notify(uid: string, notificationId: string, text: string): Promise<string> {
  const batch = adminDb().batch();
  const notification = { uid, notificationId, kind: "price_alert", text, data: {} } as const;
  const createdAt = new Date().toISOString();
  writeNotification(adminDb(), batch, { ...notification, title: "A price was reached", createdAt });
  await batch.commit();
  return notificationId;
}

type NameId = (name: string) => string;

/** The last of them can be downloaded: no sweep finds it without its object. */
async function openFiles(call: Caller, id: NameId, uid: string, canary: string): Promise<string[]> {
  const ids: string[] = [];
  for (const name of ["first", "second"]) {
    const file = { kind: "document", name: `${canary}.pdf`, contentType: "application/pdf", size: 10 };
    const answer = await call<{ file: { fileId: string } }>("files-createUpload", {
      ...{ ...file, requestId: id(name) },
    });
    ids.push(answer.file.fileId);
  }
  const fileId = uniqueName("fuzz-");
  const facts = { kind: "export", jobId: fileId, name: `${canary}.csv`, contentType: "text/csv" } as const;
  const content = Readable.from(["a,b"]);
  await writeGeneratedFile(createContext({ db: adminDb() }), { fileId, uid, ...facts }, content);
  return [...ids, fileId];
}

/** They wait for a day, so that nothing works on them meanwhile. */
async function openJobs(call: Caller, id: NameId): Promise<string[]> {
  const notBefore = new Date(Date.now() + dayMs).toISOString();
  const made = ["first", "second"].map((name) => {
    const job = { requestId: id(name), type: "account-audit", params: {}, notBefore };
    return call<{ job: { jobId: string } }>("jobs-create", job);
  });
  return (await Promise.all(made)).map(({ job }) => job.jobId);
}

async function openWebhooks(
  call: Caller,
  id: NameId,
  { url, canary }: { url: string; canary: string },
): Promise<Pick<Ids, "webhookIds" | "deliveryIds">> {
  const webhookIds = ["w0", "w1"].map(id);
  const deliveryIds: string[] = [];
  for (const webhookId of webhookIds) {
    await call("webhooks-create", { webhookId, url, events: ["webhook.disabled"], description: canary });
    const test = { webhookId, requestId: id("test") };
    const sent = await call<{ delivery: { deliveryId: string } }>("webhooks-test", test);
    deliveryIds.push(sent.delivery.deliveryId);
  }
  return { webhookIds, deliveryIds };
}

/** Who has signed up and done nothing yet. */
export async function openNewcomer(person: Person, url: string): Promise<Player> {
  const standing = await adminDb().doc(`standings/${person.uid}`).get();
  const sessionIds = Object.keys((standing.get("sessions") ?? {}) as object);
  const ids = { plainIds: ["none"], fileIds: [], jobIds: [], webhookIds: [], deliveryIds: [], sessionIds };
  return { person, ids, cursors: [], url };
}

export type Administrator = {
  readonly person: Person;
  readonly assetIds: readonly string[];
  /** Of work that was given up; one of them has lost its end. */
  readonly letterIds: readonly string[];
};

/** An administrator of the fuzzer's own, with assets that nobody trades and an audit under way that waits for a day. */
export async function openAdmin(port: number): Promise<Administrator> {
  const person = await withClaims({ role: "admin" });
  const assetIds = await Promise.all(["a", "b"].map(() => makeAsset()));
  const notBefore = new Date(Date.now() + dayMs).toISOString();
  // No audit begins beside another: without this, each call would have all accounts of the stack read again.
  const input = { requestId: "audit", type: "ledger-audit", params: {}, notBefore };
  const answer = await send(port, { name: "jobs-create", input }, await person.token());
  assert.equal(answer.status, 200, answer.text);
  return { person, assetIds, letterIds: await writeLetters(assetIds[0] ?? "") };
}

async function writeLetters(assetId: string): Promise<string[]> {
  const page = {
    assetId,
    fromSequence: 1,
    toSequence: 1,
    direction: "above",
    after: { price: 1, path: "none" },
  };
  const payloads = [page, { text: "x".repeat(payloadLengthMax) }];
  return Promise.all(
    payloads.map(async (payload) => {
      const [name, taskId] = ["orders-match", uniqueName("fuzz-")];
      const why = { reason: "attempts_exhausted", error: "It was not to be", attempts: 8 };
      const letter = {
        function: name,
        taskId,
        payload,
        ...why,
        correlationId: "fuzz-letter",
        atMs: Date.now(),
      };
      await saveDeadLetter(adminDb(), letter);
      return `${name}.${taskId}`;
    }),
  );
}

export function dictionaryOf(own: Player, other: Player, assetIds: readonly string[]): Dictionary {
  return {
    assetIds,
    own: own.ids,
    foreignIds: Object.values(other.ids).flat(),
    uids: [other.person.uid, "nobody"],
    cursors: [...own.cursors, ...other.cursors],
    urls: [own.url],
  };
}

/** Proves an account from its records. */
export async function auditStored(uid: string): Promise<Finding[]> {
  const db = adminDb();
  const [account, entries, orders] = await Promise.all([
    db.doc(accountPath(uid)).get(),
    db.collection(entriesPath(uid)).orderBy("seq").get(),
    db.collection(ordersPath(uid)).get(),
  ]);
  const data = account.data();
  if (!data) return [];
  return audit(
    parseAccount(data),
    entries.docs.map((document) => parseEntry(document.data())),
    orders.docs.map((document) => parseOrder(document.data())),
  );
}

export const canaryOf = (): string => uniqueName("canary");
