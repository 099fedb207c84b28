import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { doc, getDoc } from "firebase/firestore";
import type { ProfileView } from "../../src/users/contract.js";
import { adminDb, storedFor } from "../support/backend.js";
import { refused, signInWithUid, signUp, withClaims, type Person } from "../support/people.js";

describe("a new user", function () {
  this.timeout(120_000);
  let person: Person;
  before(async () => {
    person = await signUp();
  });
  after(() => person.close());

  it("has the role trader in the claims of its first token (R-AUTH-4, R-AUTH-5)", async () => {
    const { claims } = await person.user.getIdTokenResult();
    assert.equal(claims["role"], "trader");
  });

  it("finds its profile open at once (R-AUTH-5)", async () => {
    const profile = await person.call<ProfileView>("users-get");
    const { uid, email } = person;
    assert.deepEqual(
      { ...profile, createdAt: "", updatedAt: "" },
      {
        ...{ uid, email, displayName: "", locale: "en", marketingEmails: false, role: "trader" },
        ...{ createdAt: "", updatedAt: "" },
      },
    );
    assert.ok(Date.now() - Date.parse(profile.createdAt) < 60_000);
    const stored = await getDoc(doc(person.db, "users", uid));
    assert.equal(stored.get("email"), email);
  });

  it("changes the fields that it gives and no others", async () => {
    const before = await person.call<ProfileView>("users-get");
    const first = await person.call<ProfileView>("users-update", { displayName: "  Tara 😀 " });
    assert.deepEqual({ ...first, updatedAt: "" }, { ...before, displayName: "Tara 😀", updatedAt: "" });
    const second = await person.call<ProfileView>("users-update", {
      locale: "de-CH",
      marketingEmails: true,
    });
    assert.deepEqual([second.displayName, second.locale, second.marketingEmails], ["Tara 😀", "de-CH", true]);
    assert.ok(second.updatedAt >= first.updatedAt);
    assert.deepEqual(await person.call("users-get"), second);
  });

  it("writes nothing with an update of nothing", async () => {
    const before = await storedFor(person.uid);
    assert.deepEqual(await person.call("users-update", {}), await person.call("users-get"));
    assert.deepEqual(await storedFor(person.uid), before);
  });
});

describe("a user without profile", function () {
  this.timeout(120_000);

  it("is told so, and is found again with its profile (R-TEST-1)", async () => {
    const person = await signUp();
    const profile = adminDb().doc(`users/${person.uid}`);
    const data = (await profile.get()).data() ?? {};
    await profile.delete();
    for (const [name, input] of [
      ["users-get", {}],
      ["users-update", { locale: "fr" }],
    ] as const) {
      const { code } = await refused("profile_not_found", person.call(name, input));
      assert.equal(code, "not-found");
    }
    assert.equal((await profile.get()).exists, false);
    await profile.set(data);
    assert.equal((await person.call<ProfileView>("users-get")).uid, person.uid);
    await person.close();
  });

  it("is let in by its role alone (R-AUTH-4)", async () => {
    const without = await withClaims({});
    assert.equal((await refused("not_allowed", without.call("users-get"))).code, "permission-denied");
    const operator = await withClaims({ role: "operator" });
    await refused("profile_not_found", operator.call("users-get"));
    await Promise.all([without.close(), operator.close()]);
  });
});

describe("a user of a custom token", function () {
  this.timeout(180_000);

  it("has passed no blocking function, so it has no role and nothing lets it in (R-AUTH-4)", async () => {
    const person = await signInWithUid(`custom-${randomUUID()}`);
    assert.equal((await person.user.getIdTokenResult()).claims["role"], undefined);
    for (const name of ["users-get", "accounts-get", "orders-list"]) {
      await refused("not_allowed", person.call(name));
    }
    await person.close();
  });
});
