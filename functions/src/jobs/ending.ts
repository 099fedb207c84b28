/** What belongs into the commit that ends a job: the letter of one that has failed, and what its owner is told. */
import { z } from "zod";
import { writeDeadLetter } from "../dead-letters/store.js";
import { jobEnded, statementReady } from "../messages/events.js";
import { readListener } from "../messages/store.js";
import { handOver, nothingTold, writeEvent } from "../messages/telling.js";
import type { NewNotification } from "../notifications/notification.js";
import type { Context } from "../platform/context.js";
import { errorFields, log } from "../platform/log.js";
import { jobContracts } from "./contract.js";
import { queueOf } from "./job-type.js";
import { systemUid, type JobRecord } from "./job.js";
import type { Also } from "./store.js";

export type Ending = {
  readonly also: Also;
  /** After the commit. */
  readonly handOver: () => Promise<void>;
};

/** @param job as it will be; one that has not ended tells nothing */
export async function endingOf(context: Context, job: JobRecord, error?: string): Promise<Ending> {
  const { db, clock } = context;
  const letter = letterOf(context, job, error);
  const event = eventOf(job);
  const listener = event && (await listenerOf(context, job));
  if (!event || !listener) return { also: letter, handOver: () => Promise.resolve() };
  let told = nothingTold;
  return {
    also: (batch) => {
      letter(batch);
      told = writeEvent(db, batch, event, listener, clock());
    },
    handOver: () => handOver(context, told),
  };
}

/** A user whose settings cannot be read is told nothing: their job ends all the same. */
async function listenerOf({ db }: Context, { uid, jobId }: JobRecord) {
  try {
    return await readListener(db, uid);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    log().error("nobody can be told of a job", { jobId, ...errorFields(error) });
    return undefined;
  }
}

function eventOf(job: JobRecord): NewNotification | undefined {
  const { uid, jobId, generation, type, status, result, params, finishedAt } = job;
  if (uid === systemUid || finishedAt === null || status === "cancelled") return undefined;
  const moment = { uid, at: finishedAt };
  const fileId = typeof result?.["fileId"] === "string" ? result["fileId"] : null;
  const asked = jobContracts.statement.params.safeParse(params);
  if (type === "statement" && status === "succeeded" && fileId !== null && asked.success) {
    return statementReady(moment, { fileId, month: asked.data.month });
  }
  const error = status === "failed" ? (job.error?.message ?? "") : null;
  return jobEnded({ ...moment, jobId, generation }, { type: type.replaceAll("-", " "), error, fileId });
}

/** Sent again, the letter asks for the next generation. Nothing for another end. */
function letterOf({ db, clock }: Context, job: JobRecord, error = job.error?.message ?? ""): Also {
  const { jobId, generation, type, attempts, correlationId } = job;
  if (job.status !== "failed") return () => undefined;
  const reason = job.error?.reason ?? "";
  return (batch) =>
    writeDeadLetter(db, batch, {
      ...{
        function: queueOf(type),
        taskId: `${jobId}-${generation}`,
        attempts,
        correlationId,
        reason,
        error,
      },
      ...{ payload: { jobId, generation: generation + 1 }, atMs: clock() },
    });
}
