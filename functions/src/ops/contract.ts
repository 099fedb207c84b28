/** The callables of `ops`: what operators see of the system, and how they steer it. */
import { z } from "zod";
import { jobSchema, ledgerAuditResult } from "../jobs/contract.js";
import { clientId, pageInput, pageOf } from "../money/wire.js";

const queueName = z.string().regex(/^[A-Za-z0-9-]{1,100}$/, "must be the name of a queue");

/** Nothing: a report of all queues. Or a queue and what to do with it: `purge` deletes all tasks that wait. */
export const queuesInput = z
  .strictObject({
    queue: queueName.optional(),
    action: z.enum(["pause", "resume", "purge"]).optional(),
    confirm: z.literal(true).optional(),
  })
  .superRefine(({ queue, action, confirm }, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field], message });
    if (action && !queue) refuse("queue", "must be named with an action");
    if (queue && !action) refuse("action", "must be named with a queue");
    if (action === "purge" && !confirm) refuse("confirm", "must be true: a purge cannot be undone");
    if (action !== "purge" && confirm) refuse("confirm", "is for a purge only");
  });
export type QueuesInput = z.input<typeof queuesInput>;

/** Null is what the environment cannot tell; `cannot` says why. */
export const queuesOutput = z.strictObject({
  queues: z.array(
    z.strictObject({
      queue: z.string(),
      state: z.enum(["running", "paused", "disabled", "unknown"]),
      depth: z.int().nullable(),
      oldestAt: z.string().nullable(),
      running: z.int().nullable(),
      executedLastMinute: z.int().nullable(),
    }),
  ),
  cannot: z.array(z.string()),
});
export type QueuesOutput = z.infer<typeof queuesOutput>;

export const deadLetterSchema = z.strictObject({
  id: z.string(),
  /** Whose queue the task was in. */
  function: z.string(),
  taskId: z.string(),
  /** JSON, cut where it was too long to be kept. */
  payload: z.string(),
  reason: z.string(),
  error: z.string(),
  attempts: z.int(),
  correlationId: z.string(),
  at: z.string(),
  retriedAt: z.string().nullable(),
  /** Uid of the operator. */
  retriedBy: z.string().nullable(),
});
export type DeadLetterView = z.infer<typeof deadLetterSchema>;

export const deadLettersInput = z.strictObject({
  ...pageInput,
  function: queueName.optional(),
  /** Without those that have been sent again. */
  openOnly: z.boolean().default(false),
});
export type DeadLettersInput = z.input<typeof deadLettersInput>;
export const deadLettersOutput = pageOf(deadLetterSchema);
export type DeadLettersOutput = z.infer<typeof deadLettersOutput>;

export const deadLetterId = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,100}\.[A-Za-z0-9_-]{1,500}$/, "must be the id of a dead letter");
export const retryDeadLetterInput = z.strictObject({ id: deadLetterId });
export type RetryDeadLetterInput = z.input<typeof retryDeadLetterInput>;
/** `replayed`: it had been sent again before. */
export const retryDeadLetterOutput = z.strictObject({ letter: deadLetterSchema, replayed: z.boolean() });
export type RetryDeadLetterOutput = z.infer<typeof retryDeadLetterOutput>;

/** Nothing: the newest report. With an id: starts an audit too, unless one is under way. */
export const auditInput = z.strictObject({ requestId: clientId.optional() });
export type AuditInput = z.input<typeof auditInput>;
export const auditOutput = z.strictObject({
  report: ledgerAuditResult.nullable(),
  /** When the report was begun. */
  reportedAt: z.string().nullable(),
  /** The audit that is under way. */
  running: jobSchema.nullable(),
});
export type AuditOutput = z.infer<typeof auditOutput>;
