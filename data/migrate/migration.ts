/** A migration, step by step. Every step may be repeated: what is there already is found and left as it is. */
import { AssetIndex } from "./assets.js";
import { auditRun, type AuditReport } from "./auditing.js";
import type { Checkpoint } from "./checkpoint.js";
import { amountsOf, type Run } from "./run.js";
import { SourceError } from "./sources/source.js";
import { takeAssets } from "./take-assets.js";
import { takeBalances } from "./take-balances.js";
import { takeOpenings } from "./take-openings.js";
import { countOrders, writeOrders } from "./take-orders.js";
import { takeUsers } from "./take-users.js";

export type Given = Omit<Run, "amounts" | "assets" | "holders">;
/** The audit is null where nothing was written. */
export type Outcome = { readonly run: Run; readonly audit: AuditReport | null };

/** @throws SourceError, or the reason of the signal where it was aborted */
export async function migrate(given: Given, checkpoint: Checkpoint): Promise<Outcome> {
  const run: Run = {
    ...given,
    amounts: amountsOf(given.mapping),
    assets: new AssetIndex(),
    holders: new Map(),
  };
  requireUsers(run);
  await takeAssets(run);
  await takeUsers(run);
  await takeBalances(run);
  const good = await countOrders(run, checkpoint);
  await takeOpenings(run);
  await writeOrders(run, good, checkpoint);
  if (run.dryRun) return { run, audit: null };
  const audit = await auditRun(run);
  checkpoint.remove();
  return { run, audit };
}

/** Everything else belongs to users: a source without them is a mapping that does not fit. */
function requireUsers({ source, mapping }: Run): void {
  const { collection } = mapping.users;
  if (source.collections.includes(collection)) return;
  throw new SourceError(
    `${source.name} holds no collection "${collection}" of users; it holds ${source.collections.join(", ")}`,
  );
}
