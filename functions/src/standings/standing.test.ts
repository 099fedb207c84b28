import assert from "node:assert/strict";
import {
  blockedStanding,
  deletedStanding,
  judge,
  newStanding,
  sessionsMax,
  sessionViews,
  withoutSessions,
  withSession,
  type Presented,
  type Standing,
  type StandingRecord,
  type StandingVerdict,
} from "./standing.js";

const signedInMs = Date.UTC(2026, 0, 31, 9);
const at = new Date(signedInMs).toISOString();
const good: Standing = {
  ...{ known: true, disabled: false, blocked: false, deleted: false, role: "trader" },
  ...{ validFromMs: signedInMs, sessionIds: ["mine", "other"] },
};
const token: Presented = { authTimeMs: signedInMs, sessionId: "mine" };

describe("a standing", () => {
  it("lets a token count that is of a session, or of a sign-in that named none (R-AUTH-2)", () => {
    assert.equal(judge(good, token), "valid");
    assert.equal(judge({ ...good, sessionIds: [] }, { ...token, sessionId: null }), "valid");
  });

  const refusals: [
    what: string,
    verdict: StandingVerdict,
    standing: Partial<Standing>,
    Partial<Presented>?,
  ][] = [
    ["a block", "blocked", { blocked: true }],
    ["a block of a user who is disabled too", "blocked", { blocked: true, disabled: true, sessionIds: [] }],
    ["a user whom Authentication does not know", "deleted", { known: false }],
    ["a deleted user", "deleted", { deleted: true, blocked: true }],
    ["a user disabled in Authentication", "disabled", { disabled: true }],
    ["a sign-in before the sessions count", "revoked", { validFromMs: signedInMs + 1_000 }],
    ["a session that ended", "revoked", { sessionIds: ["other"] }],
    ["a session where none is listed", "revoked", { sessionIds: [] }],
    ["an unnamed session before", "revoked", { validFromMs: signedInMs + 1_000 }, { sessionId: null }],
  ];
  for (const [what, verdict, change, presented] of refusals) {
    it(`refuses ${what} as ${verdict} (R-AUTH-2, R-AUTH-3)`, () => {
      assert.equal(judge({ ...good, ...change }, { ...token, ...presented }), verdict);
    });
  }

  const session = (count: number) => ({
    startedAt: new Date(signedInMs + count).toISOString(),
    ...{ userAgent: `agent ${count}`, address: "203.0.113.0/24" },
  });
  const filled = (count: number): StandingRecord =>
    Array.from({ length: count }).reduce<StandingRecord>(
      (record, _, number) => withSession(record, `s${number}`, session(number)),
      newStanding("ann", "trader", at),
    );

  it("lists the newest sessions and ends the oldest beyond twenty (R-AUTH-8)", () => {
    const views = sessionViews(filled(sessionsMax + 3));
    assert.equal(views.length, sessionsMax);
    assert.deepEqual([views[0]?.sessionId, views.at(-1)?.sessionId], ["s22", "s3"]);
    assert.deepEqual(views[0], { sessionId: "s22", ...session(22) });
  });

  it("ends one session, all but one, or all with what named none (R-AUTH-8)", () => {
    const three = filled(3);
    const idsAfter = (
      ...ending: Parameters<typeof withoutSessions> extends [unknown, ...infer Rest] ? Rest : never
    ) => Object.keys(withoutSessions(three, ...ending).sessions).sort();
    const nowMs = signedInMs + 5_900;
    assert.deepEqual(idsAfter({ only: "s1" }, nowMs), ["s0", "s2"]);
    assert.deepEqual(idsAfter({ only: "unknown" }, nowMs), ["s0", "s1", "s2"]);
    assert.deepEqual(idsAfter({ but: "s1" }, nowMs), ["s1"]);
    assert.deepEqual(idsAfter({ all: true }, nowMs), []);
    assert.equal(withoutSessions(three, { only: "s1" }, nowMs).sessionsFrom, null);
    const ended = withoutSessions(three, { all: true }, nowMs);
    assert.equal(ended.sessionsFrom, new Date(signedInMs + 5_000).toISOString());
  });

  it("of a blocked user has no session, and of a deleted one nothing of the person (R-AUTH-2)", () => {
    const blocked = blockedStanding(filled(2), signedInMs);
    assert.deepEqual([blocked.blocked, blocked.sessions, blocked.role], [true, {}, "trader"]);
    const deleted = deletedStanding("ann", signedInMs);
    assert.deepEqual(deleted, {
      ...{ uid: "ann", role: null, blocked: true, deleted: true, sessions: {} },
      ...{ sessionsFrom: at, changedAt: at },
    });
  });
});
