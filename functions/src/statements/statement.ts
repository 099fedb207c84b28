/** The noun of statements: all that the statement of a month says beside its entries, ready to be written. */
import { quantityOf, type Account } from "../ledger/account.js";
import { formatFixed } from "../money/amount.js";
import { formatAmount, settlementAssetId, settlementScale } from "../money/asset.js";
import { valueOfHolding } from "../portfolio/valuation.js";
import { figuresOf, type Fold } from "./fold.js";
import type { Period } from "./period.js";

/** Of one asset, written the one way that amounts are written; money in USD. */
export type AssetLine = {
  readonly assetId: string;
  readonly opening: { readonly available: string; readonly held: string };
  readonly change: { readonly available: string; readonly held: string };
  readonly closing: { readonly available: string; readonly held: string };
  /** Both buckets together. */
  readonly opened: string;
  readonly changed: string;
  readonly closed: string;
};

/** A tradable that is held at the end, or made a profit or loss in the month. */
export type PositionLine = {
  readonly assetId: string;
  readonly quantity: string;
  readonly cost: string;
  /** Null where no price is known. */
  readonly price: string | null;
  readonly value: string | null;
  /** Profit or loss that the month made real. */
  readonly realised: string;
};

export type Statement = {
  readonly uid: string;
  readonly owner: { readonly name: string; readonly email: string | null };
  readonly month: string;
  readonly from: string;
  /** Does not count. */
  readonly to: string;
  readonly madeAt: string;
  readonly assets: readonly AssetLine[];
  readonly positions: readonly PositionLine[];
  /** Of the month, in USD. */
  readonly totals: Readonly<Record<"deposits" | "withdrawals" | "fees" | "realised", string>>;
  readonly entries: number;
  readonly postings: number;
};

type Given = {
  readonly account: Account;
  readonly owner: Statement["owner"];
  readonly period: Period;
  readonly madeAt: string;
  readonly priceOf: (assetId: string) => Promise<string | undefined>;
};

const cents = (amount: bigint) => formatFixed(amount, settlementScale);

export async function statementOf(fold: Fold, given: Given): Promise<Statement> {
  const { account, period } = given;
  const { totals, entries, postings } = fold;
  const ids = [...new Set([...fold.opening.keys(), ...fold.closing.keys()])].sort();
  // Money first.
  const sorted = [
    ...ids.filter((id) => id === settlementAssetId),
    ...ids.filter((id) => id !== settlementAssetId),
  ];
  const scaleOf = (assetId: string) => account.balances[assetId]?.scale ?? settlementScale;
  const assets = sorted.map((assetId) => assetLine(fold, assetId, scaleOf(assetId)));
  const tradables = sorted.filter((assetId) => assetId !== settlementAssetId);
  const positions = await Promise.all(
    tradables.map((assetId) => positionLine(fold, assetId, scaleOf(assetId), given)),
  );
  const realised = tradables.reduce((sum, assetId) => sum + figuresOf(fold.moved, assetId).realised, 0n);
  return {
    ...{ uid: account.uid, owner: given.owner, month: period.month, madeAt: given.madeAt },
    ...{ from: new Date(period.fromMs).toISOString(), to: new Date(period.toMs).toISOString() },
    ...{ assets, positions: positions.filter((line) => line !== null), entries, postings },
    totals: {
      ...{ deposits: cents(totals.deposits), withdrawals: cents(totals.withdrawals) },
      ...{ fees: cents(totals.fees), realised: cents(realised) },
    },
  };
}

function assetLine(fold: Fold, assetId: string, scale: number): AssetLine {
  const write = (amount: bigint) => formatAmount(amount, assetId, scale);
  const [opening, change, closing] = [fold.opening, fold.moved, fold.closing].map((figures) => {
    const { available, held } = figuresOf(figures, assetId);
    return { available: write(available), held: write(held), both: write(available + held) };
  });
  if (!opening || !change || !closing) throw new TypeError("three figures were made of three");
  const buckets = ({ available, held }: typeof opening) => ({ available, held });
  return {
    ...{ assetId, opening: buckets(opening), change: buckets(change), closing: buckets(closing) },
    ...{ opened: opening.both, changed: change.both, closed: closing.both },
  };
}

async function positionLine(
  fold: Fold,
  assetId: string,
  scale: number,
  { priceOf }: Given,
): Promise<PositionLine | null> {
  const { available, held, cost } = figuresOf(fold.closing, assetId);
  const { realised } = figuresOf(fold.moved, assetId);
  const quantity = available + held;
  if (quantity === 0n && realised === 0n) return null;
  const price = quantity === 0n ? undefined : await priceOf(assetId);
  return {
    ...{ assetId, quantity: formatAmount(quantity, assetId, scale), cost: cents(cost), price: price ?? null },
    value: price === undefined ? null : cents(valueOfHolding(quantity, scale, price)),
    realised: cents(realised),
  };
}

/** Holds the end of a statement of all entries against the account itself. @throws Error where they differ */
export function proveAgainst(fold: Fold, account: Account): void {
  if (fold.seq !== account.seq) return;
  for (const assetId of fold.closing.keys()) {
    const { available, held } = figuresOf(fold.closing, assetId);
    if (available + held !== quantityOf(account, assetId)) {
      throw new Error(`statement ends with another balance of ${assetId} than the account has`);
    }
  }
}
