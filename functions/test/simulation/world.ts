/** The world of one simulation: processes that live and die before a faulty store, clocks, faults, and the market. */
import type { Scheduler } from "fast-check";
import { Committer } from "../../src/ledger/committer.js";
import type { Submission } from "../../src/ledger/fold.js";
import type { LedgerStore } from "../../src/ledger/store-port.js";
import type { Complaint } from "../checker/checker.js";
import type { ObservedCall } from "../checker/history.js";
import { openAsks } from "./asks.js";
import { connectFaulty } from "./faulty-store.js";
import { openMarket } from "./market.js";
import { createModelStore, documentsOf, type Documents } from "./model-store.js";
import { openRecorder, type ProcessWatch } from "./recorder.js";
import type { Scenario } from "./scenario.js";

/** What a simulation stands on: one account of a store, and a look at its documents. */
export type Ground = {
  readonly uid: string;
  readonly backend: LedgerStore;
  readonly documents: () => Promise<Documents>;
};
/** fast-check's scheduler, or time itself. */
export type Turns = Pick<Scheduler, "schedule" | "waitFor" | "waitIdle">;

/**
 * Shortly before midnight: the daily limits of two days play a part in most scenarios. Far ahead: where the ground is
 * Firestore, the stack's own sweep must not find the orders expired.
 */
export const startMs = Date.parse("2096-03-10T23:50:00.000Z");

export type Process = {
  readonly committer: Committer;
  readonly watch: ProcessWatch;
  readonly died: Promise<void>;
  readonly kill: () => void;
};
export type World = ReturnType<typeof openWorld>;

/** A new account in a new model of the store. */
export function modelGround(): Ground {
  const store = createModelStore();
  const uid = "ann";
  return { uid, backend: store.backend, documents: () => Promise.resolve(documentsOf(store, uid)) };
}

export function openWorld(scheduler: Turns, scenario: Scenario, ground: Ground) {
  const calls: ObservedCall[] = [];
  const broken: Complaint[] = [];
  const slots: Process[] = [];
  let turns = 0;
  let elapsedMs = 0;
  let faulty = true;
  let faultsAsked = 0;
  let moments = 0;
  let callsMade = 0;
  const moment = () => ++moments;
  const recorder = openRecorder(ground.backend, moment);
  const turn = async (label: string) => {
    await scheduler.schedule(Promise.resolve(), label);
    turns++;
    elapsedMs += scenario.clockStepsMs[turns % scenario.clockStepsMs.length] ?? 0;
    for (const crash of scenario.crashes) {
      if (faulty && crash.turn === turns) slots[crash.process % slots.length]?.kill();
    }
  };
  const skewOf = (slot: number) => scenario.skewsMs[slot % scenario.skewsMs.length] ?? 0;
  const nowMs = () => startMs + elapsedMs;
  const nextFault = () =>
    faulty ? (scenario.faults[faultsAsked++ % Math.max(1, scenario.faults.length)] ?? "none") : "none";
  const open = (slot: number, life: number): void => {
    let dead = false;
    let markDead: () => void = () => undefined;
    const died = new Promise<void>((resolve) => (markDead = resolve));
    const name = `p${slot}.${life}`;
    let ids = 0;
    const watch = recorder.watchProcess(
      () => `${ground.uid}-${name}-${++ids}`,
      () => nowMs() + skewOf(slot),
    );
    const committer = new Committer({
      store: connectFaulty(recorder.backend, { name, turn, nextFault, isDead: () => dead }),
      clock: watch.clock,
      newId: watch.newId,
      random: () => 0.5,
      sleep: () => turn(`${name} sleeps`),
      accountsCachedMax: 2,
    });
    const kill = () => {
      dead = true;
      open(slot, life + 1);
      markDead();
    };
    slots[slot] = { committer, watch, died, kill };
  };
  for (let slot = 0; slot < scenario.processes; slot++) open(slot, 0);
  const market = openMarket(nowMs);
  return {
    ...{ calls, broken, slots, ground, turn, market, nowMs, moment },
    history: recorder.history,
    clockOf: (slot: number) => nowMs() + skewOf(slot),
    asks: openAsks({ market, nowMs, documents: ground.documents }),
    /** How to ask again for what was not answered, by the id of the call. */
    unanswered: new Map<string, () => Pick<Submission, "command" | "request" | "context">>(),
    /** What goes on beside the clients. */
    background: [] as Promise<void>[],
    nextCallId: () => `call ${++callsMade}`,
    turns: () => turns,
    stopFaults: () => {
      faulty = false;
    },
  };
}
