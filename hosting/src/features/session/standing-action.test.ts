import assert from "node:assert/strict";
import { actionFor } from "./standing-action.js";

const session = { sessionId: "mine", startedAt: "", userAgent: "", address: "" };
const signedInAt = "2026-01-31T09:00:00.000Z";
const standing = {
  ...({ role: "trader", blocked: false, deleted: false, sessions: [session] } as const),
  changedAt: "2026-01-31T09:00:00.500Z",
};
const token = { sessionId: "mine", role: "trader", signedInAt };

describe("What a device does about its user's standing", () => {
  it("is nothing while session and role are those of its token (R-AUTH-3)", () => {
    assert.equal(actionFor(standing, token), "stay");
    assert.equal(actionFor({ ...standing, sessions: [] }, { ...token, sessionId: null }), "stay");
  });

  it("is nothing while all that is known is from before its sign-in (R-AUTH-3)", () => {
    const old = { ...standing, sessions: [], changedAt: "2026-01-31T08:59:59.999Z" };
    assert.equal(actionFor(old, token), "stay");
    assert.equal(actionFor({ ...old, changedAt: signedInAt }, token), "revoked");
  });

  it("is to fetch a new token when the role is another (R-AUTH-3)", () => {
    assert.equal(actionFor({ ...standing, role: "operator" }, token), "refresh");
    assert.equal(actionFor(standing, { ...token, role: null }), "refresh");
  });

  it("is to leave when its session is listed no longer, or its user blocked (R-AUTH-3)", () => {
    const others = [{ ...session, sessionId: "other" }];
    assert.equal(actionFor({ ...standing, sessions: others, role: "admin" }, token), "revoked");
    const blocked = { ...standing, blocked: true, sessions: [] };
    assert.equal(actionFor(blocked, token), "blocked");
    assert.equal(actionFor({ ...blocked, deleted: true }, token), "deleted");
  });
});
