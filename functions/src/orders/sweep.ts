import { scheduled } from "../platform/trigger.js";
import { listTapes, readQuotes } from "../prices/store.js";
import { alertOnNewTicks } from "./alerting.js";
import { matchingOf } from "./matching-context.js";
import { sweepTape } from "./sweeping.js";

const policy = { name: "orders-sweep", schedule: "every 1 minutes", timeoutSeconds: 300 } as const;

/** Assets that are looked at together. */
const pageSize = 20;
/** Pages in one run: more assets than these need a second schedule. */
const pagesMax = 500;

/** Evaluates what the events of quotes have missed. An asset that fails does not stop the others. */
export const sweep = scheduled(policy, async (context) => {
  const matching = matchingOf(context);
  const failures: unknown[] = [];
  let after: string | undefined;
  let [assets, changed, alerts] = [0, 0, 0];
  for (let page = 0; page < pagesMax; page++) {
    const tapes = await listTapes(context.db, { limit: pageSize, after });
    const ids = tapes.map(({ assetId }) => assetId);
    const quotes = await readQuotes(context.db, ids);
    const nowMs = context.clock();
    const swept = await Promise.allSettled(
      tapes.map(async (tape) => {
        alerts += await alertOnNewTicks(context, tape);
        return sweepTape(matching, tape, quotes.get(tape.assetId), nowMs);
      }),
    );
    for (const outcome of swept) {
      if (outcome.status === "fulfilled") changed += outcome.value.changed;
      else failures.push(outcome.reason);
    }
    assets += tapes.length;
    after = ids.at(-1);
    if (tapes.length < pageSize) break;
  }
  if (failures.length > 0) throw failures[0];
  return { assets, changed, alerts };
});
