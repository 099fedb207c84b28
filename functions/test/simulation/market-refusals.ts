/** Market orders that the kernel refuses: a row or more a reason, with a twin that differs in one fact and is accepted. */
import { accepted, btc, buy, buyFor, funded, marketContext, noonMs, quoteAt, sell } from "./ground.js";
import type { RefusalRow } from "./order-refusals.js";

const price = 30_000_00n;
const market = marketContext(btc, quoteAt(price));
const cheap = marketContext(btc, quoteAt(100_00n));
const rich = funded(1_000_000_00n);
/** 1 BTC for 30,000.00 and 30.00 of fee. */
const holder = accepted(rich, buy("o1", 100_000_000n), market).account;

const withTerms = (changes: Partial<typeof btc>) => marketContext({ ...btc, ...changes }, quoteAt(price));
const withQuote = (changes: Parameters<typeof quoteAt>[1]) => marketContext(btc, quoteAt(price, changes));

export const marketRefusals: readonly RefusalRow[] = [
  [
    "asset_is_halted",
    "a buy of a halted asset",
    [rich, buy("o", 100_000n), withTerms({ status: "halted" })],
    [rich, buy("o", 100_000n), market],
  ],
  [
    "asset_is_halted",
    "a sale of a halted asset",
    [holder, sell("o", 100_000n), withTerms({ status: "halted" })],
    [holder, sell("o", 100_000n), market],
  ],
  [
    "asset_is_delisted",
    "a buy of a delisted asset, not its sale",
    [holder, buy("o", 100_000n), withTerms({ status: "delisted" })],
    [holder, sell("o", 100_000n), withTerms({ status: "delisted" })],
  ],
  [
    "quote_is_missing",
    "an order without a quote",
    [rich, buy("o", 100_000n), marketContext(btc, null)],
    [rich, buy("o", 100_000n), market],
  ],
  [
    "quote_is_stale",
    "an order on an old quote",
    [rich, buy("o", 100_000n), withQuote({ asOfMs: noonMs - 60_001, validForMs: 60_000 })],
    [rich, buy("o", 100_000n), withQuote({ asOfMs: noonMs - 60_000, validForMs: 60_000 })],
  ],
  [
    "quote_has_no_depth",
    "an order that meets nothing",
    [rich, buy("o", 100_000n), withQuote({ depth: 999n })],
    [rich, buy("o", 100_000n), withQuote({ depth: 1_000n })],
  ],
  [
    "quantity_off_step",
    "a quantity between steps",
    [rich, buy("o", 100_001n), market],
    [rich, buy("o", 101_000n), market],
  ],
  [
    "quantity_below_minimum",
    "a quantity below the minimum",
    [rich, buy("o", 10_000n), withTerms({ minQuantity: 10_001n })],
    [rich, buy("o", 10_000n), market],
  ],
  [
    "quantity_below_minimum",
    "a notional below one step",
    [rich, buyFor("o", 29_000_00n), withTerms({ quantityStep: 100_000_000n, minQuantity: 0n })],
    [rich, buyFor("o", 30_030_00n), withTerms({ quantityStep: 100_000_000n, minQuantity: 0n })],
  ],
  [
    "order_value_below_minimum",
    "an order worth less than the minimum",
    [rich, buy("o", 10_000n), marketContext(btc, quoteAt(9_900_00n))],
    [rich, buy("o", 10_000n), marketContext(btc, quoteAt(10_000_00n))],
  ],
  [
    "order_value_below_minimum",
    "a sale of a small part of a holding",
    [holder, sell("o", 10_000n), marketContext(btc, quoteAt(9_900_00n))],
    [holder, sell("o", 10_000n), marketContext(btc, quoteAt(10_000_00n))],
  ],
  [
    "order_value_below_minimum",
    "a notional below the minimum, fee inside",
    [rich, buyFor("o", 99n), cheap],
    [rich, buyFor("o", 1_00n), cheap],
  ],
  [
    "order_value_above_maximum",
    "an order worth more than the maximum",
    [rich, buy("o", 333_334_000n), market],
    [rich, buy("o", 333_333_000n), market],
  ],
  [
    "order_value_above_maximum",
    "an order worth more than the maximum, whatever price its owner names",
    [holder, { ...sell("o", 100_000_000n), protection: 1_00n }, marketContext(btc, quoteAt(100_000_01n))],
    [holder, { ...sell("o", 100_000_000n), protection: 1_00n }, marketContext(btc, quoteAt(100_000_00n))],
  ],
];
