/**
 * The simulation: the real committer and kernel, several processes and clients on one account, over the model
 * store. Everything that waits waits in the scheduler, which decides who goes next; nothing else is random.
 */
import type { Scheduler } from "fast-check";
import { CommitFailure } from "../../src/ledger/commit-failure.js";
import { proofOf, type Command } from "../../src/ledger/command.js";
import { Committer, type Outcome } from "../../src/ledger/committer.js";
import { openEntry, type EntryRecord } from "../../src/ledger/entry-record.js";
import type { Submission } from "../../src/ledger/fold.js";
import type { LedgerStore } from "../../src/ledger/store-port.js";
import { check, type Complaint } from "../checker/checker.js";
import type { FinalDocuments, ObservedAnswer, ObservedCall } from "../checker/history.js";
import { btc, limits as defaults, share } from "./ground.js";
import { connectFaulty } from "./faulty-store.js";
import { createModelStore, documentsOf } from "./model-store.js";
import type { Ask, Scenario, Step } from "./scenario.js";

/** What a simulation stands on: one account of a store, and a look at its documents. */
export type Ground = {
  readonly uid: string;
  readonly backend: LedgerStore;
  readonly documents: () => Promise<Documents>;
};
type Documents = ReturnType<typeof documentsOf>;
/** fast-check's scheduler, or time itself. */
type Turns = Pick<Scheduler, "schedule" | "waitFor" | "waitIdle">;

/** Shortly before midnight: the daily limits of two days play a part in most scenarios. */
const startMs = Date.parse("2026-03-10T23:50:00.000Z");
const limits = { ...defaults, dailyDepositMax: 3_000_000n, dailyWithdrawalMax: 400_000n };

export type SimulationResult = {
  readonly calls: readonly ObservedCall[];
  readonly documents: FinalDocuments;
  readonly complaints: readonly Complaint[];
  readonly turns: number;
};

type Process = { readonly committer: Committer; readonly died: Promise<void>; readonly kill: () => void };
type Asked = Pick<Submission, "command" | "request" | "context">;

/** A new account in a new model of the store. */
function modelGround(): Ground {
  const store = createModelStore();
  const uid = "ann";
  return { uid, backend: store.backend, documents: () => Promise.resolve(documentsOf(store, uid)) };
}

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
  // What was sent late arrives now at the latest; then the faults are over, and whoever knows nothing asks again.
  await scheduler.waitIdle();
  world.stopFaults();
  await scheduler.waitFor(askAgain(world));
  await scheduler.waitIdle();
  const documents = await ground.documents();
  const complaints = check(world.calls, documents);
  return {
    calls: world.calls,
    documents,
    complaints: [...complaints, ...world.broken],
    turns: world.turns(),
  };
}

type World = ReturnType<typeof openWorld>;

function openWorld(scheduler: Turns, scenario: Scenario, ground: Ground) {
  const calls: ObservedCall[] = [];
  const broken: Complaint[] = [];
  const slots: Process[] = [];
  let turns = 0;
  let elapsedMs = 0;
  let faulty = true;
  let faultsAsked = 0;
  let moments = 0;
  const turn = async (label: string) => {
    await scheduler.schedule(Promise.resolve(), label);
    turns++;
    elapsedMs += scenario.clockStepsMs[turns % scenario.clockStepsMs.length] ?? 0;
    for (const crash of scenario.crashes) {
      if (faulty && crash.turn === turns) slots[crash.process % slots.length]?.kill();
    }
  };
  const clockOf = (slot: number) =>
    startMs + elapsedMs + (scenario.skewsMs[slot % scenario.skewsMs.length] ?? 0);
  const nextFault = () =>
    faulty ? (scenario.faults[faultsAsked++ % Math.max(1, scenario.faults.length)] ?? "none") : "none";
  const open = (slot: number, life: number): void => {
    let dead = false;
    let markDead: () => void = () => undefined;
    const died = new Promise<void>((resolve) => (markDead = resolve));
    const name = `p${slot}.${life}`;
    let ids = 0;
    const committer = new Committer({
      store: connectFaulty(ground.backend, { name, turn, nextFault, isDead: () => dead }),
      clock: () => clockOf(slot),
      newId: () => `${ground.uid}-${name}-${++ids}`,
      random: () => 0.5,
      sleep: () => turn(`${name} sleeps`),
      accountsCachedMax: 2,
    });
    const kill = () => {
      dead = true;
      open(slot, life + 1);
      markDead();
    };
    slots[slot] = { committer, died, kill };
  };
  for (let slot = 0; slot < scenario.processes; slot++) open(slot, 0);
  return {
    ...{ calls, broken, slots, ground, turn, clockOf },
    picks: new Map<string, string>(),
    turns: () => turns,
    moment: () => ++moments,
    stopFaults: () => {
      faulty = false;
    },
  };
}

async function runClient(world: World, scenario: Scenario, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    await world.turn(`client ${step.client} thinks`);
    const asking = await askedBy(world, scenario, step);
    if (!asking) continue;
    const tries = [tryUntilAnswered(world, asking, step.process, step.retries)];
    if (step.twice) tries.push(tryUntilAnswered(world, asking, step.process + 1, step.retries));
    await Promise.all(tries);
  }
}

async function tryUntilAnswered(
  world: World,
  asking: (slot: number) => Asked,
  slot: number,
  retries: number,
) {
  for (let attempt = 0; attempt <= retries; attempt++) {
    const answer = await call(world, asking, (slot + attempt) % world.slots.length);
    if (answer.kind !== "failed") return;
    await world.turn("client waits to try again");
  }
}

async function call(world: World, asking: (slot: number) => Asked, slot: number): Promise<ObservedAnswer> {
  const process = world.slots[slot] as Process;
  const asked = asking(slot);
  const startedAt = world.moment();
  const startMs = world.clockOf(slot);
  const answer = await Promise.race([
    process.committer
      .submit(world.ground.uid, asked)
      .then(observed, (error: unknown) => failed(world, error)),
    process.died.then((): ObservedAnswer => ({ kind: "failed", applied: "unknown" })),
  ]);
  const { command, context, request } = asked;
  world.calls.push({
    callId: `call ${world.calls.length + 1}`,
    proof: proofOf(command),
    request,
    startedAt,
    endedAt: world.moment(),
    answer,
    decidedBy: { command, context, nowMs: [startMs, world.clockOf(slot)] },
  });
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
  const open = new Map<string, ObservedCall>();
  const keyOf = ({ proof, request }: ObservedCall) => `${proof.id} ${JSON.stringify(request)}`;
  for (const observation of world.calls) {
    if (observation.answer.kind !== "failed") told.add(keyOf(observation));
    open.set(keyOf(observation), observation);
  }
  for (const [key, { decidedBy, request, callId }] of open) {
    if (told.has(key) || !decidedBy) continue;
    const answer = await call(world, () => ({ ...decidedBy, request }), 0);
    if (answer.kind === "failed") {
      world.broken.push({ about: callId, problem: "is not answered when the faults are over" });
    }
  }
}

/** Turns a step into the command that its client sends; again for each try, for the quote moves on. */
async function askedBy(
  world: World,
  scenario: Scenario,
  step: Step,
): Promise<((slot: number) => Asked) | null> {
  const index = scenario.steps.indexOf(step);
  const origin = step.repeat ? scenario.steps[step.repeat.of % scenario.steps.length] : undefined;
  const ask = origin?.ask ?? step.ask;
  const id = `id-${origin ? scenario.steps.indexOf(origin) : index}`;
  const command = await commandOf(world, ask, id, step.repeat?.changed ? 1 : 0);
  if (!command) return null;
  const request = requestOf(command);
  if (ask.kind !== "place") return () => ({ command, request, context: { limits } });
  request.assetId = ask.asset;
  const terms = ask.asset === "BTC" ? btc : share;
  const depth = ask.depth === null ? null : BigInt(ask.depth) * terms.quantityStep;
  return (slot) => {
    const quote = {
      price: BigInt(ask.price),
      asOfMs: world.clockOf(slot),
      validForMs: ask.validForMs,
      depth,
    };
    return { command, request, context: { limits, market: { terms, quote } } };
  };
}

async function commandOf(world: World, ask: Ask, id: string, extra: number): Promise<Command | null> {
  switch (ask.kind) {
    case "deposit":
    case "withdraw":
      return { kind: ask.kind, requestId: id, amount: BigInt(ask.amount + extra) };
    case "hold":
      return { kind: "hold", requestId: id, assetId: ask.asset, amount: BigInt(ask.amount + extra) };
    case "release":
      return { kind: "release", requestId: id, holdId: await pick(world, `${id}+${extra}`, holdIds, ask.of) };
    case "reverse": {
      const entry = await findEntry(world, await pick(world, `${id}+${extra}`, entryIds, ask.of));
      return entry && { kind: "reverse", entry };
    }
    case "place": {
      const { side, by } = ask;
      const amount = BigInt(ask.amount + extra);
      const quantity = ask.asset === "BTC" ? amount * btc.quantityStep : amount / 1_000n + 1n;
      const size = by === "notional" && side === "buy" ? { notional: amount * 50n } : { quantity };
      return { kind: "place", orderId: id, side, type: "market", size };
    }
  }
}

const holdIds = ({ account }: Documents) => Object.keys(account?.holds ?? {});
const entryIds = ({ entries }: Documents) => entries.map(({ entryId }) => entryId);

/** Chooses among what is in the store when it is asked first, and the same ever after. */
async function pick(world: World, name: string, idsOf: (documents: Documents) => string[], of: number) {
  const ids = idsOf(await world.ground.documents());
  const chosen = world.picks.get(name) ?? ids[of % Math.max(1, ids.length)] ?? "none";
  world.picks.set(name, chosen);
  return chosen;
}

async function findEntry(world: World, entryId: string) {
  const { entries } = await world.ground.documents();
  const record = entries.find((entry: EntryRecord) => entry.entryId === entryId);
  if (!record) return null;
  const scales = { USD: 2, BTC: btc.scale, "BRK.B": share.scale };
  const balances = Object.fromEntries(
    Object.entries(scales).map(([assetId, scale]) => [assetId, { scale, available: 0n, held: 0n }]),
  );
  return openEntry(record, balances);
}

function requestOf(command: Command): Record<string, string> {
  const { kind } = command;
  switch (kind) {
    case "reverse":
      return { kind, entryId: command.entry.entryId };
    case "place": {
      const { side, type, size } = command;
      return { kind, side, type, ...mapText(size) };
    }
    default: {
      const { requestId: _id, ...rest } = command;
      return mapText(rest);
    }
  }
}

const mapText = (object: object): Record<string, string> =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, String(value)]));
