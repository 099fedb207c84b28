import assert from "node:assert/strict";
import { getAuth as adminAuth } from "firebase-admin/auth";
import { doc, onSnapshot, type DocumentSnapshot } from "firebase/firestore";
import type { ListOutput, ProfileView, UserOutput, UserView } from "../../src/users/contract.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { refused, signIn, signUp, withClaims, type Person } from "../support/people.js";

const eventsOf = async (uid: string) => {
  const { docs } = await adminDb().collection("securityEvents").where("uid", "==", uid).get();
  return docs
    .map((event) => event.data() as { kind: string; by: string; at: FirebaseFirestore.Timestamp })
    .sort((one, other) => one.at.toMillis() - other.at.toMillis());
};
const claimedRole = async (uid: string) => (await adminAuth().getUser(uid)).customClaims?.["role"] as unknown;
const book = () => adminDb().doc("settings/admins");
const booked = async () => (await book().get()).get("uids") as string[];

describe("an admin", function () {
  this.timeout(180_000);
  let admin: Person;
  let person: Person;
  before(async () => {
    admin = await signIn("admin");
  });
  beforeEach(async () => {
    person = await signUp();
  });
  afterEach(() => person.close());
  after(() => admin.close());
  const setRole = (uid: string, role: string, by = admin) =>
    by.call<UserOutput>("users-setRole", { uid, role });

  it("gives a role, which counts with the old token and is told to the client (R-AUTH-3, R-AUTH-4)", async () => {
    const token = await person.token();
    await refused("not_allowed", person.call("users-list"));
    const told = heard<DocumentSnapshot>(
      ...[60_000, "the role"],
      (next, fail) => onSnapshot(doc(person.db, "standings", person.uid), next, fail),
      (snapshot) => snapshot.get("role") === "admin",
    );
    const { user, replayed } = await setRole(person.uid, "admin");
    assert.deepEqual([user.uid, user.role, user.blocked, replayed], [person.uid, "admin", null, false]);
    await person.call<ListOutput>("users-list", { limit: 1 });
    assert.equal(await person.token(), token, "with the token from before");
    await told;
    await person.user.getIdToken(true);
    assert.equal((await person.user.getIdTokenResult()).claims["role"], "admin");
    assert.equal((await person.call<ProfileView>("users-get")).role, "admin");
    await setRole(person.uid, "trader");
    await refused("not_allowed", person.call("users-list"));
    assert.deepEqual(await claimedRole(person.uid), "trader");
    assert.ok(!(await booked()).includes(person.uid));
    assert.deepEqual(
      (await eventsOf(person.uid)).map(({ at: _, ...event }) => event),
      [
        { kind: "role_changed", uid: person.uid, by: admin.uid, before: "trader", after: "admin" },
        { kind: "role_changed", uid: person.uid, by: admin.uid, before: "admin", after: "trader" },
      ],
    );
  });

  it("writes nothing by giving the same role again (R-AUTH-4)", async () => {
    assert.equal((await setRole(person.uid, "operator")).replayed, false);
    const before = (await adminDb().doc(`standings/${person.uid}`).get()).updateTime;
    assert.equal((await setRole(person.uid, "operator")).replayed, true);
    assert.deepEqual((await adminDb().doc(`standings/${person.uid}`).get()).updateTime, before);
    assert.equal((await eventsOf(person.uid)).length, 1);
  });

  it("finishes by a repeat what a crash has left half done (R-AUTH-4)", async () => {
    const { uid } = person;
    // Given in Authentication, told to nobody.
    await adminAuth().setCustomUserClaims(uid, { role: "admin", other: 1 });
    assert.equal((await setRole(uid, "admin")).replayed, false);
    assert.ok((await booked()).includes(uid));
    assert.equal((await person.call<ProfileView>("users-get")).role, "admin");
    // Struck from the book, not yet taken in Authentication.
    await book().update({ uids: (await booked()).filter((it) => it !== uid) });
    await adminDb().doc(`standings/${uid}`).update({ role: "operator" });
    await setRole(uid, "operator");
    assert.deepEqual((await adminAuth().getUser(uid)).customClaims, { role: "operator", other: 1 });
  });

  it("gives a role to a user without profile (R-AUTH-4)", async () => {
    const bare = await withClaims({});
    assert.equal((await setRole(bare.uid, "operator")).user.role, "operator");
    await refused("profile_not_found", bare.call("users-get"));
    await bare.close();
  });

  it("changes neither their own role nor their own block, nor a user who is not there (R-AUTH-4)", async () => {
    for (const [name, input] of [
      ["users-setRole", { role: "trader" }],
      ["users-setRole", { role: "admin" }],
      ["users-block", { why: "A reason" }],
    ] as const) {
      await refused("own_standing_is_fixed", admin.call(name, { ...input, uid: admin.uid }));
      await refused("user_not_found", admin.call(name, { ...input, uid: "no-such-user" }));
    }
    assert.equal(await claimedRole(admin.uid), "admin");
  });

  it("cannot go with the last other one, whoever is faster (R-AUTH-4)", async () => {
    const other = await signUp();
    await setRole(person.uid, "admin");
    await setRole(other.uid, "admin");
    const before = await booked();
    // Nobody but these two, for a moment.
    await book().set({ uids: [person.uid, other.uid].sort() });
    try {
      const outcomes = await Promise.allSettled([
        setRole(person.uid, "trader", other),
        setRole(other.uid, "trader", person),
      ]);
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      const [last] = await booked();
      assert.equal(await claimedRole(last ?? ""), "admin");
      await refused("last_admin_stays", setRole(last ?? "", "trader"));
      await refused("last_admin_stays", admin.call("users-block", { uid: last, why: "A reason" }));
      assert.equal(await claimedRole(last ?? ""), "admin");
    } finally {
      const still = await booked();
      await book().set({
        uids: [...before.filter((uid) => ![person.uid, other.uid].includes(uid)), ...still],
      });
    }
    for (const { uid } of [person, other]) await setRole(uid, "trader");
    assert.deepEqual(
      await booked(),
      before.filter((uid) => uid !== person.uid && uid !== other.uid),
    );
    await other.close();
  });

  it("blocks with a reason that other admins see, once, and unblocks (R-AUTH-2)", async () => {
    const { uid } = person;
    const block = (why: string) => admin.call<UserOutput>("users-block", { uid, why });
    const first = await block("First reason");
    assert.deepEqual(
      [first.user.blocked?.why, first.user.blocked?.by, first.replayed],
      ["First reason", admin.uid, false],
    );
    const second = await block("Second reason");
    assert.deepEqual([second.user, second.replayed], [first.user, true]);
    const unblock = () => admin.call<UserOutput>("users-unblock", { uid });
    assert.deepEqual([(await unblock()).replayed, (await unblock()).replayed], [false, true]);
    assert.equal((await unblock()).user.blocked, null);
    const kinds = (await eventsOf(uid)).map(({ kind }) => kind);
    assert.deepEqual(kinds, ["user_blocked", "user_unblocked"]);
  });
});

describe("the list of users", function () {
  this.timeout(180_000);
  let admin: Person;
  const people: Person[] = [];
  const prefix = uniqueName("listed");
  before(async () => {
    admin = await signIn("admin");
    for (let count = 0; count < 5; count++) people.push(await signUp(prefix));
  });
  after(() => Promise.all([admin, ...people].map((it) => it.close())));

  async function pages(input: object, limit: number, rowsMax: number): Promise<UserView[]> {
    const rows: UserView[] = [];
    let cursor: string | null = null;
    do {
      const page: ListOutput = await admin.call("users-list", { ...input, limit, ...(cursor && { cursor }) });
      rows.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor && rows.length < rowsMax);
    return rows;
  }

  it("finds each user whose address begins with a text, page by page, by address (R-AUTH-4)", async () => {
    const emails = people.map(({ email }) => email).sort();
    for (const limit of [1, 2, 5, 100]) {
      const rows = await pages({ search: prefix.toUpperCase() }, limit, 20);
      assert.deepEqual(
        rows.map(({ email }) => email),
        emails,
        `pages of ${limit}`,
      );
    }
    const [user] = await pages({ search: people[0]?.email }, 10, 10);
    assert.deepEqual([user?.uid, user?.role, user?.blocked], [people[0]?.uid, "trader", null]);
    assert.deepEqual(await pages({ search: `${prefix}-none` }, 10, 10), []);
  });

  it("begins with the newest (R-AUTH-4)", async () => {
    const rows = await pages({}, 3, 60);
    const own = rows.map(({ uid }) => uid).filter((uid) => people.some((it) => it.uid === uid));
    assert.deepEqual(own, people.map(({ uid }) => uid).reverse());
  });
});
