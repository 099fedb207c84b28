/** Many callers, one account: the textbook waits for locks, ours groups, the raw limit writes the same groups. */
import { oursContender } from "./contenders/ours.js";
import { placeOrder } from "../functions/src/orders/placing.js";
import { blindContender, rawContender } from "./contenders/raw.js";
import { textbookContender } from "./contenders/textbook.js";
import { contest, onStage, rounds, type BenchOptions } from "./contest.js";
import type { Progress } from "./measure.js";
import type { Report } from "./report.js";
import { jobs, marketOrder } from "./workload.js";
import { openAccounts, readTemplate, readUpdateTimes } from "./world.js";

/** More callers only make the textbook wait longer: the comparison is with what it does with these. */
const textbookCallersMax = 32;
/** Slices of the textbook, spread over the rounds. Short ones flatter it: its first orders find no queue of locks. */
const textbookSlices = 2;

export function benchHotAccount(options: BenchOptions, progress: Progress): Promise<Report> {
  return onStage(async (stage) => {
    const { clients, ours, elsewhere, settings } = stage;
    const [ourUid = ""] = await openAccounts(ours.context, 1);
    const [textbookUid = "", rawUid = "", blindUid = "", warmUid = ""] = await openAccounts(elsewhere, 4);
    const sample = marketOrder("buy");
    await placeOrder(ours.context, ourUid, sample);
    const template = await readTemplate(clients.raw.db, ourUid, sample.orderId);
    const times = await readUpdateTimes(clients.raw.db, [rawUid]);
    // Batches of one account follow each other, so one caller sends them all.
    const setup = (name: "raw" | "blind", uid: string) => ({
      ...{ firestore: clients[name], template, callers: 1 },
      next: replay(uid, ours.groups),
    });
    const textbookCallers = Math.min(options.callers, textbookCallersMax);
    const textbook = textbookContender(clients.textbook, settings, textbookCallers, jobs([textbookUid]));
    return contest(
      "hot-account",
      stage,
      {
        ours: oursContender(ours, clients.ours, options.callers, jobs([ourUid])),
        textbook: {
          ...textbook,
          sparse: {
            everyRounds: rounds / textbookSlices,
            sliceSeconds: options.textbookSeconds / textbookSlices,
          },
        },
        raw: rawContender(setup("raw", rawUid), times),
        blind: blindContender(setup("blind", blindUid)),
      },
      { ...options, accounts: 1 },
      progress,
      // One caller on an account of its own warms up without leaving locks behind.
      { textbook: textbookContender(clients.textbook, settings, 1, jobs([warmUid])) },
    );
  });
}

/** The sizes that our last slice committed, again and again. */
function replay(uid: string, groups: readonly number[]) {
  let count = 0;
  return () => ({ uid, orders: groups[count++ % groups.length] ?? 1 });
}
