/** Many jobs on a queue in chaos, with workers that die, come back late or fail, and owners who cancel. */
import type { Firestore } from "firebase-admin/firestore";
import type { JobRecord } from "../../src/jobs/job.js";
import { newJob } from "../../src/jobs/job.js";
import type { JobType } from "../../src/jobs/job-type.js";
import { createJob, readJob } from "../../src/jobs/store.js";
import { cancelJob } from "../../src/jobs/steering.js";
import { dispatch } from "../../src/jobs/dispatching.js";
import { sweepJobs } from "../../src/jobs/sweeping.js";
import { accountAudit } from "../../src/jobs/types/account-audit.js";
import { workOn, type Delivery } from "../../src/jobs/working.js";
import { createContext, type Context } from "../../src/platform/context.js";
import { DomainError } from "../../src/platform/errors.js";
import { chance, chaosQueue, type QueuedTask, type Whims } from "./chaos-queue.js";
import { countingJob, stepsOfJob, tallyOf, type CountingRun } from "./counting-job.js";

const rates = {
  dies: 0.08,
  comesBackLate: 0.08,
  fails: 0.08,
  refuses: 0.01,
  cancelled: 0.05,
  auditOfEach: 0.2,
};
/** The real audit of one account, under a name of its own: jobs of other tests are left alone. */
const chaosAudit: JobType = { ...accountAudit, name: "chaos-audit" };
const startMs = Date.parse("2031-05-05T09:00:00.000Z");
const roundsMax = 600;
const deliveriesAtOnce = 24;
const roundMs = 20_000;

export type ChaosReport = {
  readonly ends: Record<string, number>;
  readonly whims: Whims;
  readonly deliveries: number;
  readonly dropped: Record<string, number>;
  readonly deaths: number;
  readonly comebacks: number;
  readonly rounds: number;
  /** What is wrong: a sentence each. */
  readonly problems: readonly string[];
};

type World = {
  readonly seed: number;
  nowMs: number;
  deaths: number;
  comebacks: number;
  deliveries: number;
  /** Workers that are held: each with the moment when it goes on. */
  held: { readonly untilMs: number; readonly goOn: () => void }[];
  readonly underWay: Set<Promise<void>>;
  readonly outcomes: Map<string, string[]>;
  readonly dropped: Record<string, number>;
  /** Called whenever a delivery has ended, died or been held. */
  wake: () => void;
};

const overStates = ["succeeded", "failed", "cancelled"];

/** @param name keeps the jobs of one run apart from those of others */
export async function runChaos(
  db: Firestore,
  seed: number,
  count: number,
  name: string,
): Promise<ChaosReport> {
  const world: World = {
    ...{ seed, nowMs: startMs, deaths: 0, comebacks: 0, deliveries: 0 },
    ...{ held: [], underWay: new Set(), outcomes: new Map(), dropped: {} },
    wake: () => undefined,
  };
  const clock = () => world.nowMs;
  const queue = chaosQueue(seed, clock);
  const context: Context = { ...createContext({ db, clock }), queue };
  const types = new Map<string, JobType>([
    ["counting", countingJob((run, step) => mischief(world, run, step))],
    [chaosAudit.name, chaosAudit],
  ]);
  const jobs = await makeJobs(context, world, count, name);
  const ids = new Set(jobs.map(({ jobId }) => jobId));
  let rounds = 0;
  for (; rounds < roundsMax; rounds++) {
    await cancelSome(context, world, jobs, rounds);
    await deliverDue(context, world, queue.takeDue(world.nowMs), types, queue.again);
    if (rounds % 3 === 0) await sweep(context, world, types);
    releaseHeld(world);
    if (rounds % 10 === 9 && (await allOver(db, ids)) && queue.size() === 0 && world.held.length === 0) break;
    world.nowMs += roundMs;
  }
  // The dead are not waited for.
  await until(world, () => world.underWay.size <= world.deaths);
  const { deaths, comebacks, deliveries, dropped } = world;
  const { ends, problems } = await judge(db, world, jobs);
  return { ends, whims: queue.whims, deliveries, dropped, deaths, comebacks, rounds, problems };
}

async function makeJobs(context: Context, world: World, count: number, name: string): Promise<JobRecord[]> {
  const jobs = Array.from({ length: count }, (_, at) => {
    const requestId = `${name}-${at}`;
    const isAudit = chance(world.seed, "audit", at) < rates.auditOfEach;
    const waitsMs = chance(world.seed, "not before", at) < 0.1 ? 300_000 : 0;
    return newJob(
      {
        ...{ uid: requestId, requestId, correlationId: `chaos-${requestId}`, traceparent: null },
        ...(isAudit ? { type: chaosAudit.name, params: {} } : { type: "counting", params: { name } }),
        notBefore: waitsMs > 0 ? new Date(world.nowMs + waitsMs).toISOString() : null,
      },
      world.nowMs,
    );
  });
  for (let start = 0; start < count; start += deliveriesAtOnce) {
    const some = jobs.slice(start, start + deliveriesAtOnce);
    await Promise.all(some.map(async (job) => (await createJob(context.db, job), dispatch(context, job))));
  }
  return jobs;
}

/** What may happen to a worker before a step: decided by job, claim and step. */
async function mischief(world: World, { job, params }: CountingRun, step: number): Promise<void> {
  const whim = chance(world.seed, "mischief", params.name, job.jobId, job.generation, job.attempts, step);
  const { dies, comesBackLate, fails, refuses } = rates;
  if (whim < dies) {
    world.deaths++;
    world.wake();
    // Nothing is heard of it again.
    return new Promise<never>(() => undefined);
  }
  if (whim < dies + comesBackLate) {
    world.comebacks++;
    const untilMs = world.nowMs + 600_000 * chance(world.seed, "late", job.jobId, job.attempts, step);
    world.wake();
    return new Promise((resolve) => world.held.push({ untilMs, goOn: resolve }));
  }
  if (whim < dies + comesBackLate + fails) throw new DomainError("service_unavailable");
  if (whim < dies + comesBackLate + fails + refuses) throw new DomainError("history_is_too_long");
}

async function deliverDue(
  context: Context,
  world: World,
  due: readonly QueuedTask[],
  types: ReadonlyMap<string, JobType>,
  again: (task: QueuedTask, attemptsMax: number, nowMs: number) => void,
): Promise<void> {
  for (let start = 0; start < due.length; start += deliveriesAtOnce) {
    const batch = due.slice(start, start + deliveriesAtOnce).map((task) => {
      const type = [...types.values()].find(({ name }) => task.functionName.endsWith(keyOf(name)));
      if (!type) throw new Error(`no function is called ${task.functionName}`);
      world.deliveries++;
      const delivery = workOn(context, type, task.payload as Delivery).then(
        (fields) => note(world, (task.payload as Delivery).jobId, String(fields["job"])),
        () => again(task, type.attempts, world.nowMs),
      );
      world.underWay.add(delivery);
      void delivery.finally(() => {
        world.underWay.delete(delivery);
        world.wake();
      });
      return delivery;
    });
    await settledOrHeld(world, batch);
  }
}

const keyOf = (name: string) => name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
const isOver = (outcome: string) => overStates.includes(outcome);

function note(world: World, jobId: string, outcome: string): void {
  if (isOver(outcome)) world.outcomes.set(jobId, [...(world.outcomes.get(jobId) ?? []), outcome]);
  else world.dropped[outcome] = (world.dropped[outcome] ?? 0) + 1;
}

/** Waits for deliveries, without those that are dead or held. */
async function settledOrHeld(world: World, batch: readonly Promise<void>[]): Promise<void> {
  const stuckBefore = world.deaths + world.comebacks;
  const stuck = () => world.deaths + world.comebacks - stuckBefore;
  await until(world, () => batch.filter((delivery) => world.underWay.has(delivery)).length <= stuck());
}

function until(world: World, isTrue: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    world.wake = () => {
      if (isTrue()) resolve();
    };
    world.wake();
  });
}

function releaseHeld(world: World): void {
  const due = world.held.filter(({ untilMs }) => untilMs <= world.nowMs);
  world.held = world.held.filter(({ untilMs }) => untilMs > world.nowMs);
  for (const { goOn } of due) goOn();
}

/** Two sweeps at once: each must be safe beside the other. What they end is told by the jobs themselves. */
async function sweep(context: Context, world: World, types: ReadonlyMap<string, JobType>): Promise<void> {
  const typeOf = (name: string) => types.get(name);
  const swept = await Promise.all([sweepJobs(context, typeOf), sweepJobs(context, typeOf)]);
  world.dropped["ended by a sweep"] =
    (world.dropped["ended by a sweep"] ?? 0) + swept[0].ended + swept[1].ended;
}

async function cancelSome(
  context: Context,
  world: World,
  jobs: readonly JobRecord[],
  round: number,
): Promise<void> {
  const chosen = jobs.filter(
    ({ jobId }) =>
      chance(world.seed, "cancelled", jobId) < rates.cancelled &&
      Math.floor(chance(world.seed, "when", jobId) * 30) === round,
  );
  for (const { uid, jobId } of chosen) {
    await cancelJob(context, uid, jobId).then(
      ({ job }) => (job.live ? undefined : note(world, jobId, job.status)),
      (error: unknown) => {
        if (!(error instanceof DomainError && error.reason === "job_is_over")) throw error;
      },
    );
  }
}

async function allOver(db: Firestore, ids: ReadonlySet<string>): Promise<boolean> {
  for (const id of ids) if ((await readJob(db, id))?.job.live) return false;
  return true;
}

async function judge(db: Firestore, world: World, jobs: readonly JobRecord[]) {
  const problems: string[] = [];
  const ends: Record<string, number> = {};
  for (const { jobId, type } of jobs) {
    const job = (await readJob(db, jobId))?.job;
    const say = (problem: string) => problems.push(`${jobId} (${type}): ${problem}`);
    if (!job) {
      say("is gone");
      continue;
    }
    ends[job.status] = (ends[job.status] ?? 0) + 1;
    if (job.live || job.sweepMinute !== null) say(`is ${job.status} and looked at in ${job.sweepMinute}`);
    const told = world.outcomes.get(jobId) ?? [];
    if (told.length > 1) say(`ended as ${told.join(" and ")}`);
    if (told.length === 1 && told[0] !== job.status) say(`told ${told[0]} and is ${job.status}`);
    if (type !== "counting") continue;
    const counted = ((await tallyOf(db, jobId).get()).get("counted") as number | undefined) ?? 0;
    if (counted !== job.progress.done) say(`did ${counted} steps and tells of ${job.progress.done}`);
    if (job.status === "succeeded" && counted !== stepsOfJob) say(`succeeded after ${counted} steps`);
  }
  return { ends, problems };
}
