/**
 * The only way to build a function that a queue starts. The queue delivers a task at least once, maybe late and
 * maybe beside its own repeat: the handler's effect must be idempotent by itself. What cannot be mended by another
 * try is recorded in `deadLetters` and the task is over; anything else is thrown until the last attempt, then
 * recorded too, because the queue forgets a task after it.
 */
import { HttpsError } from "firebase-functions/https";
import {
  onTaskDispatched,
  type Request,
  type TaskQueueFunction,
  type TaskQueueOptions,
} from "firebase-functions/tasks";
import type { z } from "zod";
import { saveDeadLetter } from "../dead-letters/store.js";
import { ingress, runtimeDefaults } from "./config.js";
import { processContext, type Context } from "./context.js";
import { failureOf, parseInput, type Failure } from "./failure.js";
import { errorFields, log, withScope, type RequestScope } from "./log.js";
import { declared } from "./surface.js";
import { scopeOf } from "./trace.js";

export type TaskPolicy<Input extends z.ZodType> = {
  /** Deployed name, `<folder>-<file>`, which is also the queue's: no underscores. */
  readonly name: string;
  /** Shape of the payload, strict. */
  readonly input: Input;
  /** In all, the first included. */
  readonly attempts: number;
  /** Waits between attempts: doubled from the least up to the most. */
  readonly backoff: { readonly minSeconds: number; readonly maxSeconds: number };
  readonly rate: { readonly maxDispatchesPerSecond: number; readonly maxConcurrentDispatches: number };
  readonly timeoutSeconds: number;
  /** What the task was about is kept elsewhere and begun anew: given up, it leaves no dead letter. */
  readonly isSweptUp?: boolean;
  /** Bound to this function and no other. */
  readonly secrets?: TaskQueueOptions["secrets"];
};

/** One delivery of a task. */
export type Task<Input> = {
  /** Unique in its queue. */
  readonly id: string;
  readonly input: Input;
  /** 1 for the first. */
  readonly attempt: number;
  readonly correlationId: string;
};

/** @param handler answers with fields for the log line */
export function task<Input extends z.ZodType>(
  policy: TaskPolicy<Input>,
  handler: (context: Context, task: Task<z.output<Input>>) => Promise<Record<string, unknown>>,
): TaskQueueFunction<z.input<Input>> {
  const { name, input, attempts, backoff, rate, timeoutSeconds, secrets = [] } = policy;
  const options = {
    ...runtimeDefaults,
    ...{ timeoutSeconds, secrets },
    // Nobody but the service accounts that are given the role may call it: the queue's own.
    ...{ invoker: "private", ingressSettings: ingress.everyone },
    retryConfig: {
      maxAttempts: attempts,
      minBackoffSeconds: backoff.minSeconds,
      maxBackoffSeconds: backoff.maxSeconds,
    },
    rateLimits: { ...rate },
  };
  const built = onTaskDispatched<z.input<Input>>(options, (request) => {
    const scope = scopeOf(policy.name, request.headers ?? {});
    return withScope(scope, () => serve(policy, handler, request, scope));
  });
  return declared(built, { name, starter: "task", input });
}

async function serve<Input extends z.ZodType>(
  policy: TaskPolicy<Input>,
  handler: (context: Context, task: Task<z.output<Input>>) => Promise<Record<string, unknown>>,
  request: Request<z.input<Input>>,
  { correlationId }: RequestScope,
): Promise<void> {
  const startedMs = performance.now();
  const attempt = (request.retryCount ?? 0) + 1;
  const { id } = request;
  const told = () => ({ taskId: id, attempt, durationMs: Math.round(performance.now() - startedMs) });
  try {
    const input = parseInput(policy.input, request.data);
    const result = await handler(processContext(), { id, input, attempt, correlationId });
    log().info("task handled", { ...told(), outcome: "ok", ...result });
  } catch (error) {
    const failure = failureOf(error, correlationId);
    const { code, message, details } = failure;
    const fields = { ...told(), outcome: details.reason, code, ...errorFields(error) };
    // The emulator's queue comes once more than it was told to: by then the task is over.
    const over = isPermanent(failure) || attempt >= policy.attempts;
    if (!over) {
      log().warn("task will be tried again", fields);
      throw new HttpsError(code, message, details);
    }
    if (!policy.isSweptUp) {
      const context = processContext();
      await saveDeadLetter(context.db, {
        ...{ function: policy.name, taskId: id, payload: request.data, reason: details.reason },
        ...{ error: String(error), attempts: attempt, correlationId, atMs: context.clock() },
      });
    }
    log().error("task given up", fields);
  }
}

/** A refusal on purpose stays one; what nobody foresaw may be over with the next try. */
function isPermanent({ details }: Failure): boolean {
  return !details.retryable && details.reason !== "internal_error";
}
