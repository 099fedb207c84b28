/**
 * Verifies ID tokens of Firebase Authentication through the Admin SDK: signature, audience, issuer, times. Whether
 * the session and the user behind a good token still count is the standing's business.
 *
 * With FIREBASE_AUTH_EMULATOR_HOST the SDK takes unsigned tokens, which a deployed function must never do.
 */
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { DomainError } from "./errors.js";

/** Of a verified token. Its role is what it was when the token was made: only for telling that it has changed. */
export type VerifiedToken = {
  readonly uid: string;
  readonly authTimeMs: number;
  readonly expiresAtMs: number;
  readonly sessionId: string | null;
};

export type TokenProblem =
  | "malformed"
  | "expired"
  | "not_yet_valid"
  | "unsigned"
  | "wrong_signature"
  | "other_audience"
  | "other_issuer";

export type TokenVerdict = VerifiedToken | TokenProblem;

/** The Admin SDK's `verifyIdToken`. */
export type VerifyIdToken = (token: string) => Promise<unknown>;

/** A token that the platform makes is far shorter; a header is not read without end. */
const tokenLengthMax = 8_192;
/** How far ahead the clock of Authentication may be. */
const clockSkewMaxMs = 60_000;
/** Tokens whose signature this process has verified, so that a burst of calls verifies it once. */
const verifiedMax = 5_000;
/** Keys of Authentication that are withdrawn stop counting after this. */
const verifiedForMs = 300_000;

const seconds = z.number().int().nonnegative().max(9_999_999_999);
const headerSchema = z.looseObject({ alg: z.string(), kid: z.string().optional() });
const payloadSchema = z.looseObject({
  sub: z.string().min(1).max(128),
  aud: z.string(),
  iss: z.string(),
  iat: seconds,
  exp: seconds,
  auth_time: seconds,
  sessionId: z.string().max(64).optional(),
});
type Decoded = {
  readonly header: z.infer<typeof headerSchema>;
  readonly payload: z.infer<typeof payloadSchema>;
};

/** What a token says, unverified; undefined where it is no token of the kind. */
function decode(token: string): Decoded | undefined {
  if (token.length > tokenLengthMax || !/^[\w-]+\.[\w-]+\.[\w-]*$/.test(token)) return undefined;
  const [header, payload] = token.split(".").map((part) => {
    try {
      return JSON.parse(Buffer.from(part, "base64url").toString("utf8")) as unknown;
    } catch {
      return undefined;
    }
  });
  const parsed = z.object({ header: headerSchema, payload: payloadSchema }).safeParse({ header, payload });
  return parsed.success ? parsed.data : undefined;
}

/**
 * @param projectId the audience that tokens must name
 * @returns a function that answers with what the token says, or with what is wrong with it
 * @throws DomainError `service_unavailable` from that function where the keys could not be fetched
 */
export function createTokenVerifier(options: {
  verifyIdToken: VerifyIdToken;
  projectId: string;
  clock: () => number;
}): (token: string) => Promise<TokenVerdict> {
  const { verifyIdToken, projectId, clock } = options;
  const verified = new LRUCache<string, Promise<TokenProblem | null>>({
    max: verifiedMax,
    ttl: verifiedForMs,
  });

  function verifyOnce(token: string, decoded: Decoded): Promise<TokenProblem | null> {
    const known = verified.get(token);
    if (known) return known;
    const verifying = verifyIdToken(token).then(
      () => null,
      (error: unknown) => problemOf(error, decoded, projectId),
    );
    verified.set(token, verifying);
    const forget = () => verified.delete(token);
    // Only what is good is remembered: anybody can make up bad ones.
    verifying.then((problem) => problem && forget(), forget);
    return verifying;
  }

  return async (token) => {
    const decoded = decode(token);
    if (!decoded) return "malformed";
    const { sub, exp, iat, auth_time: authTime, sessionId = null } = decoded.payload;
    const problem = await verifyOnce(token, decoded);
    if (problem) return problem;
    if (exp * 1_000 <= clock()) return "expired";
    // The SDK does not look at these.
    if (Math.max(iat, authTime) * 1_000 > clock() + clockSkewMaxMs) return "not_yet_valid";
    return { uid: sub, authTimeMs: authTime * 1_000, expiresAtMs: exp * 1_000, sessionId };
  };
}

/** What the SDK says of a token that it refuses; of a user, the standing tells more. */
const userProblems = new Set(["auth/id-token-revoked", "auth/user-disabled", "auth/user-not-found"]);

/** @returns null where the token itself is good */
function problemOf(error: unknown, { header, payload }: Decoded, projectId: string): TokenProblem | null {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  // Against the emulator the SDK looks at the user as well.
  if (userProblems.has(code)) return null;
  if (code === "auth/id-token-expired") return "expired";
  // Every refusal names what it refuses; what failed for another reason, as keys that cannot be fetched, does not.
  if (code !== "auth/argument-error" || !message.includes("ID token")) {
    throw new DomainError("service_unavailable", {}, { cause: error });
  }
  if (header.alg === "none") return "unsigned";
  if (payload.aud !== projectId) return "other_audience";
  if (payload.iss !== `https://securetoken.google.com/${projectId}`) return "other_issuer";
  return header.kid === undefined ? "malformed" : "wrong_signature";
}
