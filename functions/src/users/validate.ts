import { clientAddress } from "../platform/client-address.js";
import { http } from "../platform/http.js";
import { refusalReasons, type Identification } from "../platform/identity.js";
import type { ValidateOutput } from "./contract.js";

const policy = { name: "users-validate", method: "POST", rateClass: "read" } as const;

/**
 * Whether the bearer token of the request counts, for services beside Bourse. Both are answers, so both are 200:
 * 503 is left to say that nobody knows. The log tells failures apart further than the answer does.
 */
export const validate = http(policy, async (context, request) => {
  const identification = await context.identify(request.headers.authorization);
  const { verdict } = identification;
  if (verdict !== "valid" && verdict !== "missing" && verdict !== "expired") {
    const subject = { kind: "address", who: clientAddress(request) } as const;
    await context.denials.countFailure("failed_validation", subject);
  }
  return { status: 200, body: answerTo(identification), facts: { identity: verdict } };
});

function answerTo(identification: Identification): ValidateOutput {
  if (identification.verdict !== "valid") {
    return { valid: false, reason: refusalReasons[identification.verdict] };
  }
  const { uid, role, expiresAtMs } = identification.caller;
  return { valid: true, uid, role, expiresAt: new Date(expiresAtMs).toISOString() };
}
