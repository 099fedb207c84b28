/** A portfolio as its owner sees it: what the ledger keeps, valued at the current quotes. */
import { balanceOf, positionOf, quantityOf, type Account } from "../ledger/account.js";
import { formatFixed } from "../money/amount.js";
import { formatAmount, settlementAssetId, settlementScale } from "../money/asset.js";
import type { QuoteRecord } from "../prices/quote.js";
import type { GetOutput, PositionView, Unavailable } from "./contract.js";
import { lotMethods, methodFigures, noLots, type AssetLots } from "./lots.js";
import type { Portfolio } from "./reading.js";
import { isStale, valueOfHolding, weightsOf } from "./valuation.js";

export type Market = {
  readonly quotes: ReadonlyMap<string, QuoteRecord>;
  readonly nowMs: number;
  readonly maxQuoteAgeMs: number;
};

const cents = (amount: bigint) => formatFixed(amount, settlementScale);
const orNull = (amount: bigint | null) => (amount === null ? null : cents(amount));
const sumOf = (amounts: readonly bigint[]) => amounts.reduce((left, right) => left + right, 0n);

type Valued = {
  readonly assetId: string;
  readonly scale: number;
  readonly quantity: bigint;
  readonly value: bigint | null;
  readonly quote: QuoteRecord | undefined;
  readonly lots: AssetLots;
};

function valued({ account, state }: Portfolio, { quotes }: Market): Valued[] {
  return Object.keys(account.positions)
    .sort()
    .map((assetId) => {
      const scale = account.balances[assetId]?.scale ?? 0;
      const quantity = quantityOf(account, assetId);
      const quote = quotes.get(assetId);
      // Nothing is worth nothing, whatever its price.
      const worth = quote ? valueOfHolding(quantity, scale, quote.price) : null;
      const value = quantity === 0n ? 0n : worth;
      return { assetId, scale, quantity, value, quote, lots: state.lots.get(assetId) ?? noLots };
    });
}

function methodsOf({ lots, value }: Valued, account: Account, assetId: string): PositionView["methods"] {
  const view = (figures: { cost: bigint; realised: bigint } | null) => ({
    cost: orNull(figures && figures.cost),
    realised: orNull(figures && figures.realised),
    unrealised: orNull(figures && value !== null ? value - figures.cost : null),
  });
  return {
    fifo: view(methodFigures(lots, "fifo")),
    lifo: view(methodFigures(lots, "lifo")),
    hifo: view(methodFigures(lots, "hifo")),
    average: view(positionOf(account, assetId)),
  };
}

function unavailableOf({ assetId, value, lots }: Valued): Unavailable[] {
  const given = lotMethods.filter((method) => !lots.books[method]);
  return [
    ...(value === null
      ? [{ assetId, figures: ["value", "weight", "unrealised"], reason: "quote_is_missing" as const }]
      : []),
    ...(given.length > 0 ? [{ assetId, figures: given, reason: "too_many_lots" as const }] : []),
  ];
}

export function portfolioView(portfolio: Portfolio, market: Market): GetOutput {
  const { account, state } = portfolio;
  const rows = valued(portfolio, market);
  const { available, held } = balanceOf(account, settlementAssetId, settlementScale);
  const cash = available + held;
  const values = rows.flatMap(({ value }) => (value === null ? [] : [value]));
  const value = values.length === rows.length ? sumOf(values) : null;
  const weights = value === null ? null : weightsOf([cash, ...values]);
  const positions = rows.map((row, at): PositionView => {
    const { assetId, quantity, scale, quote } = row;
    const { cost, realised } = positionOf(account, assetId);
    return {
      assetId,
      quantity: formatAmount(quantity, assetId, scale),
      price: quote?.price ?? null,
      priceAsOf: quote?.asOf ?? null,
      stale: quote !== undefined && isStale(quote, market.nowMs, market.maxQuoteAgeMs),
      cost: cents(cost),
      value: orNull(row.value),
      weight: weights?.[at + 1] ?? null,
      unrealised: orNull(row.value === null ? null : row.value - cost),
      realised: cents(realised),
      methods: methodsOf(row, account, assetId),
    };
  });
  const cost = sumOf(Object.values(account.positions).map((position) => position.cost));
  const realised = sumOf(Object.values(account.positions).map((position) => position.realised));
  const { deposits, withdrawals, fees } = state.totals;
  return {
    positions,
    totals: {
      cash: { available: cents(available), held: cents(held), weight: weights?.[0] ?? null },
      value: orNull(value),
      cost: cents(cost),
      equity: orNull(value === null ? null : cash + value),
      unrealised: orNull(value === null ? null : value - cost),
      realised: cents(realised),
      ...{ deposits: cents(deposits), withdrawals: cents(withdrawals), fees: cents(fees) },
    },
    asOf: new Date(market.nowMs).toISOString(),
    seq: account.seq,
    unavailable: rows.flatMap(unavailableOf),
  };
}
