import assert from "node:assert/strict";
import { figureTitle, formatFigure } from "./figure.js";
import { unavailableReturnSentence, unavailableSentence } from "./unavailable.js";

describe("A figure that cannot be had", () => {
  it("says why in a sentence (R-WEB-3)", () => {
    assert.equal(
      unavailableSentence({
        assetId: "BTC",
        figures: ["value", "weight", "unrealised"],
        reason: "quote_is_missing",
      }),
      "There is no price for BTC right now, so it has no value, weight, and unrealised profit.",
    );
    assert.equal(
      unavailableSentence({ assetId: "BTC", figures: ["fifo", "hifo"], reason: "too_many_lots" }),
      "BTC is held in too many lots to count by FIFO and HIFO.",
    );
  });

  it("names the assets without a price in the range", () => {
    const missing = { figures: ["gain", "mwr"], reason: "value_is_missing" as const };
    assert.equal(
      unavailableReturnSentence({ ...missing, assetIds: ["ETH"] }),
      "A price is missing for ETH in this range: no gain and money-weighted return.",
    );
    assert.equal(
      unavailableReturnSentence({ figures: ["mwr.yearly"], reason: "no_rate_fits", assetIds: [] }),
      "No rate fits what was paid in and out: no money-weighted return a year.",
    );
  });
});

describe("A figure that the journal explains", () => {
  it("is titled by what it is of, and counts the asset where it is a position", () => {
    assert.equal(figureTitle({ figure: "cost" }), "Cost");
    assert.equal(figureTitle({ figure: "cost", assetId: "BTC" }), "Cost of BTC");
    assert.equal(formatFigure({ figure: "position", assetId: "BTC" }, "0.05", "signed"), "+0.05 BTC");
    assert.equal(formatFigure({ figure: "fees" }, "1.50"), "$1.50");
  });
});
