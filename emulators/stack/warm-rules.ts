import { say } from "./say.js";

const deadlineMs = 10_000;
const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");

/**
 * Has the Firestore emulator decide one read by the rules. The first takes it half a second, and what is written while
 * a listener is decided upon is lost for it: the emulator calls it older than what the listener has been told.
 *
 * @param host of the Firestore emulator, with its port
 */
export async function warmRules(host: string): Promise<void> {
  const nobody = "warm-up";
  const claims = {
    ...{ iss: "https://securetoken.google.com/demo-bourse", aud: "demo-bourse" },
    ...{ sub: nobody, user_id: nobody, iat: 0, exp: Math.ceil(Date.now() / 1000) + 60 },
  };
  // Emulators take a token without a signature.
  const token = `${encoded({ alg: "none" })}.${encoded(claims)}.`;
  const documents = `http://${host}/v1/projects/demo-bourse/databases/(default)/documents`;
  try {
    await fetch(`${documents}/accounts/${nobody}`, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(deadlineMs),
    });
  } catch (error) {
    say(`the rules were not warmed up: ${String(error)}`);
  }
}
