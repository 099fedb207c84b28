/** What a bench answers with: one line of JSON, or a table for people. */
import { availableParallelism, cpus } from "node:os";
import { ratioOf, rounded, type Summary } from "./statistics.js";

const contestNames = ["hot-account", "spread", "kernel"] as const;
export const benchNames = [...contestNames, "tick"] as const;
export type BenchName = (typeof benchNames)[number];
/** Benches that measure orders a second; `tick` has a report of its own. */
export type ContestName = (typeof contestNames)[number];

/** Null where a figure has no meaning for the bench. Rates in orders (kernel: decisions) a second. */
export type Report = {
  readonly bench: ContestName;
  readonly callers: number;
  readonly perSecond: number;
  readonly textbookPerSecond: number | null;
  readonly rawPerSecond: number | null;
  /** To the textbook. */
  readonly ratio: number | null;
  /** To the raw limit. */
  readonly rawRatio: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly failed: number;
  readonly conflicts: number;
  readonly writesPerOrder: number;
  readonly readsPerOrder: number;
  readonly orders: number;
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
  readonly [more: string]: number | string | null;
};

export type Measured = Pick<Report, "conflicts" | "writesPerOrder" | "readsPerOrder"> & {
  readonly bench: ContestName;
  readonly callers: number;
  readonly ours: Summary;
  readonly textbook?: Summary;
  readonly raw?: Summary;
  /** Figures of this bench alone, printed last. */
  readonly more: Readonly<Record<string, number | string | null>>;
};

export function makeReport(measured: Measured): Report {
  const { bench, callers, ours, textbook, raw, conflicts, writesPerOrder, readsPerOrder, more } = measured;
  const { orders, failed, perSecond, p50Ms, p95Ms, p99Ms } = ours;
  const textbookPerSecond = textbook?.perSecond ?? null;
  const rawPerSecond = raw?.perSecond ?? null;
  return {
    ...{ bench, callers, perSecond, textbookPerSecond, rawPerSecond },
    ratio: rounded(ratioOf(perSecond, textbookPerSecond), 2),
    rawRatio: rounded(ratioOf(perSecond, rawPerSecond), 3),
    ...{ p50Ms, p95Ms, p99Ms, failed, conflicts, writesPerOrder, readsPerOrder, orders },
    ...more,
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model ?? "unknown",
  };
}

const number = (value: number) =>
  value.toLocaleString("en-US", { maximumFractionDigits: value < 100 ? 3 : 0 });

/** `textbookPerSecond` reads as "textbook per second". */
const words = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

export function formatTable(report: Report): string {
  const rows = Object.entries(report).map(([name, value]) => [
    words(name),
    value === null ? "–" : typeof value === "number" ? number(value) : value,
  ]);
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  return rows.map(([name = "", value = ""]) => `${name.padEnd(width)}  ${value}`).join("\n");
}
