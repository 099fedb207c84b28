/**
 * A queue that does what Cloud Tasks and its emulator may do: loses tasks, delivers them twice, late, early, in any
 * order, once more than configured, says "exists" of a task it never had, or breaks. Every whim follows from the
 * seed and the task's id, so that a run can be repeated.
 */
import { createHash } from "node:crypto";
import type { Queue } from "../../src/platform/queue.js";

/** A number from 0 to 1 that the parts alone decide. */
export function chance(seed: number, ...parts: (string | number)[]): number {
  const digest = createHash("sha256")
    .update(JSON.stringify([seed, ...parts]))
    .digest();
  return digest.readUInt32BE(0) / 2 ** 32;
}

export type QueuedTask = {
  readonly id: string;
  readonly functionName: string;
  readonly payload: Record<string, unknown>;
  readonly dueMs: number;
  readonly tries: number;
};

export type Whims = {
  lost: number;
  refusedAsExisting: number;
  broken: number;
  doubled: number;
  delayed: number;
  early: number;
};

const rates = { lost: 0.1, refusedAsExisting: 0.05, broken: 0.05, doubled: 0.2, delayed: 0.3 };
const delayMaxMs = 10 * 60_000;
const backoffMs = 5_000;

export type ChaosQueue = Queue & {
  /** Takes what is due out of the queue, in an order of its own. */
  readonly takeDue: (nowMs: number) => QueuedTask[];
  /** A delivery has failed: it comes again, once more than its function allows. */
  readonly again: (task: QueuedTask, attemptsMax: number, nowMs: number) => void;
  readonly whims: Whims;
  readonly size: () => number;
};

export function chaosQueue(seed: number, clock: () => number): ChaosQueue {
  let tasks: QueuedTask[] = [];
  const names = new Set<string>();
  const whims: Whims = { lost: 0, refusedAsExisting: 0, broken: 0, doubled: 0, delayed: 0, early: 0 };
  const happens = (what: keyof typeof rates, id: string) => {
    const does = chance(seed, what, id) < rates[what];
    if (does) whims[what]++;
    return does;
  };

  function put(
    functionName: string,
    payload: Record<string, unknown>,
    id: string,
    scheduledMs: number,
  ): void {
    const delayMs = happens("delayed", id) ? chance(seed, "delay", id) * delayMaxMs : 0;
    // The emulator looks at no schedule.
    const isEarly = scheduledMs > clock() && chance(seed, "early", id) < 0.5;
    if (isEarly) whims.early++;
    const dueMs = (isEarly ? clock() : Math.max(clock(), scheduledMs)) + delayMs;
    const task = { id, functionName, payload, dueMs, tries: 1 };
    tasks.push(task);
    if (happens("doubled", id)) tasks.push({ ...task, dueMs: dueMs + chance(seed, "twin", id) * delayMaxMs });
  }

  return {
    whims,
    size: () => tasks.length,
    enqueue: (functionName, payload, { id = "", scheduleAt } = {}) => {
      if (happens("broken", id)) return Promise.reject(new Error("the queue is broken"));
      if (names.has(id) || happens("refusedAsExisting", id)) return Promise.resolve("exists");
      names.add(id);
      if (!happens("lost", id)) put(functionName, payload, id, scheduleAt?.getTime() ?? 0);
      return Promise.resolve("queued");
    },
    takeDue: (nowMs) => {
      const due = tasks.filter(({ dueMs }) => dueMs <= nowMs);
      tasks = tasks.filter(({ dueMs }) => dueMs > nowMs);
      const rank = ({ id, tries, dueMs }: QueuedTask) => chance(seed, "order", id, tries, dueMs);
      return due.sort((a, b) => rank(a) - rank(b));
    },
    again: (task, attemptsMax, nowMs) => {
      if (task.tries > attemptsMax) return;
      tasks.push({ ...task, tries: task.tries + 1, dueMs: nowMs + backoffMs * 2 ** task.tries });
    },
  };
}
