/** What a type of job is: its policy and its work. `types/` holds them, `registry.ts` lists them. */
import type { z } from "zod";
import type { Role } from "../users/contract.js";
import type { Context } from "../platform/context.js";
import type { Progress } from "./contract.js";
import type { Bounds, JobRecord } from "./job.js";
import type { Also } from "./store.js";

/** What is said when a step is done. */
export type Step<Checkpoint> = {
  /** All that a later worker needs to go on from here. */
  readonly checkpoint: Checkpoint;
  readonly progress: Partial<Progress>;
  /** Writes that happen exactly once: they are in one commit with the checkpoint, which only the claim's owner makes. */
  readonly also?: Also;
};

/**
 * One worker's run of a job. What takes parameters is declared as methods here and below, so that one list can hold
 * types of all parameters: the worker parses them before it calls.
 */
export type Run<Params, Checkpoint> = {
  readonly job: Pick<JobRecord, "jobId" | "uid" | "attempts" | "generation" | "createdAt" | "correlationId">;
  readonly params: Params;
  /** Where an earlier worker has come to; null at the beginning. */
  readonly checkpoint: Checkpoint | null;
  /**
   * Between two steps: keeps the lease, keeps the checkpoint, tells progress. Steps are kept at most once a second,
   * unless they write something else too; what was not kept is done again by whoever goes on. A step takes less than
   * the type's lease.
   * @throws WorkEnded where the job is cancelled, another's, or to go on in another task: let it pass
   */
  step(this: void, step: Step<Checkpoint>): Promise<void>;
  /** Within a step that takes long: as `step`, without a checkpoint. */
  tick(this: void, progress?: Partial<Progress>): Promise<void>;
};

export type JobPolicy<Params, Result, Checkpoint> = {
  /** As in `jobContracts`. The queue is called after it: `jobs-run-ledgerAudit`. */
  readonly name: string;
  /** Who may create it. */
  readonly roles: readonly Role[];
  /** Starts in all, the first included; a start that was handed over counts once. */
  readonly attempts: number;
  /** Waits between attempts: doubled from the least up to the most. */
  readonly backoff: { readonly minSeconds: number; readonly maxSeconds: number };
  readonly rate: { readonly maxDispatchesPerSecond: number; readonly maxConcurrentDispatches: number };
  /** Of one task. A job that needs longer goes on in another. */
  readonly timeoutSeconds: number;
  /** After this without a step its worker counts as dead. */
  readonly leaseSeconds: number;
  readonly params: z.ZodType<Params>;
  readonly result: z.ZodType<Result>;
  readonly checkpoint: z.ZodType<Checkpoint>;
};

export type JobType<Params = unknown, Result = unknown, Checkpoint = unknown> = JobPolicy<
  Params,
  Result,
  Checkpoint
> & {
  work(this: void, context: Context, run: Run<Params, Checkpoint>): Promise<Result>;
  /** What the shape of the parameters cannot say, asked before a job is made. @throws DomainError naming the field */
  check?(this: void, params: Params, nowMs: number): void;
};

/** @param work may be begun again at its last checkpoint at any moment: what it does beside `step` is idempotent */
export function jobType<Params, Result extends object, Checkpoint>(
  policy: JobPolicy<Params, Result, Checkpoint>,
  work: (context: Context, run: Run<Params, Checkpoint>) => Promise<Result>,
  check: (params: Params, nowMs: number) => void = () => undefined,
): JobType<Params, Result, Checkpoint> {
  return { ...policy, work, check };
}

/** `ledger-audit` → `ledgerAudit`: names of functions hold no hyphens of their own. */
export const functionKeyOf = (type: string) =>
  type.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
/** Deployed name of the type's function, which is its queue's too. */
export const queueOf = (type: string) => `jobs-run-${functionKeyOf(type)}`;

export const boundsOf = ({ attempts, leaseSeconds, backoff }: JobType): Bounds => ({
  attempts,
  leaseMs: leaseSeconds * 1_000,
  backoffMaxMs: backoff.maxSeconds * 1_000,
});
