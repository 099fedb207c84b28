/** Hands work to the function that a queue starts, with the correlation id and trace of whoever asked for it. */
import { region } from "./config.js";
import { currentScope } from "./log.js";
import { traceHeaders } from "./trace.js";

export type Enqueuing = {
  /**
   * 1 to 500 of `A-Za-z0-9_-`, hashed or random in its beginning where there are many. A second task with it is
   * dropped as long as the queue remembers the first one (an hour after it ran, in the emulators for ever): that
   * saves work, it promises nothing.
   */
  readonly id?: string;
  /** Not before. The emulators start a task at once: where too early is wrong, the handler looks at the clock. */
  readonly scheduleAt?: Date;
};

/** `exists`: a task with this id was there or has been; the emulators say so too when the queue is full. */
export type Enqueued = "queued" | "exists";

export type Queue = {
  /** @param functionName deployed name of the function, `<folder>-<file>` */
  readonly enqueue: (
    functionName: string,
    payload: Record<string, unknown>,
    options?: Enqueuing,
  ) => Promise<Enqueued>;
};

/** The queues of the project that the process's app belongs to. */
export function createQueue(): Queue {
  return {
    enqueue: async (functionName, payload, { id, scheduleAt } = {}) => {
      // Few functions enqueue: the others do not load this.
      const { getFunctions } = await import("firebase-admin/functions");
      const queue = getFunctions().taskQueue(`locations/${region}/functions/${functionName}`);
      const scope = currentScope();
      try {
        await queue.enqueue(payload, {
          ...(id !== undefined && { id }),
          ...(scheduleAt && { scheduleTime: scheduleAt }),
          ...(scope && { headers: traceHeaders(scope) }),
        });
        return "queued";
      } catch (error) {
        if (error instanceof Error && "code" in error && error.code === alreadyExists) return "exists";
        throw error;
      }
    },
  };
}

const alreadyExists = "functions/task-already-exists";
