/** Fifth step, after the orders were counted: the accounts are opened, each in one commit through the kernel. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Committer, type Outcome } from "../../functions/src/ledger/committer.js";
import { openingRequest } from "../../functions/src/ledger/imported.js";
import { createFirestoreStore } from "../../functions/src/ledger/store.js";
import { settlementAssetId } from "../../functions/src/money/asset.js";
import { parseSettings } from "../../functions/src/settings/store.js";
import { atOnce } from "../at-once.js";
import type { Holder, Run } from "./run.js";
import { lineText } from "./take-balances.js";

const accountsAtOnce = 32;
const requestId = "migration";

export async function takeOpenings(run: Run): Promise<void> {
  const { db, holders, tally, progress, dryRun } = run;
  const owners = [...holders].filter(([, { lines }]) => lines.size > 0);
  tally.add("accounts", "read", owners.length);
  if (dryRun) return tally.add("accounts", "created", owners.length);
  const committer = new Committer({
    store: createFirestoreStore(db),
    ...{ clock: Date.now, newId: randomUUID, random: Math.random },
    sleep: (ms) => sleep(ms),
  });
  const bar = progress("accounts (opening)", owners.length);
  let done = 0;
  try {
    await atOnce(owners, accountsAtOnce, async ([uid, holder]) => {
      run.signal.throwIfAborted();
      settle(run, uid, holder, await open(committer, uid, holder));
      bar.update(++done, done);
    });
  } finally {
    bar.stop();
    await committer.close();
  }
}

function open(committer: Committer, uid: string, { lines, digest }: Holder): Promise<Outcome> {
  const holdings = [...lines.values()].filter(({ assetId }) => assetId !== settlementAssetId);
  holdings.sort((left, right) => (left.assetId < right.assetId ? -1 : 1));
  const named = [...lines.values()].map((line): [string, string] => [
    `holds ${line.assetId}`,
    lineText(line),
  ]);
  return committer.submit(uid, {
    command: { kind: "open", requestId, cash: lines.get(settlementAssetId)?.quantity ?? 0n, holdings },
    // No limit concerns an opening.
    context: { limits: parseSettings({}).limits },
    request: { ...openingRequest(digest, holdings), ...Object.fromEntries(named) },
  });
}

/** An account that was opened otherwise, or is in use, is left as it is, and its orders are not added to it. */
function settle({ tally }: Run, uid: string, holder: Holder, outcome: Outcome): void {
  if (outcome.kind === "committed") {
    return tally.add("accounts", outcome.replayed ? "unchanged" : "created");
  }
  holder.closed =
    outcome.kind === "mismatch"
      ? {
          reason: "account_was_opened_otherwise",
          detail: `an earlier run opened it with other ${outcome.fields.join(", ")}`,
        }
      : { reason: outcome.rejection.reason, detail: "it is in use here already" };
  tally.refuse("accounts", uid, holder.closed.reason, holder.closed.detail);
}
