import assert from "node:assert/strict";
import { getAuth as adminAuth } from "firebase-admin/auth";
import type { AccountView } from "../../src/accounts/contract.js";
import { exportPage } from "../../src/accounts/exporting.js";
import { moveMoney } from "../../src/accounts/moving.js";
import { jobIdOf, systemUid } from "../../src/jobs/job.js";
import { accountPath, closeAccount, entriesPath } from "../../src/ledger/store.js";
import { createContext } from "../../src/platform/context.js";
import { DomainError } from "../../src/platform/errors.js";
import { eraseProfile } from "../../src/users/store.js";
import { verifyExport } from "../../src/verifier/verify.js";
import { adminDb, storedFor } from "../support/backend.js";
import { jobSucceeded } from "../support/jobs.js";
import { makeAsset } from "../support/market.js";
import { refused, signIn, signInAs, signInWithUid, signUp, type Person } from "../support/people.js";

const userTree = async (uid: string) => {
  const reference = adminDb().doc(`users/${uid}`);
  return [(await reference.get()).exists, (await reference.listCollections()).map(({ id }) => id)];
};
const leave = (person: Person) => person.call("users-delete", { confirm: true });

describe("the deletion of a user", function () {
  this.timeout(120_000);
  let person: Person;
  let assetId: string;
  beforeEach(async () => {
    [person, assetId] = await Promise.all([signUp("leaver"), makeAsset({ price: "10.00" })]);
  });
  afterEach(() => person.close());
  const deposit = (amount: string) =>
    person.call("accounts-deposit", { requestId: `d-${Number(amount)}`, amount });
  const withdrawAll = async () => {
    const { balances } = await person.call<AccountView>("accounts-get");
    const amount = balances.find(({ assetId: held }) => held === "USD")?.available;
    await person.call("accounts-withdraw", { requestId: "all", amount });
  };

  it("is refused while there is money, a holding or an open order, and changes nothing (R-AUTH-1)", async () => {
    await deposit("100.00");
    const order = { assetId, side: "buy", quantity: "1" };
    const remaining = async (facts: object) => {
      const before = await storedFor(person.uid);
      const refusal = await refused("account_is_not_empty", leave(person));
      assert.deepEqual(refusal.facts, facts);
      assert.deepEqual(await storedFor(person.uid), before);
    };
    await remaining({ assets: "USD", openOrders: "0" });
    await person.call("orders-place", { ...order, orderId: "rests", type: "limit", limitPrice: "9.50" });
    await remaining({ assets: "USD", openOrders: "1" });
    await person.call("orders-cancel", { orderId: "rests" });
    await person.call("orders-place", { ...order, orderId: "fills", type: "market" });
    await withdrawAll();
    await remaining({ assets: assetId, openOrders: "0" });
  });

  it("erases what names the person, and leaves entries that verify (R-AUTH-1, R-DATA-7)", async () => {
    const { uid, email } = person;
    await deposit("50.00");
    await person.call("orders-place", {
      ...{ orderId: "o", assetId, side: "buy", type: "market", quantity: "1" },
    });
    await person.call("orders-place", {
      ...{ orderId: "p", assetId, side: "sell", type: "market", quantity: "1" },
    });
    await withdrawAll();
    await person.call("users-update", { displayName: "Lena Leaver" });
    await person.call("watchlists-save", { watchlistId: "w", name: "Mine", assetIds: [assetId] });
    await person.call("alerts-create", { alertId: "a", assetId, direction: "above", price: "99.00" });
    assert.deepEqual(await leave(person), { deleted: true });

    assert.deepEqual(await userTree(uid), [false, []]);
    await assert.rejects(adminAuth().getUser(uid), { code: "auth/user-not-found" });
    const { lines } = await exportPage(adminDb(), uid, null, 500);
    const verdict = await verifyExport(lines.map((line) => `${line}\n`));
    assert.ok(verdict.ok && verdict.uid === uid && verdict.entries === 4, JSON.stringify(verdict));
    const standing = (await adminDb().doc(`standings/${uid}`).get()).data();
    const events = await adminDb().collection("securityEvents").where("uid", "==", uid).get();
    const left = JSON.stringify([lines, standing, events.docs.map((event) => event.data())]);
    for (const name of [email, email.split("@")[0] ?? "", "Lena", "127.0.0"]) {
      assert.ok(!left.includes(name), `${name} is left`);
    }
    assert.ok(events.docs.some((event) => event.get("kind") === "user_deleted"));
  });

  it("ends every session, and the account is never opened again (R-AUTH-2)", async () => {
    const { uid } = person;
    const laptop = await signInAs(person);
    const token = await person.token();
    await leave(person);
    for (const it of [person, laptop]) await refused("session_is_revoked", it.call("accounts-get"));
    await assert.rejects(signInAs(person));
    // The job that follows would take the new sign-in with it.
    await jobSucceeded(jobIdOf(systemUid, `erasure-${uid}`));
    // Somebody gives the uid to a new sign-in.
    const again = await signInWithUid(uid);
    await adminAuth().setCustomUserClaims(uid, { role: "trader" });
    await refused("session_is_revoked", again.call("accounts-get"));
    assert.equal(await person.token(), token);
    const context = createContext({ db: adminDb() });
    const late = { requestId: "late", amount: "1.00", assetId: "USD" } as const;
    await assert.rejects(
      () => moveMoney(context, uid, "deposit", late),
      (error) => error instanceof DomainError && error.reason === "account_is_closed",
    );
    await adminAuth().deleteUser(uid);
    await Promise.all([laptop.close(), again.close(), context.committer.close()]);
  });

  it("is finished by a repeat where a crash has left it half done (R-AUTH-1)", async () => {
    const { uid } = person;
    assert.equal(await closeAccount(adminDb(), uid), null);
    await refused("account_is_closed", deposit("1.00"));
    await eraseProfile(adminDb(), uid);
    assert.deepEqual(await leave(person), { deleted: true });
    await refused("session_is_revoked", leave(person));
    assert.equal((await adminDb().doc(accountPath(uid)).get()).get("status"), "closed");
  });

  it("lets no deposit slip in beside it: either both see it, or neither (R-AUTH-1)", async () => {
    const outcomes = await Promise.allSettled([leave(person), deposit("5.00"), deposit("6.00")]);
    const [left, ...deposits] = outcomes.map(({ status }) => status === "fulfilled");
    const entries = await adminDb().collection(entriesPath(person.uid)).get();
    assert.equal(entries.size, deposits.filter(Boolean).length);
    if (left) assert.deepEqual(deposits, [false, false], "an account that is closed has taken nothing");
    else assert.ok(deposits.some(Boolean), "it was refused for a deposit");
  });

  it("of an admin waits until they are none (R-AUTH-4)", async () => {
    const admin = await signIn("admin");
    await refused("own_standing_is_fixed", leave(admin));
    await admin.call("users-get");
    await admin.close();
  });
});
