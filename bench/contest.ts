/** What the two benches of the placing path share: their stage, their warm-up, and the report on a contest. */
import { openOurs, type Ours } from "./contenders/ours.js";
import { createContext, type Context } from "../functions/src/platform/context.js";
import type { Settings } from "../functions/src/settings/store.js";
import { openCountedFirestore, type CountedFirestore } from "./counted-firestore.js";
import { interleave, runSlice, type Contender, type Progress } from "./measure.js";
import { makeReport, type ContestName, type Report } from "./report.js";
import { ratioOf, rounded, type Summary } from "./statistics.js";
import { prepareMarket } from "./world.js";

export type BenchOptions = {
  readonly callers: number;
  /** Of each contender, over all its slices. */
  readonly seconds: number;
  /** Of the textbook on one account, which spends nearly all its time waiting for locks. */
  readonly textbookSeconds: number;
  /** Ends a contender's slices earlier. */
  readonly orders: number | undefined;
  readonly accounts: number;
};

const contenderNames = ["ours", "textbook", "raw", "blind"] as const;
type ContenderName = (typeof contenderNames)[number];

export type Stage = {
  readonly clients: Readonly<Record<ContenderName, CountedFirestore>>;
  readonly ours: Ours;
  /** Another process, as it were: opens the accounts of the others, so that ours alone knows its own. */
  readonly elsewhere: Context;
  readonly settings: Settings;
};

export const rounds = 8;
const warmUpSeconds = 3;

/** Sets the stage, uses it, and closes its connections. */
export async function onStage(use: (stage: Stage) => Promise<Report>): Promise<Report> {
  const client = (name: ContenderName) => openCountedFirestore(name);
  const clients = {
    ours: client("ours"),
    textbook: client("textbook"),
    raw: client("raw"),
    blind: client("blind"),
  };
  try {
    const elsewhere = createContext({ db: clients.raw.db });
    await prepareMarket(clients.raw.db);
    return await use({
      ...{ clients, elsewhere },
      ours: openOurs(clients.ours),
      settings: await elsewhere.settings(),
    });
  } finally {
    await Promise.all(Object.values(clients).map(({ close }) => close()));
  }
}

/** @param warming contenders to warm up with in place of those that would disturb the start */
export async function contest(
  bench: ContestName,
  { ours, clients }: Stage,
  contenders: Readonly<Record<ContenderName, Contender>>,
  options: BenchOptions,
  progress: Progress,
  warming: Partial<Record<ContenderName, Contender>> = {},
): Promise<Report> {
  progress("warming up");
  for (const name of contenderNames) {
    const limits = { seconds: warmUpSeconds, orders: Infinity };
    await runSlice(warming[name] ?? contenders[name], limits, progress);
    clients[name].reset();
  }
  const conflictsBefore = ours.conflicts();
  const limits = {
    seconds: options.seconds / rounds,
    orders: options.orders === undefined ? Infinity : Math.ceil(options.orders / rounds),
  };
  const inTurn = contenderNames.map((name) => contenders[name]);
  const summaries = await interleave(inTurn, rounds, limits, progress);
  const of = (name: ContenderName): Summary => {
    const summary = summaries.get(name);
    if (!summary) throw new Error(`${name} was not measured`);
    return summary;
  };
  const perOrder = (name: ContenderName, what: "reads" | "writes" | "commits") =>
    rounded(ratioOf(clients[name].counts[what], of(name).orders) ?? 0, 4);
  const [own, textbook, raw] = [of("ours"), of("textbook"), of("raw")];
  return makeReport({
    ...{ bench, callers: options.callers, ours: own, textbook, raw },
    conflicts: ours.conflicts() - conflictsBefore,
    writesPerOrder: perOrder("ours", "writes"),
    readsPerOrder: perOrder("ours", "reads"),
    more: {
      commitsPerOrder: perOrder("ours", "commits"),
      textbookCallers: contenders.textbook.callers,
      textbookOrders: textbook.orders,
      textbookFailed: textbook.failed,
      textbookP50Ms: textbook.p50Ms,
      textbookP95Ms: textbook.p95Ms,
      textbookP99Ms: textbook.p99Ms,
      textbookWritesPerOrder: perOrder("textbook", "writes"),
      textbookReadsPerOrder: perOrder("textbook", "reads"),
      rawFailed: raw.failed,
      rawWritesPerOrder: perOrder("raw", "writes"),
      blindPerSecond: of("blind").perSecond,
      accounts: options.accounts,
    },
  });
}
