/**
 * What a tick costs by the number of open orders: the same 100 orders are crossed again and again, beside ever more
 * that are not. Measured is the whole evaluation: tape, trigger index, decisions, commits, the mark on the tape.
 */
import { randomUUID } from "node:crypto";
import { availableParallelism, cpus } from "node:os";
import type { Command } from "../functions/src/ledger/command.js";
import { matchingOf } from "../functions/src/orders/matching-context.js";
import { evaluate, type Matching } from "../functions/src/orders/matching.js";
import { createContext, type Context } from "../functions/src/platform/context.js";
import { quoteTerms } from "../functions/src/prices/quote.js";
import { advanceQuotes, readQuotes } from "../functions/src/prices/store.js";
import { openCountedFirestore, type CountedFirestore } from "./counted-firestore.js";
import type { Progress } from "./measure.js";
import { ratioOf, rounded } from "./statistics.js";
import { bitcoin, prepareMarket } from "./world.js";

const crossedByTick = 100;
export const smallSize = 1_000;
export const defaultLargeSize = 100_000;
/** Of an account that is not crossed. */
const ordersPerAccount = 100;
const accountsAtOnce = 16;
const warmUpTicks = 2;
const measuredTicks = 5;

/** USD with two decimals: where the quote rests, where the tick goes, and where the others lie, far below it. */
const [restingPrice, tickPrice] = ["50000.00", "49000.00"];
const [crossedLimit, farLimit] = [49_000_00n, 30_000_00n];
const quantity = 1_000_000n;
const deposit = 100_000_000_00n;

/** Medians over the measured ticks. `reads` counts documents as Firestore bills them: an empty query is one. */
export type TickFigures = {
  readonly open: number;
  readonly reads: number;
  readonly crossed: number;
  readonly ms: number;
  /** Until both queries of the trigger index were answered. */
  readonly queryMs: number;
  /** All the rest: decisions and commits. */
  readonly commitMs: number;
};

export type TickReport = {
  readonly bench: "tick";
  readonly sizes: readonly TickFigures[];
  /** Documents read at the largest size to those at the smallest: what a tick costs on Firestore. */
  readonly ratio: number | null;
  /** The same of `ms`, which here follows the scans of the emulator; `commitRatio` is that of `commitMs`. */
  readonly msRatio: number | null;
  readonly commitRatio: number | null;
  readonly ticks: number;
  readonly node: string;
  readonly cores: number;
  readonly cpu: string;
};

export async function benchTick(
  { orders = defaultLargeSize }: { readonly orders: number | undefined },
  progress: Progress,
): Promise<TickReport> {
  const firestore = openCountedFirestore("tick");
  try {
    const context = createContext({ db: firestore.db });
    await prepareMarket(firestore.db);
    const front = Array.from({ length: crossedByTick }, () => randomUUID());
    await place(context, front, 1, crossedLimit, deposit);
    let open = crossedByTick;
    const sizes: TickFigures[] = [];
    for (const size of [smallSize, orders]) {
      await openMore(context, size - open, progress);
      open = size;
      sizes.push(await measureTicks(context, firestore, front, open, progress));
    }
    const [small, large] = [sizes[0], sizes.at(-1)];
    return {
      ...{ bench: "tick", sizes },
      ratio: rounded(ratioOf(large?.reads ?? null, small?.reads ?? null), 2),
      msRatio: rounded(ratioOf(large?.ms ?? null, small?.ms ?? null), 2),
      commitRatio: rounded(ratioOf(large?.commitMs ?? null, small?.commitMs ?? null), 2),
      ticks: measuredTicks,
      node: process.version,
      cores: availableParallelism(),
      cpu: cpus()[0]?.model ?? "unknown",
    };
  } finally {
    await firestore.close();
  }
}

/** Orders that no tick of this bench crosses, on accounts of their own. */
async function openMore(context: Context, count: number, progress: Progress): Promise<void> {
  const accounts = Math.ceil(count / ordersPerAccount);
  let left = count;
  let opened = 0;
  const open = async () => {
    while (left > 0) {
      const orders = Math.min(ordersPerAccount, left);
      left -= orders;
      await place(context, [randomUUID()], orders, farLimit, deposit);
      opened++;
      if (opened % 50 === 0 || opened === accounts) progress(`opened ${opened} of ${accounts} accounts`);
    }
  };
  await Promise.all(Array.from({ length: accountsAtOnce }, open));
}

/** Buys that rest: each account places so many at a cent of difference, below the limit. */
async function place(
  context: Context,
  uids: readonly string[],
  orders: number,
  limitPrice: bigint,
  money?: bigint,
): Promise<void> {
  const { limits, maxQuoteAgeMs } = await context.settings();
  const record = (await readQuotes(context.db, [bitcoin.assetId])).get(bitcoin.assetId);
  if (!record) throw new Error("the quote is missing: prepareMarket comes first");
  const market = { terms: bitcoin, quote: quoteTerms(record, bitcoin, maxQuoteAgeMs) };
  const submit = async (uid: string, command: Command) => {
    const outcome = await context.committer.submit(uid, {
      command,
      context: { limits, market },
      request: {},
    });
    if (outcome.kind !== "committed") throw new Error(`could not place an order: ${JSON.stringify(outcome)}`);
  };
  const placing = (below: number): Command => ({
    ...{ kind: "place", orderId: randomUUID(), side: "buy", type: "limit", size: { quantity } },
    limitPrice: limitPrice - BigInt(below),
  });
  await Promise.all(
    uids.flatMap((uid) => [
      ...(money ? [submit(uid, { kind: "deposit", requestId: "opening", amount: money })] : []),
      ...Array.from({ length: orders }, (_, below) => submit(uid, placing(below))),
    ]),
  );
}

type Sample = Omit<TickFigures, "open">;

async function measureTicks(
  context: Context,
  firestore: CountedFirestore,
  front: readonly string[],
  open: number,
  progress: Progress,
): Promise<TickFigures> {
  const samples: Sample[] = [];
  for (let tick = 1; tick <= warmUpTicks + measuredTicks; tick++) {
    await quote(context, tickPrice);
    const sample = await measureTick(context, firestore);
    if (sample.crossed !== crossedByTick) throw new Error(`a tick crossed ${sample.crossed} orders`);
    if (tick > warmUpTicks) samples.push(sample);
    progress(`${open} open: ${sample.ms.toFixed(1)} ms, ${sample.queryMs.toFixed(1)} of it queries`);
    // Back to where it was; the next tick is evaluated together with this one.
    await quote(context, restingPrice);
    await place(context, front, 1, crossedLimit);
  }
  const of = (figure: keyof Sample) => rounded(median(samples.map((sample) => sample[figure])), 2);
  return {
    ...{ open, reads: of("reads"), crossed: of("crossed") },
    ...{ ms: of("ms"), queryMs: of("queryMs"), commitMs: of("commitMs") },
  };
}

async function measureTick(context: Context, firestore: CountedFirestore): Promise<Sample> {
  const matching = matchingOf(context);
  let found = 0;
  let queriedMs = 0;
  const startMs = performance.now();
  const observed: Matching = {
    ...matching,
    store: {
      ...matching.store,
      crossed: async (query) => {
        const page = await matching.store.crossed(query);
        found += Math.max(1, page.candidates.length);
        queriedMs = performance.now() - startMs;
        return page;
      },
    },
  };
  firestore.reset();
  firestore.counting(true);
  const { crossed } = await evaluate(observed, bitcoin.assetId);
  const ms = performance.now() - startMs;
  firestore.counting(false);
  const reads = firestore.counts.reads + found;
  return { reads, crossed, ms, queryMs: queriedMs, commitMs: ms - queriedMs };
}

async function quote(context: Context, price: string): Promise<void> {
  const asOf = new Date().toISOString();
  await advanceQuotes(context.db, [bitcoin.assetId], (assetId) => ({
    ...{ assetId, price, low: price, high: price, asOf },
    ...{ depth: null, validForMs: null, source: "manual" },
  }));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new RangeError("a median is of something");
  return middle;
}

/** A row a size. */
export function formatTickTable({ sizes, ratio, msRatio, commitRatio, ticks }: TickReport): string {
  const header = ["open", "crossed", "reads", "ms", "queries ms", "commits ms"];
  const rows = sizes.map(({ open, crossed, reads, ms, queryMs, commitMs }) =>
    [open, crossed, reads, ms, queryMs, commitMs].map((value) => value.toLocaleString("en-US")),
  );
  const widths = header.map((name, at) =>
    Math.max(name.length, ...rows.map((row) => (row[at] ?? "").length)),
  );
  const line = (cells: readonly string[]) =>
    cells.map((cell, at) => cell.padStart(widths[at] ?? 0)).join("  ");
  const ratios = `largest to smallest: reads ${ratio ?? "–"}, ms ${msRatio ?? "–"}, without the queries ${commitRatio ?? "–"}`;
  return [line(header), ...rows.map(line), `${ratios} (medians of ${ticks} ticks)`].join("\n");
}
