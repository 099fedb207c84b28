/**
 * Redis under traffic: killed and started again, then slow. Server processes of the deployed build are called at a
 * steady pace all the time. Judged is what a caller sees and whether every process healed; times are told.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { startServer, type ServerProcess } from "../load/processes.js";
import { startOutages, type Outages } from "./outages.js";
import { percentile, request, traffic, type PlannedRequest, type Sample } from "./traffic.js";

export type FailoverPlan = {
  /** Of the same traffic, with Redis, without it and with it again, before anything is measured; left out: none. */
  readonly warmUpSeconds?: number;
  readonly processes: number;
  readonly perSecond: number;
  /** Of each part: normal, outage, after it. */
  readonly seconds: number;
  readonly next: (index: number) => PlannedRequest;
  /** What Redis has for an answer; less than the slow one takes. */
  readonly redisTimeoutMs: number;
  readonly healDeadlineMs: number;
};

export type Outage = "killed" | "slow";

export type OutageReport = {
  readonly outage: Outage;
  readonly calls: number;
  /** Refused or unanswered calls: in the first moments of the outage, and at any other time. */
  readonly failedAtFirst: readonly Sample[];
  readonly failedElse: readonly Sample[];
  /** Server processes whose circuit opened, and the times that each took to close after the return. */
  readonly opened: number;
  readonly healedAfterMs: readonly number[];
  /**
   * `openMs`: once the circuits have opened. `closedMs`: before the outage and after the circuits have closed, taken
   * together: the emulator slows down as its documents pile up, so the outage is compared with both of its sides.
   */
  readonly p95: {
    readonly beforeMs: number;
    readonly openMs: number;
    readonly afterMs: number;
    readonly closedMs: number;
  };
};

/** Answers of a slow Redis. */
const slowMs = 4_000;
/** Calls that were under way when Redis went may wait for its timeout before the circuit opens. */
const firstMs = 1_500;
/** A circuit heals by being called: traffic goes on in a trickle until all have. */
const trickleMs = 100;

type Change = { readonly process: number; readonly state: string; readonly atMs: number };

export async function failover(outages: readonly Outage[], plan: FailoverPlan): Promise<OutageReport[]> {
  const redis = await startOutages();
  const changes: Change[] = [];
  const servers: ServerProcess[] = [];
  try {
    for (let process = 0; process < plan.processes; process++) {
      const onLog = (line: string) => {
        const change = circuitChange(line);
        if (change) changes.push({ process, state: change, atMs: Date.now() });
      };
      const timeout = { REDIS_TIMEOUT_MS: String(plan.redisTimeoutMs) };
      const environment = { ...redis.environment, ...timeout, LOG_LEVEL: "warn" };
      servers.push(await startServer({ environment, onLog }));
    }
    const ports = servers.map(({ port }) => port);
    // Each process meets each function once before anything is measured.
    for (let index = 0; index < 40; index++) {
      for (const port of ports) await request(port, plan.next(index));
    }
    await warmUp(redis, ports, plan);
    const reports: OutageReport[] = [];
    for (const outage of outages) reports.push(await sufferOutage(outage, { redis, ports, changes, plan }));
    return reports;
  } finally {
    await Promise.all(servers.map((server) => server.close()));
    await redis.close();
  }
}

/** A server that has just begun compiles what it runs, and what it runs in an outage: its times say nothing yet. */
async function warmUp(redis: Outages, ports: readonly number[], plan: FailoverPlan): Promise<void> {
  const { perSecond, warmUpSeconds: seconds } = plan;
  if (seconds === undefined) return;
  const run = () => traffic(ports, { perSecond, seconds }, plan.next);
  await run();
  await redis.kill();
  await run();
  await redis.restart();
  await run();
}

function circuitChange(line: string): string | undefined {
  if (!line.includes('"circuit changed"')) return undefined;
  const { circuit, state } = JSON.parse(line) as { circuit: string; state: string };
  return circuit === "redis" ? state : undefined;
}

type Stage = {
  readonly redis: Outages;
  readonly ports: readonly number[];
  readonly changes: Change[];
  readonly plan: FailoverPlan;
};

async function sufferOutage(outage: Outage, { redis, ports, changes, plan }: Stage): Promise<OutageReport> {
  const run = (seconds: number) => traffic(ports, { perSecond: plan.perSecond, seconds }, plan.next);
  changes.length = 0;
  const normal = await run(plan.seconds);
  const goneMs = Date.now();
  const [gone] = await Promise.all([
    run(plan.seconds + firstMs / 1_000),
    outage === "killed" ? redis.kill() : redis.slow(slowMs),
  ]);
  const opened = new Set(changes.filter(({ state }) => state === "open").map(({ process }) => process)).size;
  const returning = outage === "killed" ? redis.restart() : Promise.resolve(redis.slow(0));
  // It is back once it can be reached; traffic has not stopped meanwhile.
  const [returnedMs, healed] = await Promise.all([returning.then(() => Date.now()), run(plan.seconds)]);
  const trickle = async () => {
    await Promise.all(ports.map((port, index) => request(port, plan.next(index))));
    await sleep(trickleMs);
  };
  const deadlineMs = returnedMs + plan.healDeadlineMs;
  const closedAtMs = await healing(changes, { opened, deadlineMs, trickle });
  const healedAfterMs = closedAtMs.map((atMs) => Math.max(0, atMs - returnedMs));
  const lastClosedMs = Math.max(returnedMs, ...closedAtMs);
  const after = healed.filter(({ startedMs }) => startedMs > lastClosedMs);
  const isFirst = ({ startedMs }: Sample) => startedMs < goneMs + firstMs;
  const failed = [...normal, ...gone, ...healed].filter(({ status }) => status !== 200);
  return {
    outage,
    calls: normal.length + gone.length + healed.length,
    failedAtFirst: failed.filter((each) => each.startedMs >= goneMs && isFirst(each)),
    failedElse: failed.filter((each) => each.startedMs < goneMs || !isFirst(each)),
    ...{ opened, healedAfterMs },
    p95: {
      beforeMs: percentile(normal, 0.95),
      openMs: percentile(
        gone.filter((each) => !isFirst(each)),
        0.95,
      ),
      afterMs: percentile(after, 0.95),
      closedMs: percentile([...normal, ...after], 0.95),
    },
  };
}

type Wait = {
  readonly opened: number;
  readonly deadlineMs: number;
  readonly trickle: () => Promise<void>;
};

/** Goes on calling until as many processes as opened have closed their circuits. @returns when each did */
async function healing(changes: readonly Change[], { opened, deadlineMs, trickle }: Wait): Promise<number[]> {
  const closed = () => {
    const last = new Map<number, Change>();
    for (const change of changes) last.set(change.process, change);
    return [...last.values()].filter(({ state }) => state === "closed");
  };
  while (closed().length < opened && Date.now() < deadlineMs) await trickle();
  return closed().map(({ atMs }) => atMs);
}

/** What was promised and not kept, in words; empty where all was. */
export function broken(report: OutageReport, processes: number): string[] {
  const { failedElse, failedAtFirst, opened, healedAfterMs } = report;
  const problems: string[] = [];
  for (const { name, status, reason } of [...failedElse, ...failedAtFirst].slice(0, 5)) {
    problems.push(`${name} failed with ${status} ${reason}`);
  }
  if (opened < processes) problems.push(`${processes - opened} circuits did not open`);
  if (healedAfterMs.length < opened) problems.push(`${opened - healedAfterMs.length} did not heal in time`);
  return problems;
}
