import assert from "node:assert/strict";
import type { AuthBlockingEvent } from "firebase-functions/identity";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import { houseAccounts } from "../ledger/account.js";
import { created } from "./created.js";
import { readProfile } from "./store.js";

type Runnable = { run: (event: AuthBlockingEvent) => Promise<{ customClaims: unknown }> };

const signUp = (user: { uid: string; email?: string; displayName?: string }) =>
  (created as unknown as Runnable).run({ data: user } as unknown as AuthBlockingEvent);

describe("users-created", () => {
  before(() => void adminDb());

  it("gives the first role and opens the profile (R-AUTH-5)", async () => {
    const uid = uniqueName("created-");
    const answer = await signUp({ uid, email: `${uid}@bourse.test`, displayName: "Tara" });
    assert.deepEqual(answer, { customClaims: { role: "trader" } });
    const { role, displayName, email } = await readProfile(adminDb(), uid);
    assert.deepEqual([role, displayName, email], ["trader", "Tara", `${uid}@bourse.test`]);
  });

  it("leaves a profile as it is when the event comes again (R-AUTH-5)", async () => {
    const uid = uniqueName("created-");
    await signUp({ uid, displayName: "First" });
    const answer = await signUp({ uid, displayName: "Second" });
    assert.deepEqual(answer, { customClaims: { role: "trader" } });
    assert.equal((await readProfile(adminDb(), uid)).displayName, "First");
  });

  it("opens a profile whatever the name is made of (R-AUTH-5)", async () => {
    const uid = uniqueName("created-");
    await signUp({ uid, displayName: `${"a".repeat(79)}😀` });
    assert.equal((await readProfile(adminDb(), uid)).displayName, `${"a".repeat(79)}😀`);
  });

  for (const uid of houseAccounts) {
    it(`refuses the house account ${uid} as a user, and opens nothing (R-AUTH-5)`, async () => {
      await assert.rejects(signUp({ uid }), { code: "permission-denied" });
      assert.equal((await adminDb().doc(`users/${uid}`).get()).exists, false);
    });
  }
});
