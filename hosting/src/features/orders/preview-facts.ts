import type { PreviewOutput } from "@bourse/functions/orders/contract";
import { settlementAssetId } from "@bourse/functions/money/asset";
import { formatDecimal, formatUsd, isZero } from "../../lib/money.js";
import type { Side } from "./ticket.js";

export type PreviewFact = { readonly term: string; readonly value: string };

/** A preview as terms and figures: always the same terms, so that nothing moves when the figures arrive. */
export function previewFacts(side: Side, assetId: string, preview: PreviewOutput | null): PreviewFact[] {
  const show = (read: (known: PreviewOutput) => string) => (preview ? read(preview) : "–");
  const available = ({ balances }: PreviewOutput, id: string) =>
    balances.find((balance) => balance.assetId === id)?.available ?? "0";
  const units = (quantity: string) => `${formatDecimal(quantity)} ${assetId}`;
  const buying = side === "buy";
  return [
    { term: buying ? "Cost" : "Proceeds", value: show(({ cost }) => formatUsd(cost)) },
    { term: "Fee", value: show(({ fee }) => formatUsd(fee)) },
    {
      term: "Held until it fills",
      value: show(({ hold }) => (isZero(hold) ? "Nothing" : buying ? formatUsd(hold) : units(hold))),
    },
    buying
      ? { term: "Cash after", value: show((known) => formatUsd(available(known, settlementAssetId))) }
      : { term: `${assetId} after`, value: show((known) => units(available(known, assetId))) },
  ];
}
