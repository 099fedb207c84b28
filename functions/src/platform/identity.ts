/**
 * Who asks: the one place where a request's ID token is verified and its user's standing judged, for callables and
 * HTTP functions alike. The SDK's own check is not used: it refuses without details, does not look at revocation,
 * and under the functions emulator only decodes.
 */
import { judge, type Standing, type StandingVerdict } from "../standings/standing.js";
import type { Role } from "../users/contract.js";
import { DomainError } from "./errors.js";
import type { Reason } from "./reasons.js";
import type { TokenProblem, TokenVerdict } from "./token.js";

/** Who asks, with the role that the server knows: that of the token may be old. */
export type Caller = {
  readonly uid: string;
  readonly role: Role | null;
  /** The session that the token belongs to, where its sign-in began one. */
  readonly sessionId: string | null;
  readonly authTimeMs: number;
  readonly expiresAtMs: number;
};

export type Refusal = "missing" | TokenProblem | Exclude<StandingVerdict, "valid">;
export type Identification =
  { readonly verdict: "valid"; readonly caller: Caller } | { readonly verdict: Refusal };

/** What a client is told: enough to know what to do, and no more. */
export const refusalReasons: Record<Refusal, Reason> = {
  missing: "sign_in_required",
  malformed: "token_is_invalid",
  not_yet_valid: "token_is_invalid",
  unsigned: "token_is_invalid",
  wrong_signature: "token_is_invalid",
  other_audience: "token_is_invalid",
  other_issuer: "token_is_invalid",
  expired: "token_is_expired",
  revoked: "session_is_revoked",
  deleted: "session_is_revoked",
  disabled: "user_is_blocked",
  blocked: "user_is_blocked",
};

/** @throws DomainError where nobody can be identified */
export function callerOf(identification: Identification): Caller {
  if (identification.verdict === "valid") return identification.caller;
  throw new DomainError(refusalReasons[identification.verdict]);
}

/** Reads standings through a cache, and past it. */
export type Standings = {
  /** May be some seconds old, unless a change of it was announced by `forget`. */
  readonly read: (uid: string) => Promise<Standing>;
  /** The truth of now. */
  readonly readFresh: (uid: string) => Promise<Standing>;
  /** Ends what any process remembers of a user. Call it after a change has been written. */
  readonly forget: (uid: string) => Promise<void>;
};

/**
 * @param authorization the header, as it came
 * @param whenVerified told whose token it is once that is verified, in the turn in which the standing is asked for
 */
export type Identify = (
  authorization: string | undefined,
  whenVerified?: (uid: string) => void,
) => Promise<Identification>;

export function createIdentify(options: {
  verifyToken: (token: string) => Promise<TokenVerdict>;
  standings: Standings;
}): Identify {
  const { verifyToken, standings } = options;
  return async (authorization, whenVerified) => {
    if (!authorization) return { verdict: "missing" };
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization) ?? [];
    const verified = token === undefined ? "malformed" : await verifyToken(token);
    if (typeof verified === "string") return { verdict: verified };
    const { uid } = verified;
    whenVerified?.(uid);
    let standing = await standings.read(uid);
    // What is remembered may not know of the newest sign-in: a refusal is never decided on it.
    if (judge(standing, verified) !== "valid") standing = await standings.readFresh(uid);
    const verdict = judge(standing, verified);
    if (verdict !== "valid") return { verdict };
    return { verdict, caller: { ...verified, role: standing.role } };
  };
}
