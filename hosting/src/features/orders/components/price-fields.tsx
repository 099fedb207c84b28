import type { QuoteView } from "@bourse/functions/assets/contract";
import { formatUsd } from "../../../lib/money.js";
import type { TicketPart } from "./ticket-part.js";
import { PriceField } from "./price-field.js";
import { TrailField } from "./trail-field.js";

/** The prices that the chosen type needs. */
export function PriceFields({ quote, ...part }: TicketPart & { readonly quote: QuoteView | null }) {
  const { type, side, trailBy } = part.draft;
  const now = quote ? `The price is ${formatUsd(quote.price)} now` : "";
  const buying = side === "buy";
  return (
    <>
      {(type === "stop" || type === "stop_limit") && (
        <PriceField
          {...part}
          field="stopPrice"
          label="Stop price"
          description={buying ? `Above the price. ${now}` : `Below the price. ${now}`}
        />
      )}
      {(type === "limit" || type === "stop_limit") && (
        <PriceField
          {...part}
          field="limitPrice"
          label="Limit price"
          description={buying ? `The most to pay. ${now}` : `The least to get. ${now}`}
        />
      )}
      {type === "trailing_stop" && (
        <TrailField
          {...part}
          field="trail"
          by={trailBy}
          onBy={(by) => part.onChange({ trailBy: by, trail: "" })}
        />
      )}
    </>
  );
}
