import type { Keyspace } from "./keyspace.js";
import type { Value } from "./value.js";

/**
 * Runs one command on checked arity; `args` are byte strings without the command's name. Throws RedisError.
 */
export type Run = (db: Keyspace, args: string[]) => Value;

/** `arity` counts the name, as Redis does; negative means "at least". */
export type Command = {
  readonly arity: number;
  readonly effect: "reads" | "writes" | "shrinks";
  readonly run: Run;
};
export type CommandTable = Record<string, Command>;

export const reads = (arity: number, run: Run): Command => ({ arity, effect: "reads", run });
export const writes = (arity: number, run: Run): Command => ({ arity, effect: "writes", run });
/** A write that needs no memory, so it is allowed when memory is full. */
export const shrinks = (arity: number, run: Run): Command => ({ arity, effect: "shrinks", run });

export function arityFits(command: Command, argumentCount: number): boolean {
  const given = argumentCount + 1;
  return command.arity < 0 ? given >= -command.arity : given === command.arity;
}

/** Arguments two by two; a lone last one pairs with the empty string. */
export function inPairs(args: string[]): [string, string][] {
  return Array.from({ length: Math.ceil(args.length / 2) }, (_, i) => [
    args[2 * i] ?? "",
    args[2 * i + 1] ?? "",
  ]);
}

/** Clamps Redis' inclusive, possibly negative range to `[from, to)` of a sequence. */
export function toSlice(start: number, stop: number, length: number): [number, number] {
  const from = Math.max(0, start < 0 ? start + length : start);
  const to = Math.min(length, (stop < 0 ? stop + length : stop) + 1);
  return [from, Math.max(from, to)];
}
