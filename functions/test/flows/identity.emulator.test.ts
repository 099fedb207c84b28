import assert from "node:assert/strict";
import { getAuth as adminAuth } from "firebase-admin/auth";
import { doc, onSnapshot, type DocumentSnapshot } from "firebase/firestore";
import type { StandingView } from "../../src/users/contract.js";
import type { Reason } from "../../src/platform/reasons.js";
import { adminDb, projectId } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { refused, signIn, signInAs, signUp, type Person } from "../support/people.js";
import { rawCall } from "../support/raw-call.js";

type Claims = Record<string, unknown>;
const partOf = (text: string) => JSON.parse(Buffer.from(text, "base64url").toString()) as Claims;
const encoded = (part: Claims) => Buffer.from(JSON.stringify(part)).toString("base64url");

/** The token with other claims. The emulators sign none, so a signature is not what gives it away. */
async function forged(person: Person, change: Claims, header: Claims = {}): Promise<string> {
  const [own = "", claims = ""] = (await person.token()).split(".");
  return `${encoded({ ...partOf(own), ...header })}.${encoded({ ...partOf(claims), ...change })}.`;
}

async function reasonOf(name: string, token: string): Promise<Reason | "accepted"> {
  const { status, error } = await rawCall({ name, token, body: '{"data":{}}' });
  if (status === 200) return "accepted";
  assert.deepEqual([status, error?.status], [401, "UNAUTHENTICATED"]);
  return error?.details?.reason ?? assert.fail("a refusal has a reason");
}

const nowSeconds = () => Math.floor(Date.now() / 1_000);

/** Each differs in one fact from the person's own token. */
const badTokens: [what: string, reason: Reason, token: (person: Person) => Promise<string>][] = [
  ["that has expired", "token_is_expired", (it) => forged(it, { exp: nowSeconds() - 1 })],
  ["of another audience", "token_is_invalid", (it) => forged(it, { aud: "other" })],
  ["of another issuer", "token_is_invalid", (it) => forged(it, { iss: `https://x.test/${projectId}` })],
  ["that is issued in the future", "token_is_invalid", (it) => forged(it, { iat: nowSeconds() + 600 })],
  ["without a user", "token_is_invalid", (it) => forged(it, { sub: "" })],
  ["of no such user", "session_is_revoked", (it) => forged(it, { sub: "no-such-user" })],
  ["of a session that never was", "session_is_revoked", (it) => forged(it, { sessionId: "never" })],
  ["that is signed", "token_is_invalid", async (it) => `${await forged(it, {}, { alg: "RS256" })}c2ln`],
  ["that is no token", "token_is_invalid", () => Promise.resolve("text")],
];

describe("an ID token", function () {
  this.timeout(180_000);
  let person: Person;
  before(async () => {
    person = await signUp();
  });
  after(() => person.close());

  for (const [what, reason, token] of badTokens) {
    it(`${what} is refused, also where anyone may call (R-AUTH-2)`, async () => {
      const bad = await token(person);
      for (const name of ["users-get", "assets-list"]) assert.equal(await reasonOf(name, bad), reason);
    });
  }

  it("as the person's own is taken, and none is needed where anyone may call (R-AUTH-2)", async () => {
    const same = await forged(person, {});
    for (const name of ["users-get", "assets-list"]) assert.equal(await reasonOf(name, same), "accepted");
    assert.equal((await rawCall({ name: "assets-list", body: '{"data":{}}' })).status, 200);
  });

  it("that names another role has the one that the server knows (R-AUTH-3, R-AUTH-4)", async () => {
    const { status, error } = await rawCall({
      ...{ name: "users-list", token: await forged(person, { role: "admin" }), body: '{"data":{}}' },
    });
    assert.deepEqual([status, error?.details?.reason], [403, "not_allowed"]);
  });

  it("from before its user's tokens were revoked in Authentication is refused (R-AUTH-2)", async () => {
    const other = await signUp();
    await adminAuth().revokeRefreshTokens(other.uid);
    const { tokensValidAfterTime = "" } = await adminAuth().getUser(other.uid);
    const since = Date.parse(tokensValidAfterTime) / 1_000;
    assert.equal(
      await reasonOf("users-get", await forged(other, { auth_time: since - 1 })),
      "session_is_revoked",
    );
    assert.equal(await reasonOf("users-get", await forged(other, { auth_time: since })), "accepted");
    await other.close();
  });

  it("of a user who is disabled or deleted in Authentication is refused (R-AUTH-2)", async () => {
    const other = await signUp();
    const token = await other.token();
    await adminAuth().updateUser(other.uid, { disabled: true });
    assert.equal(await reasonOf("users-get", token), "user_is_blocked");
    await adminAuth().updateUser(other.uid, { disabled: false });
    assert.equal(await reasonOf("users-get", token), "accepted");
    await adminAuth().deleteUser(other.uid);
    assert.equal(await reasonOf("users-get", token), "session_is_revoked");
    await other.close();
  });
});

const standingOf = (uid: string) => adminDb().doc(`standings/${uid}`).get();
const idsOf = (standing: { get: (field: string) => unknown }): string[] =>
  Object.keys((standing.get("sessions") as object | undefined) ?? {});
const sessionOf = async (person: Person) =>
  (await person.user.getIdTokenResult()).claims["sessionId"] as string;

describe("a session", function () {
  this.timeout(180_000);
  let phone: Person;
  let laptop: Person;
  beforeEach(async () => {
    phone = await signUp();
    laptop = await signInAs(phone);
  });
  afterEach(async () => void (await Promise.all([phone.close(), laptop.close()])));
  const ended = (person: Person) => refused("session_is_revoked", person.call("users-get"));

  it("begins with each sign-in, is in its tokens, and is listed to its user (R-AUTH-5, R-AUTH-8)", async () => {
    const standing = await standingOf(phone.uid);
    const ids = [await sessionOf(phone), await sessionOf(laptop)];
    assert.deepEqual(idsOf(standing).sort(), ids.sort());
    const listed = standing.get(`sessions.${ids[0]}`) as { userAgent: string; address: string };
    assert.deepEqual([listed.address, typeof listed.userAgent], ["127.0.0.0/24", "string"]);
    await phone.user.getIdToken(true);
    assert.ok(ids.includes(await sessionOf(phone)), "a new token is of the same session");
  });

  it("is ended by its id; its token is refused from the next call on, others' are not (R-AUTH-3, R-AUTH-8)", async () => {
    const sessionId = await sessionOf(laptop);
    const told = heard<DocumentSnapshot>(
      ...[60_000, "the end of the session"],
      (next, fail) => onSnapshot(doc(laptop.db, "standings", laptop.uid), next, fail),
      (snapshot) => snapshot.exists() && !idsOf(snapshot).includes(sessionId),
    );
    assert.deepEqual(await phone.call("users-revokeSessions", { sessionId }), { ended: 1 });
    await ended(laptop);
    await laptop.user.getIdToken(true);
    await ended(laptop);
    await phone.call("users-get");
    assert.equal((await told).get("blocked"), false);
    assert.deepEqual(await phone.call("users-revokeSessions", { sessionId }), { ended: 0 });
  });

  it("stays alone where all others are ended (R-AUTH-8)", async () => {
    const third = await signInAs(phone);
    assert.deepEqual(await phone.call("users-revokeSessions", { keepCurrent: true }), { ended: 2 });
    await ended(laptop);
    await ended(third);
    await phone.call("users-get");
    await third.close();
  });

  it("ends with all others, refresh tokens included, and a new sign-in counts at once (R-AUTH-3, R-AUTH-8)", async () => {
    assert.deepEqual(await phone.call("users-revokeSessions"), { ended: 2 });
    await ended(phone);
    await ended(laptop);
    const again = await signInAs(phone);
    await again.call("users-get");
    const events = await adminDb().collection("securityEvents").where("uid", "==", phone.uid).get();
    assert.deepEqual(
      events.docs.map((event) => ({ ...event.data(), at: 0 })),
      [{ kind: "sessions_revoked", uid: phone.uid, by: phone.uid, sessions: 2, at: 0 }],
    );
    await again.close();
  });
});

describe("a blocked user", function () {
  this.timeout(180_000);

  it("is refused from the next call on, cannot sign in, and can again when let (R-AUTH-2, R-AUTH-3, R-AUTH-5)", async () => {
    const [person, admin] = await Promise.all([signUp(), signIn("admin")]);
    const bystander = await signUp();
    await admin.call("users-block", { uid: person.uid, why: "Asked for it" });
    const { code } = await refused("user_is_blocked", person.call("users-get"));
    assert.equal(code, "unauthenticated");
    await assert.rejects(signInAs(person), /user_is_blocked/);
    const standing = (await standingOf(person.uid)).data() as StandingView;
    assert.deepEqual([standing.blocked, standing.sessions], [true, {}]);
    assert.ok(!JSON.stringify(standing).includes("Asked for it"), "the user is not told why");
    await bystander.call("users-get");
    await admin.call("users-unblock", { uid: person.uid });
    await refused("session_is_revoked", person.call("users-get"));
    const again = await signInAs(person);
    await again.call("users-get");
    await Promise.all([person, admin, bystander, again].map((it) => it.close()));
  });
});

describe("the validation of tokens for other services", function () {
  this.timeout(180_000);
  const url = "http://127.0.0.1:3000/api/auth/validate";
  const ask = async (authorization?: string, method = "POST") => {
    const headers = authorization ? { authorization } : undefined;
    const answer = await fetch(url, {
      method,
      ...(headers && { headers }),
      signal: AbortSignal.timeout(120_000),
    });
    return { status: answer.status, body: (await answer.json()) as Claims };
  };
  let person: Person;
  before(async () => {
    person = await signUp();
  });
  after(() => person.close());

  it("says whose a token is, with the role of now and its end (R-AUTH-6)", async () => {
    const { expirationTime } = await person.user.getIdTokenResult();
    const token = await forged(person, { role: "admin" });
    assert.deepEqual(await ask(`Bearer ${token}`), {
      status: 200,
      body: {
        ...{ valid: true, uid: person.uid, role: "trader" },
        expiresAt: new Date(expirationTime).toISOString(),
      },
    });
  });

  for (const [what, reason, token] of badTokens) {
    it(`says of a token ${what} that it does not count, and why (R-AUTH-6)`, async () => {
      const { status, body } = await ask(`Bearer ${await token(person)}`);
      assert.deepEqual({ status, body }, { status: 200, body: { valid: false, reason } });
    });
  }

  it("says so of a blocked user's, of none, and of what is no bearer's (R-AUTH-6)", async () => {
    const other = await signUp();
    const [token, admin] = await Promise.all([other.token(), signIn("admin")]);
    await admin.call("users-block", { uid: other.uid, why: "A reason" });
    const reasonFor = async (authorization?: string) => (await ask(authorization)).body["reason"];
    assert.equal(await reasonFor(`Bearer ${token}`), "user_is_blocked");
    assert.equal(await reasonFor(), "sign_in_required");
    assert.equal(await reasonFor("Basic YTpi"), "token_is_invalid");
    await Promise.all([other.close(), admin.close()]);
  });

  it("answers to POST alone (R-AUTH-6)", async () => {
    const { status, body } = await ask(`Bearer ${await person.token()}`, "GET");
    assert.equal(status, 400);
    assert.equal((body["error"] as { details: { reason: string } }).details.reason, "method_not_allowed");
  });
});
