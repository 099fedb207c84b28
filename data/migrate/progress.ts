/** What a person sees while it runs: a bar with rows, rate and time left, on standard error. */
import { SingleBar } from "cli-progress";

export type Progress = {
  /** @param position of `total`; rows are counted beside it, because files are measured in bytes */
  update(position: number, rows: number): void;
  stop(): void;
};
export type ProgressOf = (what: string, total: number) => Progress;

/** Where nobody looks at a terminal a line is enough from time to time. */
const lineEveryMs = 5_000;

export const shownProgress: ProgressOf = (what, total) => {
  const startedMs = performance.now();
  const payload = (position: number, rows: number) => {
    const seconds = Math.max(0.001, (performance.now() - startedMs) / 1_000);
    const left = position > 0 ? Math.round((seconds * (total - position)) / position) : undefined;
    return {
      rows,
      rate: Math.round(rows / seconds),
      left: left === undefined ? "?" : `${Math.max(0, left)} s`,
    };
  };
  const bar = new SingleBar({
    format: `${what.padEnd(18)} {bar} {percentage}% | {rows} rows | {rate}/s | {left} left`,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: lineEveryMs,
    hideCursor: true,
    emptyOnZero: true,
  });
  bar.start(total, 0, payload(0, 0));
  return {
    update: (position, rows) => bar.update(Math.min(position, total), payload(position, rows)),
    stop: () => bar.stop(),
  };
};

export const noProgress: ProgressOf = () => ({ update: () => undefined, stop: () => undefined });
