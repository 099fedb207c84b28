/**
 * Records what a store was given, in its order: each commit that took effect, and which commands each attempt at
 * one was made of. A decision reads the limits of its context exactly once, and that is how an attempt is seen.
 */
import type { DecisionContext } from "../../src/ledger/command.js";
import type { LedgerStore } from "../../src/ledger/store-port.js";
import type { CommitAttempt, CommitHistory, RecordedCommit } from "../checker/history.js";

export type Recorder = {
  readonly backend: LedgerStore;
  readonly history: CommitHistory;
  /** The eyes on one process: its ids and its clock pass through them. */
  readonly watchProcess: (newId: () => string, clock: () => number) => ProcessWatch;
};
export type ProcessWatch = {
  readonly newId: () => string;
  readonly clock: () => number;
  readonly noted: <Context extends Omit<DecisionContext, "nowMs">>(
    context: Context,
    callId: string,
  ) => Context;
};

export function openRecorder(backend: LedgerStore, moment: () => number): Recorder {
  const commits: RecordedCommit[] = [];
  const attempts = new Map<string, CommitAttempt>();
  const refused: CommitHistory["refused"] = { conflict: 0, exists: 0, unknown: 0, permanent: 0 };
  return {
    history: { commits, attempts, refused },
    backend: {
      ...backend,
      commit: async (batch) => {
        const from = moment();
        try {
          const version = await backend.commit(batch);
          commits.push({ batch, version, from, to: moment() });
          return version;
        } catch (error) {
          const kind = (error as { kind?: keyof typeof refused }).kind;
          if (kind) refused[kind]++;
          throw error;
        }
      },
    },
    watchProcess: (newId, clock) => {
      let commitId = "";
      let current: { nowMs: number; callIds: string[] } | undefined;
      return {
        newId: () => (commitId = newId()),
        clock: () => {
          current = { nowMs: clock(), callIds: [] };
          attempts.set(commitId, current);
          return current.nowMs;
        },
        noted: (context, callId) =>
          Object.defineProperty({ ...context }, "limits", {
            enumerable: true,
            get: () => {
              current?.callIds.push(callId);
              return context.limits;
            },
          }),
      };
    },
  };
}
