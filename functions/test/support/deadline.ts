/** Waits that end: every one has a deadline and says what it was for. */
import { restartStreams } from "./people.js";

/** The emulator now and then opens a stream and never says anything on it. */
const silenceMs = 15_000;

/** @throws Error naming `what` when the promise has not settled in time */
async function within<Value>(deadlineMs: number, what: string, promise: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not within ${deadlineMs} ms`)), deadlineMs);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

/** Starts a listener and waits until what it delivers satisfies `wanted`; then the listener is stopped. */
export async function heard<Value>(
  deadlineMs: number,
  what: string,
  listen: (next: (value: Value) => void, fail: (error: Error) => void) => () => void,
  wanted: (value: Value) => boolean,
): Promise<Value> {
  let stop: () => void = () => undefined;
  const first = new Promise<Value>((resolve, reject) => {
    stop = listen((value) => (wanted(value) ? resolve(value) : undefined), reject);
  });
  const restarting = setInterval(() => {
    process.stderr.write(`${what}: not within ${silenceMs} ms, so the streams are opened anew\n`);
    void restartStreams().catch(() => undefined);
  }, silenceMs);
  try {
    return await within(deadlineMs, what, first);
  } finally {
    clearInterval(restarting);
    stop();
  }
}
