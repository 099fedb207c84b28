/**
 * A worker's hold on a job: every write is guarded by the job's last one and refused once the claim is another's, so
 * that a worker that was thought dead changes nothing any more.
 */
import type { Context } from "../platform/context.js";
import { optimistically } from "../platform/optimistic.js";
import type { Progress } from "./contract.js";
import type { Run, Step } from "./job-type.js";
import { withLease, type Bounds, type JobRecord } from "./job.js";
import { readJob, updateJob, writeCheckpoint, type Also, type JobVersion } from "./store.js";

/** Why a worker stops in the middle: the job is cancelled, another's, or its task's time is nearly over. */
export class WorkEnded extends Error {
  override readonly name = "WorkEnded";
  constructor(readonly why: "cancelled" | "lost" | "out_of_time") {
    super(why);
  }
}

/** Steps that write nothing else are kept this often. */
const keepEveryMs = 1_000;

export type Hold<Checkpoint> = Pick<Run<unknown, Checkpoint>, "step" | "tick"> & {
  /** The last write: nothing follows it. */
  readonly end: (change: (job: JobRecord) => JobRecord, also?: Also) => Promise<JobRecord>;
};

/** @param deadlineMs when the work is to go on in another task */
export function holdJob<Checkpoint>(
  { db, clock }: Context,
  claimed: JobVersion,
  bounds: Bounds,
  deadlineMs: number,
): Hold<Checkpoint> {
  const { jobId, claims, worker } = claimed.job;
  let known: JobVersion | undefined = claimed;
  let steps = claimed.job.steps;
  let progress = claimed.job.progress;
  let keptMs = clock();
  let unkept: Checkpoint | undefined;

  async function write(change: (job: JobRecord) => JobRecord, also?: Also): Promise<JobRecord> {
    const step = steps + 1;
    const { job } = await optimistically(async () => {
      const current = known ?? (await readJob(db, jobId));
      known = undefined;
      if (!current || current.job.claims !== claims) throw new WorkEnded("lost");
      // Written, and the answer was lost: also where it was the last write, after which nobody holds the job.
      if (current.job.steps === step) return current;
      if (current.job.worker !== worker) throw new WorkEnded("lost");
      return updateJob(db, current, { ...change(current.job), steps: step }, also);
    }).then((version) => (known = version));
    steps = step;
    return job;
  }

  const leased = (job: JobRecord): JobRecord =>
    withLease({ ...job, progress }, worker ?? "", bounds, clock());

  async function keep(checkpoint: Checkpoint | undefined, also: Also = () => undefined): Promise<void> {
    const job = await write(leased, (batch) => {
      if (checkpoint !== undefined) writeCheckpoint(db, batch, jobId, checkpoint);
      also(batch);
    });
    keptMs = clock();
    unkept = undefined;
    if (job.cancelRequested) throw new WorkEnded("cancelled");
  }

  const tell = (told: Partial<Progress> = {}) => (progress = { ...progress, ...told });
  const isTime = () => clock() - keptMs >= keepEveryMs;

  return {
    step: async ({ checkpoint, progress: told, also }: Step<Checkpoint>) => {
      tell(told);
      unkept = checkpoint;
      const isOver = clock() >= deadlineMs;
      if (also || isTime() || isOver) await keep(checkpoint, also);
      if (isOver) throw new WorkEnded("out_of_time");
    },
    tick: async (told) => {
      tell(told);
      // The checkpoint of the step before, where there was no time to keep it: a step is under way, none is done.
      if (isTime()) await keep(unkept);
    },
    end: (change, also) => write((job) => change({ ...job, progress }), also),
  };
}
