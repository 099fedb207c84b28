/**
 * Redis over HTTP (Upstash): one client a process, made at its first use. A command has one try and a few hundred
 * milliseconds, the first ones more, because they connect; a Redis that keeps failing is left alone by its circuit, and callers go on without it. Commands
 * of one turn travel in one request (auto-pipelining).
 */
import { Redis } from "@upstash/redis";
import { circuit, CircuitOpen, type Circuit } from "./circuit.js";
import type { RedisSettings } from "./config.js";
import { createRequester, type Patience } from "./redis-requester.js";

/** Redis did not do the work, for whatever reason; what was sent may have happened all the same. */
export class RedisFailure extends Error {
  override readonly name = "RedisFailure";
}

export type RedisPort = {
  /** Without an address there is no Redis, and every run fails at once. */
  readonly isConfigured: boolean;
  /** Work of Redis commands only: it is counted against the circuit. @throws RedisFailure */
  readonly run: <Result>(work: (client: Redis) => Promise<Result>) => Promise<Result>;
};

/** Until Redis has answered for the first time: a name is looked up and TLS begun, in a process that is starting. */
const firstAnswerFactor = 4;
/** A process that stands still for long uses up one of these parts and no more. */
const timeoutParts = 4;

const circuitOptions = { failuresMax: 3, openForMs: 2_000 };

export function createRedis(settings: RedisSettings | null): RedisPort {
  if (!settings) {
    return {
      isConfigured: false,
      run: () => Promise.reject(new RedisFailure("no Redis is configured")),
    };
  }
  let made: { client: Redis; guard: Circuit } | undefined;
  let hasAnswered = false;
  /** What is said while the circuit is open: made once, as the circuit's own refusal. */
  let leftAlone: RedisFailure | undefined;
  const open = () => {
    const { timeoutMs } = settings;
    const client = new LeanRedis(settings, (end) =>
      patience(hasAnswered ? timeoutMs : firstAnswerFactor * timeoutMs, end),
    );
    return { client, guard: circuit("redis", circuitOptions, () => client.ping()) };
  };
  return {
    isConfigured: true,
    async run(work) {
      const { client, guard } = (made ??= open());
      try {
        const result = await guard.run(() => work(client));
        hasAnswered = true;
        return result;
      } catch (error) {
        if (error instanceof CircuitOpen) {
          throw (leftAlone ??= new RedisFailure("Redis is left alone", { cause: error }));
        }
        throw new RedisFailure("Redis did not answer", { cause: error });
      }
    },
  };
}

/** Whether Redis was not asked at all, because it has failed before. */
export const isCircuitOpen = (error: unknown) =>
  error instanceof RedisFailure && error.cause instanceof CircuitOpen;

/** Runs again what has failed once: one lost answer is no outage. The work must be safe to repeat. */
export async function runTwice<Result>(
  redis: RedisPort,
  work: (client: Redis) => Promise<Result>,
): Promise<Result> {
  return redis.run(work).catch(() => redis.run(work));
}

/**
 * Ends after so long without the time in which this process itself stood still: the answer may have come meanwhile,
 * and timers are looked at before sockets. A busy process must not take Redis for one that is slow.
 */
function patience(ms: number, end: Parameters<Patience>[0]): ReturnType<Patience> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const over = () => {
    if (!stopped) end(new DOMException("Redis did not answer in time", "TimeoutError"));
  };
  const wait = (parts: number): void => {
    const next = () => (parts > 1 ? wait(parts - 1) : void setImmediate(over).unref());
    timer = setTimeout(next, ms / timeoutParts).unref();
  };
  wait(timeoutParts);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}

class LeanRedis extends Redis {
  constructor(settings: RedisSettings, patience: Patience) {
    const { url, token } = settings;
    // What looks like a number would become one: amounts are strings.
    super({ url, token, automaticDeserialization: false, enableTelemetry: false });
    this.client = createRequester(settings, patience);
  }
}
