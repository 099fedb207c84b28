/**
 * Throughput of the validation of ID tokens, against a stack that is up:
 * `node emulators/bootstrap.mjs exec -- tsx functions/test/load/validate.ts`.
 *
 * 1. Over HTTP: one process of the deployed build answers `users-validate`, callers in a closed loop. The emulators
 *    sign no tokens, so this is standing, cache, rate limit and HTTP.
 * 2. In process: tokens that are signed and new each time, through the Admin SDK as it is deployed; then one again.
 */
import { getAuth as adminAuth } from "firebase-admin/auth";
import { createTokenVerifier } from "../../src/platform/token.js";
import { adminDb, projectId } from "../support/backend.js";
import { signUp } from "../support/people.js";
import { claimsOf, startIssuer } from "../support/token-issuer.js";
import { startServer } from "./processes.js";

const callers = 16;
const measuredMs = 8_000;
const warmUpCalls = 200;
const signedTokens = 4_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const at = (sorted: readonly number[], part: number) => sorted[Math.floor((sorted.length - 1) * part)] ?? 0;

/** Calls until the time is over, with so many under way at once. @returns the time of each in ms, sorted */
async function closedLoop(call: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  const until = performance.now() + measuredMs;
  const one = async () => {
    while (performance.now() < until) {
      const startedMs = performance.now();
      await call();
      times.push(performance.now() - startedMs);
    }
  };
  await Promise.all(Array.from({ length: callers }, one));
  return times.sort((left, right) => left - right);
}

async function overHttp(): Promise<void> {
  adminDb();
  const person = await signUp("validated");
  const authorization = `Bearer ${await person.token()}`;
  const server = await startServer();
  const url = `http://127.0.0.1:${server.port}/${projectId}/us-central1/users-validate`;
  const call = async () => {
    const answer = await fetch(url, { method: "POST", headers: { authorization } });
    const { valid } = (await answer.json()) as { valid?: boolean };
    if (!valid) throw new Error(`HTTP ${answer.status}: the token was not found valid`);
  };
  try {
    for (let done = 0; done < warmUpCalls; done++) await call();
    const times = await closedLoop(call);
    const rate = Math.round(times.length / (measuredMs / 1_000));
    const figures = [0.5, 0.95, 0.99].map((part) => at(times, part).toFixed(1)).join(" / ");
    say(`over HTTP, one process, ${callers} callers: ${rate} a second; p50 / p95 / p99 ${figures} ms`);
  } finally {
    await server.close();
    await adminAuth().deleteUser(person.uid);
    await person.close();
  }
}

async function inProcess(): Promise<void> {
  delete process.env["FIREBASE_AUTH_EMULATOR_HOST"];
  const issuer = await startIssuer();
  const { verifyIdToken } = issuer;
  const verify = createTokenVerifier({ verifyIdToken, projectId, clock: Date.now });
  const nowMs = Date.now();
  const tokens = Array.from({ length: signedTokens }, (_, index) =>
    issuer.sign(claimsOf(`u${index}`, nowMs)),
  );
  const rateOf = async (text: (index: number) => string) => {
    const startedMs = performance.now();
    for (let index = 0; index < signedTokens; index++) {
      if (typeof (await verify(text(index))) === "string") throw new Error("a good token was refused");
    }
    return Math.round(signedTokens / ((performance.now() - startedMs) / 1_000));
  };
  say(
    `in process, each token new, signature by the Admin SDK: ${await rateOf((index) => tokens[index] ?? "")} a second`,
  );
  say(`in process, one token again and again: ${await rateOf(() => tokens[0] ?? "")} a second`);
  await issuer.close();
}

await overHttp();
await inProcess();
process.exit(0);
