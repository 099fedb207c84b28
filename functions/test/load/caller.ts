/**
 * One client process: makes planned calls through the real JS SDK, many at once, and tells how each was answered.
 * Reads a `CallerTask` as JSON from standard input; writes one `CallTold` as JSON a line.
 */
import { text } from "node:stream/consumers";
import { initializeApp } from "firebase/app";
import { connectAuthEmulator, getAuth, signInWithEmailAndPassword } from "firebase/auth";
import { connectFunctionsEmulator, getFunctions, httpsCallable } from "firebase/functions";
import type { PlannedCall } from "./plan.js";

export type CallerTask = {
  readonly email: string;
  readonly password: string;
  /** Ports that serve the functions: calls go round them. */
  readonly ports: readonly number[];
  readonly concurrency: number;
  readonly calls: readonly PlannedCall[];
};

export type CallTold = {
  readonly callId: string;
  /** Microseconds of the machine's monotonic clock, which all its processes share. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly data?: unknown;
  readonly code?: string;
  readonly details?: unknown;
};

const microseconds = () => Number(process.hrtime.bigint() / 1_000n);

const task = JSON.parse(await text(process.stdin)) as CallerTask;
const app = initializeApp({ projectId: "demo-bourse", apiKey: "demo-key" });
const auth = getAuth(app);
connectAuthEmulator(auth, "http://127.0.0.1:9099", { disableWarnings: true });
await signInWithEmailAndPassword(auth, task.email, task.password);
const services = task.ports.map((port, index) => {
  // An app has one SDK instance a region: servers are told apart by it. Their paths end in the function's name.
  const functions = getFunctions(app, `us-central${index + 1}`);
  connectFunctionsEmulator(functions, "127.0.0.1", port);
  return functions;
});

let next = 0;
async function work(): Promise<void> {
  for (let index = next++; index < task.calls.length; index = next++) {
    const call = task.calls[index] as PlannedCall;
    const service = services[index % services.length] as (typeof services)[number];
    const [startedAt, startedMs] = [microseconds(), Date.now()];
    const answer = await httpsCallable(
      service,
      call.name,
    )(call.input).then(
      ({ data }) => ({ data }),
      (error: { code?: string; details?: unknown }) => ({
        code: error.code ?? "unknown",
        details: error.details,
      }),
    );
    const told: CallTold = {
      ...{ callId: call.callId, startedAt, startedMs },
      ...{ endedAt: microseconds(), endedMs: Date.now() },
      ...answer,
    };
    process.stdout.write(`${JSON.stringify(told)}\n`);
  }
}
await Promise.all(Array.from({ length: task.concurrency }, work));
process.exit(0);
