/** Counts of a run, by what was read, and the refusals: a line each in a file, and how many there were for each reason. */
import { closeSync, openSync, writeSync } from "node:fs";

export const kinds = ["assets", "users", "balances", "orders", "accounts"] as const;
export type Kind = (typeof kinds)[number];

/**
 * `created`: by this run, or what it would create. `unchanged`: there already, and the same. `skipped`: written by the
 * interrupted run that this one goes on from.
 */
export const results = ["read", "created", "unchanged", "skipped", "refused"] as const;
export type Counts = Record<(typeof results)[number], number>;

export type Tally = {
  readonly counts: Record<Kind, Counts>;
  /** By kind and reason. */
  readonly refusals: Map<string, number>;
  /** Things worth knowing beside: users that need a new password, orders that were open. */
  readonly notes: Map<string, number>;
  add(kind: Kind, result: Exclude<keyof Counts, "refused">, count?: number): void;
  note(what: string): void;
  refuse(kind: Kind, id: string, reason: string, detail: string): void;
  close(): void;
};

const bufferedMax = 64 * 1024;

/** @param file where refusals are written, anew for each run; null: nowhere */
export function openTally(file: string | null): Tally {
  const zero = (): Counts => ({ read: 0, created: 0, unchanged: 0, skipped: 0, refused: 0 });
  const counts = { assets: zero(), users: zero(), balances: zero(), orders: zero(), accounts: zero() };
  const refusals = new Map<string, number>();
  const notes = new Map<string, number>();
  const target = file === null ? undefined : openSync(file, "w");
  let buffered = "";
  const flush = () => {
    if (target !== undefined && buffered !== "") writeSync(target, buffered);
    buffered = "";
  };
  const more = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  return {
    ...{ counts, refusals, notes },
    add: (kind, result, count = 1) => void (counts[kind][result] += count),
    note: (what) => void more(notes, what),
    refuse(kind, id, reason, detail) {
      counts[kind].refused += 1;
      more(refusals, `${kind} ${reason}`);
      buffered += `${JSON.stringify({ kind, id, reason, detail })}\n`;
      if (buffered.length > bufferedMax) flush();
    },
    close() {
      flush();
      if (target !== undefined) closeSync(target);
    },
  };
}
