/** Tells the queue of a job. The document is there already: what is lost here, the sweep finds. */
import type { Context } from "../platform/context.js";
import { errorFields, log, withScope } from "../platform/log.js";
import type { Enqueued } from "../platform/queue.js";
import { scopeOf } from "../platform/trace.js";
import { queueOf } from "./job-type.js";
import { taskIdOf, type JobRecord } from "./job.js";

/** Queues the next task of a job, under the ids of whoever asked for the job. */
export async function dispatch({ queue, clock }: Context, job: JobRecord): Promise<Enqueued | "failed"> {
  const { jobId, generation, type, notBefore, correlationId, traceparent } = job;
  const name = queueOf(type);
  const headers = { "x-correlation-id": correlationId, ...(traceparent !== null && { traceparent }) };
  const waits = notBefore !== null && Date.parse(notBefore) > clock();
  const options = { id: taskIdOf(job), ...(waits && { scheduleAt: new Date(notBefore) }) };
  try {
    return await withScope(scopeOf(name, headers), () => queue.enqueue(name, { jobId, generation }, options));
  } catch (error) {
    log().warn("job was not enqueued, the sweep will", { jobId, ...errorFields(error) });
    return "failed";
  }
}
