/**
 * Closed-loop measurement: each caller sends its next order when the last one was answered, so latency and rate
 * depend on each other and on the number of callers. Contenders take turns in slices, A B C A B C, so that what
 * else the machine does hits all of them alike.
 */
import { summarise, type Slice, type Summary } from "./statistics.js";

export type Contender = {
  readonly name: string;
  readonly callers: number;
  /** One call: answers with the number of orders that it placed, throws when it placed none. */
  readonly place: () => Promise<number>;
  /** Called before and after each slice: what happens in between belongs to the measurement. */
  readonly counting?: (on: boolean) => void;
  /** A longer slice in every so many rounds, in place of one in each like the others'. */
  readonly sparse?: { readonly everyRounds: number; readonly sliceSeconds: number };
};

export type SliceLimits = { readonly seconds: number; readonly orders: number };
export type Progress = (line: string) => void;

const errorsListedMax = 3;

/** Callers stop asking when time or orders are used up, and what they have asked is waited for and counted. */
export async function runSlice(
  contender: Contender,
  limits: SliceLimits,
  progress: Progress,
): Promise<Slice> {
  const latencies: number[] = [];
  const errors = new Map<string, number>();
  let orders = 0;
  let failed = 0;
  const startMs = performance.now();
  const endMs = startMs + limits.seconds * 1000;
  const call = async () => {
    while (performance.now() < endMs && orders < limits.orders) {
      const askedMs = performance.now();
      try {
        const placed = await contender.place();
        orders += placed;
        latencies.push(performance.now() - askedMs);
      } catch (error) {
        failed++;
        const text = error instanceof Error ? error.message.slice(0, 100) : String(error);
        errors.set(text, (errors.get(text) ?? 0) + 1);
      }
    }
  };
  contender.counting?.(true);
  await Promise.all(Array.from({ length: contender.callers }, call));
  contender.counting?.(false);
  for (const [text, count] of [...errors].slice(0, errorsListedMax)) {
    progress(`  ${contender.name}: ${count} failed with "${text}"`);
  }
  return { orders, failed, elapsedMs: performance.now() - startMs, latencies };
}

/** Runs every contender once in each round, in the same order, and sums up each one's slices. */
export async function interleave(
  contenders: readonly Contender[],
  rounds: number,
  limits: SliceLimits,
  progress: Progress,
): Promise<Map<string, Summary>> {
  const slices = new Map<string, Slice[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const contender of contenders) {
      const { sparse } = contender;
      if (sparse && (round - 1) % sparse.everyRounds > 0) continue;
      const seconds = sparse?.sliceSeconds ?? limits.seconds;
      const slice = await runSlice(contender, { ...limits, seconds }, progress);
      slices.get(contender.name)?.push(slice);
      const { perSecond, orders, failed } = summarise([slice]);
      const length = `${(slice.elapsedMs / 1000).toFixed(1)} s`;
      progress(
        `round ${round}/${rounds}  ${contender.name.padEnd(9)} ${perSecond.toFixed(1).padStart(9)} orders/s` +
          `  (${orders} in ${length}, ${failed} failed)`,
      );
    }
  }
  return new Map([...slices].map(([name, each]) => [name, summarise(each)]));
}
