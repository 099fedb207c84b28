/**
 * Circuit breakers. After some failures in a row what fails is left alone for a while: nobody waits for it. An open
 * circuit is tried again by a probe of its own, beside the requests, so that none of them is the one that waits.
 */
import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
  type CircuitBreakerPolicy,
} from "cockatiel";
import { count } from "./counters.js";
import { errorFields, log } from "./log.js";

export type CircuitOptions = {
  /** Failures in a row that open it. */
  readonly failuresMax: number;
  /** How long it stays open before it is tried again. */
  readonly openForMs: number;
};

const names = {
  [CircuitState.Closed]: "closed",
  [CircuitState.Open]: "open",
  [CircuitState.HalfOpen]: "half_open",
  [CircuitState.Isolated]: "open",
} as const;
export type CircuitStateName = (typeof names)[CircuitState];

const breakers = new Map<string, CircuitBreakerPolicy>();

/** Where each circuit of this process stands. */
export function circuitStates(): Readonly<Record<string, CircuitStateName>> {
  return Object.fromEntries([...breakers].map(([name, { state }]) => [name, names[state]]));
}

/** A breaker whose state is told: one log line and one count for each change, and a place in `circuitStates`. */
export function watchedBreaker(name: string, options: CircuitOptions): CircuitBreakerPolicy {
  const { failuresMax, openForMs } = options;
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: openForMs,
    breaker: new ConsecutiveBreaker(failuresMax),
  });
  let cause: Record<string, unknown> = {};
  // Told before the change of state that it brings.
  breaker.onBreak((reason) => (cause = "error" in reason ? errorFields(reason.error) : {}));
  breaker.onStateChange((state) => {
    count("circuit_changes", { circuit: name, state: names[state] });
    const why = state === CircuitState.Open ? cause : {};
    log().warn("circuit changed", { circuit: name, state: names[state], ...why });
  });
  breakers.set(name, breaker);
  return breaker;
}

/** Nothing was asked: the circuit is open. */
export class CircuitOpen extends Error {
  override readonly name = "CircuitOpen";
}

/** An open circuit is asked this often whether its time is over. */
const askEveryMs = 50;

export type Circuit = {
  /** @throws CircuitOpen at once while it is open, always the same one; else what the work throws */
  readonly run: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly state: () => CircuitStateName;
};

/** @param probe the smallest work that shows that all is well again */
export function circuit(name: string, options: CircuitOptions, probe: () => Promise<unknown>): Circuit {
  const breaker = watchedBreaker(name, options);
  // Made once: in an outage every request meets it several times, and a stack costs more than what it replaces.
  const refusal = new CircuitOpen(name);
  let askedMs = -Infinity;
  const tryAgain = () => {
    const nowMs = performance.now();
    if (nowMs - askedMs < askEveryMs) return;
    askedMs = nowMs;
    // A breaker that is open refuses this by itself until its time is over.
    void breaker.execute(probe).catch(() => undefined);
  };
  return {
    state: () => names[breaker.state],
    async run(work) {
      if (breaker.state === CircuitState.Closed) return breaker.execute(work);
      if (breaker.state === CircuitState.Open) tryAgain();
      throw refusal;
    },
  };
}
