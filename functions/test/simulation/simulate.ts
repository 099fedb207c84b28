/**
 * The simulation: the real committer and kernel, several processes, clients and an engine on one account, over the
 * model store. Everything that waits waits in the scheduler, which decides who goes next; nothing else is random.
 */
import { CommitFailure } from "../../src/ledger/commit-failure.js";
import { proofOf, type Command } from "../../src/ledger/command.js";
import type { Outcome } from "../../src/ledger/committer.js";
import type { Submission } from "../../src/ledger/fold.js";
import { judge, type Complaint } from "../checker/checker.js";
import type { CommitHistory, FinalDocuments, ObservedAnswer, ObservedCall } from "../checker/history.js";
import { replay, type Replay } from "../checker/replay.js";
import { requestOf } from "./book.js";
import { bringTick, sweepAll, sweepExpired, type EngineWorld } from "./engine.js";
import { limits as defaults } from "./ground.js";
import { livenessComplaints, oracleComplaints } from "./agreement.js";
import type { AssetId, Scenario, Step } from "./scenario.js";
import {
  modelGround,
  openWorld,
  startMs,
  type Ground,
  type Process,
  type Turns,
  type World,
} from "./world.js";

const limits = {
  ...defaults,
  dailyDepositMax: 6_000_000n,
  dailyWithdrawalMax: 400_000n,
  // Low enough that some scenario meets it.
  openOrdersMax: 24,
};
const assets: readonly AssetId[] = ["BTC", "BRK.B"];
/** How often the engine tries to bring a match: then the sweep at the end brings it. */
const matchRetries = 2;

export type SimulationResult = {
  readonly calls: readonly ObservedCall[];
  readonly documents: FinalDocuments;
  readonly history: CommitHistory;
  readonly replayed: Replay;
  readonly complaints: readonly Complaint[];
  readonly turns: number;
};

type Asked = Pick<Submission, "command" | "request" | "context">;
/** What is asked of a process now: each try has the quote of its time. */
type Asking = () => Asked;

export async function simulate(
  scheduler: Turns,
  scenario: Scenario,
  ground: Ground = modelGround(),
): Promise<SimulationResult> {
  const world = openWorld(scheduler, scenario, ground);
  const clients = new Map<number, Step[]>();
  for (const step of scenario.steps) {
    const client = step.client % scenario.clients;
    clients.set(client, [...(clients.get(client) ?? []), step]);
  }
  const running = [...clients.values()].map((steps) => runClient(world, scenario, steps));
  await scheduler.waitFor(Promise.all(running));
  await scheduler.waitFor(Promise.all(world.background));
  // What was sent late arrives now at the latest; then the faults are over, and whoever knows nothing asks again.
  await scheduler.waitIdle();
  world.stopFaults();
  await scheduler.waitFor(askAgain(world));
  // The engine's clock at the end: what was over by then must be tidied.
  const endMs = world.clockOf(0);
  await scheduler.waitFor(lastSweep(world));
  await scheduler.waitIdle();
  const documents = await ground.documents();
  const replayed = replay(ground.uid, world.calls, world.history, documents);
  const complaints = [
    ...judge(world.calls, documents, replayed),
    ...oracleComplaints(replayed),
    ...livenessComplaints(documents, world.market, endMs),
    ...world.broken,
  ];
  return {
    calls: world.calls,
    documents,
    history: world.history,
    replayed,
    complaints,
    turns: world.turns(),
  };
}

async function runClient(world: World, scenario: Scenario, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await world.turn(`client ${step.client} thinks`);
    const { ask } = step;
    if (ask.kind === "tick") world.background.push(bringTick(engineOf(world, step), ask));
    else if (ask.kind === "sweep") world.background.push(sweepExpired(engineOf(world, step)));
    else await runStep(world, scenario, step);
  }
}

async function runStep(world: World, scenario: Scenario, step: Step): Promise<void> {
  const asking = await askedBy(world, scenario, step);
  if (!asking) return;
  const tries = [tryUntilAnswered(world, asking, step.process, step.retries)];
  const chasing = chasedBy(world, step, asking().command);
  if (chasing) tries.push(tryUntilAnswered(world, chasing, step.process, step.retries));
  if (step.twice) tries.push(tryUntilAnswered(world, asking, step.process + 1, step.retries));
  await Promise.all(tries);
}

/** What the client sends right after a placing, without waiting for its answer. */
function chasedBy(world: World, { chase, ask }: Step, command: Command): Asking | undefined {
  if (!chase || command.kind !== "place" || ask.kind !== "place") return undefined;
  const { orderId, limitPrice } = command;
  if (chase === "cancel") return asked(world, { kind: "cancel", orderId }, null);
  if (limitPrice === undefined) return undefined;
  const replacement = { kind: "replace", orderId, newOrderId: `${orderId}-next`, limitPrice } as const;
  return asked(world, { ...replacement, limitPrice: limitPrice + 1n }, ask.asset);
}

/** The engine, as it runs in one process or in two at once. */
function engineOf(world: World, { process, twice }: Pick<Step, "process" | "twice">): EngineWorld {
  const documents = world.ground.documents;
  const deliver = async (command: Command, index = 0) => {
    const assetId = await assetOf(world, command);
    const tries = [tryUntilAnswered(world, asked(world, command, assetId), process + index, matchRetries)];
    if (twice) {
      tries.push(tryUntilAnswered(world, asked(world, command, assetId), process + index + 1, matchRetries));
    }
    await Promise.all(tries);
  };
  return { ...world, documents, deliver };
}

async function assetOf({ ground }: World, command: Command): Promise<string | null> {
  if (command.kind !== "match") return null;
  const { orders } = await ground.documents();
  return orders.find(({ orderId }) => orderId === command.orderId)?.assetId ?? null;
}

async function tryUntilAnswered(world: World, asking: Asking, slot: number, retries: number) {
  for (let attempt = 0; attempt <= retries; attempt++) {
    const answer = await call(world, asking, (slot + attempt) % world.slots.length);
    if (answer.kind !== "failed") return;
    await world.turn("client waits to try again");
  }
}

async function call(world: World, asking: Asking, slot: number): Promise<ObservedAnswer> {
  const process = world.slots[slot] as Process;
  const { command, request, context } = asking();
  const callId = world.nextCallId();
  const startedAt = world.moment();
  const startMs = world.clockOf(slot);
  const answer = await Promise.race([
    process.committer
      .submit(world.ground.uid, { command, request, context: process.watch.noted(context, callId) })
      .then(observed, (error: unknown) => failed(world, error)),
    process.died.then((): ObservedAnswer => ({ kind: "failed", applied: "unknown" })),
  ]);
  world.calls.push({
    callId,
    proof: proofOf(command),
    request,
    startedAt,
    endedAt: world.moment(),
    answer,
    decidedBy: { command, context, nowMs: [startMs, world.clockOf(slot)] },
  });
  if (answer.kind === "failed") world.unanswered.set(callId, asking);
  return answer;
}

function observed(outcome: Outcome): ObservedAnswer {
  switch (outcome.kind) {
    case "committed": {
      const { replayed, record, account } = outcome;
      return { kind: "accepted", replayed, record, accountSeq: account.seq };
    }
    case "mismatch":
      return outcome;
    case "rejected":
      return { kind: "rejected", reason: outcome.rejection.reason };
  }
}

function failed(world: World, error: unknown): ObservedAnswer {
  if (!(error instanceof CommitFailure)) {
    world.broken.push({ about: "committer", problem: `threw ${String(error)}` });
    return { kind: "failed", applied: "unknown" };
  }
  return { kind: "failed", applied: error.reason === "outcome_is_unknown" ? "unknown" : "no" };
}

/** After the faults: every command whose fate its client never learnt is asked for once more, and must be told. */
async function askAgain(world: World): Promise<void> {
  const told = new Set<string>();
  const open = new Map<string, string>();
  const keyOf = ({ proof, request }: ObservedCall) => `${proof?.id ?? ""} ${JSON.stringify(request)}`;
  for (const observation of world.calls) {
    if (observation.answer.kind !== "failed") told.add(keyOf(observation));
    else open.set(keyOf(observation), observation.callId);
  }
  for (const [key, callId] of open) {
    const asking = world.unanswered.get(callId);
    if (told.has(key) || !asking) continue;
    await mustBeAnswered(world, asking, callId);
  }
}

async function mustBeAnswered(world: World, asking: Asking, about: string): Promise<void> {
  const answer = await call(world, asking, 0);
  if (answer.kind === "failed") {
    world.broken.push({ about, problem: "is not answered when the faults are over" });
  }
}

/** One more tick of each asset, which must reach every order that it crosses. */
async function lastSweep(world: World): Promise<void> {
  for (const asset of assets)
    world.market.move({ asset, move: 40, dip: 90, spike: 90, depth: null, status: "active" });
  const deliver = async (command: Command) => {
    const asking = asked(world, command, await assetOf(world, command));
    await mustBeAnswered(world, asking, "the last sweep");
  };
  const nowMs = () => Math.max(world.nowMs(), world.clockOf(0));
  await sweepAll({ ...world, nowMs, documents: world.ground.documents, deliver }, assets);
}

/** Turns a step into what its client sends. */
async function askedBy(world: World, scenario: Scenario, step: Step): Promise<Asking | undefined> {
  const { steps } = scenario;
  const index = step.repeat ? step.repeat.of % steps.length : steps.indexOf(step);
  const { ask } = steps[index] as Step;
  if (ask.kind === "tick" || ask.kind === "sweep") return undefined;
  const made = await world.asks.commandOf(ask, `id-${index}`, step.repeat?.changed ?? false);
  return made && asked(world, made.command, made.assetId);
}

/** A command with the context of the moment in which it is asked for. */
function asked(world: World, command: Command, assetId: string | null): Asking {
  return () => {
    if (!assetId) return { command, request: requestOf(command), context: { limits } };
    const context = {
      limits,
      market: { terms: world.market.termsOf(assetId), quote: world.market.quoteOf(assetId) },
    };
    return { command, request: requestOf(command, { ...context, nowMs: startMs }), context };
  };
}
