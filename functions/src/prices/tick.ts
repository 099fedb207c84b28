import { termsOf } from "../assets/asset.js";
import { listAssets } from "../assets/store.js";
import { marketSeed } from "../platform/config.js";
import { scheduled } from "../platform/trigger.js";
import { marketStep } from "./market.js";
import { advanceQuotes } from "./store.js";

const policy = { name: "prices-tick", schedule: "every 1 minutes", timeoutSeconds: 60 } as const;

/** Assets in one batch of quotes. */
const pageSize = 100;
/** Pages in one run: more assets than these need a second schedule. */
const pagesMax = 100;

/** Moves the simulated market on by one step: a new quote for every active asset that has one. */
export const tick = scheduled(policy, async (context) => {
  let after: string | undefined;
  let quotes = 0;
  for (let page = 0; page < pagesMax; page++) {
    const assets = await listAssets(context.db, { status: "active" }, { limit: pageSize, after });
    const terms = new Map(assets.map((asset) => [asset.assetId, termsOf(asset)]));
    const nowMs = context.clock();
    const written = await advanceQuotes(context.db, [...terms.keys()], (assetId, current) => {
      const asset = terms.get(assetId);
      if (!asset || !current) return undefined;
      // Another run, or a clock that is ahead, has been here: this quote would be the older one.
      if (nowMs <= Date.parse(current.asOf)) return undefined;
      const sequence = current.sequence + 1;
      const step = marketStep(asset, current.price, { seed: marketSeed(), sequence });
      const asOf = new Date(nowMs).toISOString();
      return { assetId, ...step, depth: null, asOf, source: "simulated", validForMs: null };
    });
    quotes += written.length;
    after = assets.at(-1)?.assetId;
    if (assets.length < pageSize) break;
  }
  return { quotes };
});
