/** Which figure of a portfolio each entry adds to, and by how much. */
import { positionOf, quantityOf } from "../ledger/account.js";
import type { EntryDraft } from "../ledger/entry.js";
import { settlementAssetId } from "../money/asset.js";
import type { FigureName } from "./contract.js";
import { ownChange } from "./lots.js";
import type { Portfolio } from "./reading.js";
import { totalsOf } from "./state.js";

/** A figure of the portfolio: in cents, a position in the asset's smallest unit. Without an asset: of all. */
export function figureOf({ account, state }: Portfolio, figure: FigureName, assetId?: string): bigint {
  switch (figure) {
    case "cash":
      return quantityOf(account, settlementAssetId);
    case "position":
      return quantityOf(account, assetId ?? "");
    case "cost":
    case "realised": {
      const ids = assetId === undefined ? Object.keys(account.positions) : [assetId];
      return ids.reduce((sum, id) => sum + positionOf(account, id)[figure], 0n);
    }
    default:
      return state.totals[figure];
  }
}

/** What one entry adds to the figure: over all entries these sum to it. */
export function amountIn(entry: EntryDraft, figure: FigureName, assetId?: string): bigint {
  switch (figure) {
    case "cash":
      return ownChange(entry, settlementAssetId);
    case "position":
      return ownChange(entry, assetId ?? "");
    case "cost":
    case "realised": {
      const { position } = entry;
      return position && (assetId === undefined || position.assetId === assetId) ? position[figure] : 0n;
    }
    default:
      return totalsOf(entry)[figure];
  }
}
