import assert from "node:assert/strict";
import type { Standing } from "../standings/standing.js";
import { DomainError } from "./errors.js";
import { callerOf, createIdentify, refusalReasons, type Refusal } from "./identity.js";
import type { TokenVerdict } from "./token.js";

const standing: Standing = {
  ...{ known: true, disabled: false, blocked: false, deleted: false, role: "operator" },
  ...{ validFromMs: 0, sessionIds: ["s"] },
};
const verified = { uid: "ann", authTimeMs: 5_000, expiresAtMs: 9_000, sessionId: "s" };

function identifier(given: { token?: TokenVerdict; remembered?: Standing; now?: Standing }) {
  const { token = verified, remembered = standing, now = remembered } = given;
  const seen: string[] = [];
  const identify = createIdentify({
    verifyToken: (text) => {
      seen.push(`verify ${text}`);
      return Promise.resolve(token);
    },
    standings: {
      read: (uid) => {
        seen.push(`read ${uid}`);
        return Promise.resolve(remembered);
      },
      readFresh: (uid) => {
        seen.push(`read ${uid} fresh`);
        return Promise.resolve(now);
      },
      forget: () => assert.fail("nothing was changed"),
    },
  });
  return { identify, seen };
}

describe("the identity of a caller", () => {
  it("is the token's user with the role that the server knows (R-AUTH-2, R-AUTH-3)", async () => {
    const { identify, seen } = identifier({});
    assert.deepEqual(await identify("Bearer a.b.c"), {
      verdict: "valid",
      caller: { ...verified, role: "operator" },
    });
    assert.deepEqual(seen, ["verify a.b.c", "read ann"]);
  });

  it("is nobody's without a header, and refused with any other than a bearer's (R-AUTH-2, R-AUTH-6)", async () => {
    const { identify, seen } = identifier({});
    for (const missing of [undefined, ""]) {
      assert.deepEqual(await identify(missing), { verdict: "missing" });
    }
    for (const header of ["Basic YTpi", "Bearer", "Bearer ", "Bearer a b", "a.b.c", "xBearer a.b.c"]) {
      assert.deepEqual(await identify(header), { verdict: "malformed" }, header);
    }
    assert.deepEqual(seen, []);
    assert.equal((await identify("bearer  a.b.c ")).verdict, "valid");
  });

  it("is not asked of a standing where the token is bad (R-AUTH-2)", async () => {
    const { identify, seen } = identifier({ token: "wrong_signature" });
    assert.deepEqual(await identify("Bearer a.b.c"), { verdict: "wrong_signature" });
    assert.deepEqual(seen, ["verify a.b.c"]);
  });

  it("is never refused on what is remembered: a new sign-in counts at once (R-AUTH-3)", async () => {
    const old = { ...standing, sessionIds: [] };
    const { identify, seen } = identifier({ remembered: old, now: standing });
    assert.equal((await identify("Bearer a.b.c")).verdict, "valid");
    assert.deepEqual(seen, ["verify a.b.c", "read ann", "read ann fresh"]);
    const gone = identifier({ remembered: old });
    assert.deepEqual(await gone.identify("Bearer a.b.c"), { verdict: "revoked" });
  });

  it("is refused with a reason that tells no more than a client needs (R-AUTH-6)", () => {
    for (const [verdict, reason] of Object.entries(refusalReasons)) {
      assert.throws(
        () => callerOf({ verdict: verdict as Refusal }),
        (error) => error instanceof DomainError && error.reason === reason,
      );
    }
    assert.equal(new Set(Object.values(refusalReasons)).size, 5);
  });
});
