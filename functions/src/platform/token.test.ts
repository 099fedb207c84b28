import assert from "node:assert/strict";
import { projectId } from "../../test/support/backend.js";
import { claimsOf, secondsOf, startIssuer, type Issuer } from "../../test/support/token-issuer.js";
import { refuseUnsignedTokens } from "./config.js";
import { DomainError } from "./errors.js";
import { createTokenVerifier, type TokenProblem, type TokenVerdict } from "./token.js";

const nowMs = Date.now();
const at = (offsetMs: number) => secondsOf(nowMs + offsetMs);
const good = claimsOf("ann", nowMs);

/** Deployed, there is no such variable. */
function withoutAuthEmulator() {
  const emulator = process.env["FIREBASE_AUTH_EMULATOR_HOST"];
  before(() => delete process.env["FIREBASE_AUTH_EMULATOR_HOST"]);
  after(() => {
    if (emulator !== undefined) process.env["FIREBASE_AUTH_EMULATOR_HOST"] = emulator;
  });
}

describe("an ID token, outside the emulators", () => {
  withoutAuthEmulator();
  let issuer: Issuer;
  before(async () => {
    issuer = await startIssuer();
  });
  after(() => issuer.close());
  const judged = (token: string, clock = () => nowMs): Promise<TokenVerdict> =>
    createTokenVerifier({ verifyIdToken: issuer.verifyIdToken, projectId, clock })(token);

  it("that the platform signed is taken, with what it says (R-AUTH-2)", async () => {
    const claims = { ...good, sessionId: "a-session", role: "admin" };
    assert.deepEqual(await judged(issuer.sign(claims)), {
      ...{ uid: "ann", sessionId: "a-session" },
      authTimeMs: (good["auth_time"] as number) * 1_000,
      expiresAtMs: (good["exp"] as number) * 1_000,
    });
    const unnamed = await judged(issuer.sign(good));
    assert.ok(typeof unnamed === "object" && unnamed.sessionId === null);
  });

  const tampered = () => {
    const [header = "", , signature = ""] = issuer.sign(good).split(".");
    const payload = Buffer.from(JSON.stringify({ ...good, sub: "bob" })).toString("base64url");
    return [header, payload, signature].join(".");
  };
  const issuerUrl = "https://securetoken.google.com/other-project";

  /** Each differs in one fact from a token that is taken. */
  const refused: [what: string, verdict: TokenProblem, token: () => string][] = [
    ["another user's name put in", "wrong_signature", tampered],
    ["a key that was never published", "wrong_signature", () => issuer.signWithOther(good)],
    ["the id of an unknown key", "wrong_signature", () => issuer.sign(good, { kid: "unknown" })],
    ["no key's id", "malformed", () => issuer.sign(good, { kid: undefined })],
    ["no signature, alg none", "unsigned", () => issuer.unsigned(good)],
    ["a signature and alg none", "unsigned", () => issuer.sign(good, { alg: "none" })],
    ["the public key as a shared secret", "wrong_signature", () => issuer.signWithSecret(good)],
    ["another algorithm named", "wrong_signature", () => issuer.sign(good, { alg: "RS512" })],
    ["another audience", "other_audience", () => issuer.sign({ ...good, aud: "other-project" })],
    ["another issuer", "other_issuer", () => issuer.sign({ ...good, iss: issuerUrl })],
    ["a time that is over", "expired", () => issuer.sign({ ...good, exp: at(-1_000) })],
    ["an issue in the future", "not_yet_valid", () => issuer.sign({ ...good, iat: at(90_000) })],
    ["a sign-in in the future", "not_yet_valid", () => issuer.sign({ ...good, auth_time: at(90_000) })],
    ["no time of sign-in", "malformed", () => issuer.sign({ ...good, auth_time: undefined })],
    ["no user", "malformed", () => issuer.sign({ ...good, sub: undefined })],
    ["an empty user", "malformed", () => issuer.sign({ ...good, sub: "" })],
    ["a list of audiences", "malformed", () => issuer.sign({ ...good, aud: [projectId] })],
    ["no end", "malformed", () => issuer.sign({ ...good, exp: undefined })],
    ["an end that is text", "malformed", () => issuer.sign({ ...good, exp: "9999999999" })],
    ["more text than any has", "malformed", () => issuer.sign({ ...good, more: "m".repeat(8_192) })],
    ["a part missing", "malformed", () => issuer.sign(good).split(".").slice(0, 2).join(".")],
    ["a part more", "malformed", () => `${issuer.sign(good)}.more`],
    ["a header that is no JSON", "malformed", () => `bm9uZQ.${issuer.sign(good).split(".")[1]}.x`],
    ["nothing of a token", "malformed", () => "text"],
  ];
  for (const [what, verdict, token] of refused) {
    it(`is refused as ${verdict} with ${what} (R-AUTH-2, R-AUTH-6)`, async () => {
      assert.equal(await judged(token()), verdict);
    });
  }

  it("may be a minute ahead of this clock, and no more (R-AUTH-2)", async () => {
    const ahead = issuer.sign({ ...good, iat: at(60_000), auth_time: at(60_000) });
    assert.equal(typeof (await judged(ahead)), "object");
    assert.equal(await judged(issuer.sign({ ...good, iat: at(62_000) })), "not_yet_valid");
  });

  it("has its signature verified once, and its times each time (R-AUTH-2)", async () => {
    let verified = 0;
    let clockMs = nowMs;
    const verify = createTokenVerifier({
      verifyIdToken: (token) => {
        verified++;
        return issuer.verifyIdToken(token);
      },
      ...{ projectId, clock: () => clockMs },
    });
    const token = issuer.sign(good);
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => verify(token)));
    assert.ok(verdicts.every((verdict) => typeof verdict === "object"));
    assert.equal(verified, 1);
    clockMs = (good["exp"] as number) * 1_000;
    assert.equal(await verify(token), "expired");
    assert.equal(verified, 1);
    for (let count = 0; count < 3; count++) await verify(issuer.signWithOther(good));
    assert.equal(verified, 4, "what is bad is not remembered");
  });

  it("is not called bad where the keys cannot be had (R-AUTH-2)", async () => {
    const broken = await startIssuer({ broken: true });
    try {
      const { verifyIdToken } = broken;
      const verify = createTokenVerifier({ verifyIdToken, projectId, clock: () => nowMs });
      await assert.rejects(
        () => verify(broken.sign(good)),
        (error) => error instanceof DomainError && error.reason === "service_unavailable",
      );
      assert.ok(broken.fetches() > 0);
    } finally {
      await broken.close();
    }
  });
});

describe("a deployed function", () => {
  const names = ["FIREBASE_AUTH_EMULATOR_HOST", "K_SERVICE", "FUNCTIONS_EMULATOR"] as const;
  const kept = names.map((name) => [name, process.env[name]] as const);
  afterEach(() => {
    for (const [name, value] of kept) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it("does not start where it would take unsigned tokens (R-AUTH-2)", () => {
    process.env["FIREBASE_AUTH_EMULATOR_HOST"] = "127.0.0.1:9099";
    process.env["K_SERVICE"] = "orders-place";
    delete process.env["FUNCTIONS_EMULATOR"];
    assert.throws(refuseUnsignedTokens, /unsigned tokens would pass/);
    process.env["FUNCTIONS_EMULATOR"] = "true";
    refuseUnsignedTokens();
    delete process.env["FUNCTIONS_EMULATOR"];
    delete process.env["FIREBASE_AUTH_EMULATOR_HOST"];
    refuseUnsignedTokens();
  });
});
