/** Scenes of trading: a trader with money, an asset of the scene's own, an admin who moves its price. */
import assert from "node:assert/strict";
import { doc, onSnapshot } from "firebase/firestore";
import type { AccountView } from "../../src/accounts/contract.js";
import type { GetOutput, OrderView, PlaceOutput } from "../../src/orders/contract.js";
import { audit } from "../../src/ledger/audit.js";
import {
  accountPath,
  entriesPath,
  ordersPath,
  parseAccount,
  parseEntry,
  parseOrder,
} from "../../src/ledger/store.js";
import { adminDb } from "./backend.js";
import { heard } from "./deadline.js";
import { makeAsset } from "./market.js";
import { signIn, signUp, type Person } from "./people.js";

/** How long a tick may take through quote, trigger and commit, a cold process included. */
const matchDeadlineMs = 120_000;

export type Scene = {
  readonly trader: Person;
  readonly assetId: string;
  readonly place: (orderId: string, order: object) => Promise<PlaceOutput>;
  /** Sets the quote as an admin does: with the market paused nothing else moves it. */
  readonly price: (price: string, more?: object) => Promise<void>;
  /** Waits, by a live listener of the trader's own, until the order is as told. */
  readonly becomes: (orderId: string, wanted: Partial<OrderView>) => Promise<OrderView>;
  readonly account: () => Promise<AccountView>;
  readonly order: (orderId: string) => Promise<GetOutput>;
};

let admin: Promise<Person> | undefined;

/** @param holding quantity of the asset that the trader begins with, bought at 100.00 without a fee to speak of */
export async function openScene(holding?: string): Promise<Scene> {
  admin ??= signIn("admin");
  const [trader, assetId, setter] = await Promise.all([signUp("scene"), makeAsset(), admin]);
  await trader.call("accounts-deposit", { requestId: "funds", amount: "10000.00" });
  const place = (orderId: string, order: object) =>
    trader.call<PlaceOutput>("orders-place", { orderId, assetId, ...order });
  if (holding) await place("holding", { side: "buy", type: "market", quantity: holding });
  return {
    ...{ trader, assetId, place },
    price: (price, more = {}) => setter.call("assets-setQuote", { assetId, price, ...more }),
    becomes: (orderId, wanted) => becomes(trader, orderId, wanted),
    account: () => trader.call<AccountView>("accounts-get"),
    order: (orderId) => trader.call<GetOutput>("orders-get", { orderId }),
  };
}

function becomes(trader: Person, orderId: string, wanted: Partial<OrderView>): Promise<OrderView> {
  const reference = doc(trader.db, `accounts/${trader.uid}/orders/${orderId}`);
  const fits = (order: OrderView | undefined) =>
    order !== undefined &&
    Object.entries(wanted).every(([field, value]) => order[field as keyof OrderView] === value);
  let last: OrderView | undefined;
  return heard<OrderView | undefined>(
    matchDeadlineMs,
    `${orderId} becomes ${JSON.stringify(wanted)}`,
    (next, fail) => onSnapshot(reference, (snapshot) => next(snapshot.data() as OrderView | undefined), fail),
    (order) => fits((last = order)),
  ).catch((error: Error) => {
    throw new Error(`${error.message}; it is ${JSON.stringify(last)}`);
  }) as Promise<OrderView>;
}

export const balanceOf = ({ balances }: AccountView, assetId: string): [available: string, held: string] => {
  const row = balances.find((balance) => balance.assetId === assetId);
  return [row?.available ?? "0", row?.held ?? "0"];
};

/** Closes the scene after proving the account from its own records. */
export async function closeScene({ trader }: Scene): Promise<void> {
  const db = adminDb();
  const [account, entries, orders] = await Promise.all([
    db.doc(accountPath(trader.uid)).get(),
    db.collection(entriesPath(trader.uid)).orderBy("seq").get(),
    db.collection(ordersPath(trader.uid)).get(),
  ]);
  const findings = audit(
    parseAccount(account.data() ?? {}),
    entries.docs.map((document) => parseEntry(document.data())),
    orders.docs.map((document) => parseOrder(document.data())),
  );
  await trader.close();
  assert.deepEqual(findings, []);
}

/** The admin of all scenes signs out once. */
export async function closeAdmin(): Promise<void> {
  await (await admin)?.close();
  admin = undefined;
}
