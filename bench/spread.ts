/** Many accounts that the process knows, never two callers on one: what an order costs when nobody waits for anybody. */
import { oursContender } from "./contenders/ours.js";
import { placeOrder } from "../functions/src/orders/placing.js";
import { blindContender, rawContender } from "./contenders/raw.js";
import { textbookContender } from "./contenders/textbook.js";
import { contest, onStage, type BenchOptions } from "./contest.js";
import type { Progress } from "./measure.js";
import type { Report } from "./report.js";
import { jobs, marketOrder } from "./workload.js";
import { openAccounts, readTemplate, readUpdateTimes } from "./world.js";

export function benchSpread(options: BenchOptions, progress: Progress): Promise<Report> {
  const { callers, accounts } = options;
  return onStage(async (stage) => {
    const { clients, ours, elsewhere, settings } = stage;
    progress(`opening ${accounts} accounts for each contender`);
    const ourUids = await openAccounts(ours.context, accounts);
    const textbookUids = await openAccounts(elsewhere, accounts);
    const rawUids = await openAccounts(elsewhere, accounts);
    const blindUids = await openAccounts(elsewhere, accounts);
    const sample = marketOrder("buy");
    await placeOrder(ours.context, ourUids[0] ?? "", sample);
    const template = await readTemplate(clients.raw.db, ourUids[0] ?? "", sample.orderId);
    const times = await readUpdateTimes(clients.raw.db, rawUids);
    const setup = (name: "raw" | "blind", uids: readonly string[]) => {
      const next = jobs(uids);
      const group = () => ({ uid: next().uid, orders: 1 });
      return { ...{ firestore: clients[name], template, callers }, next: group };
    };
    return contest(
      "spread",
      stage,
      {
        ours: oursContender(ours, clients.ours, callers, jobs(ourUids)),
        textbook: textbookContender(clients.textbook, settings, callers, jobs(textbookUids)),
        raw: rawContender(setup("raw", rawUids), times),
        blind: blindContender(setup("blind", blindUids)),
      },
      options,
      progress,
    );
  });
}
