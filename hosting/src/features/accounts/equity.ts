/**
 * What an account is worth at the given prices, in cents. A holding without a price makes the whole
 * unavailable: a figure that leaves something out looks like a loss.
 */
import type { AccountView } from "@bourse/functions/accounts/contract";
import { settlementAssetId } from "@bourse/functions/money/asset";
import { isZero, readUsd, valueOf } from "../../lib/money.js";

export type PositionWorth = {
  readonly assetId: string;
  readonly quantity: string;
  readonly price: string | null;
  readonly value: bigint | null;
  readonly cost: bigint;
  /** Value less cost. */
  readonly unrealised: bigint | null;
};

export type Worth = {
  readonly available: bigint;
  readonly held: bigint;
  readonly positions: readonly PositionWorth[];
  readonly cost: bigint;
  readonly unrealised: bigint | null;
  readonly realised: bigint;
  readonly equity: bigint | null;
};

const sum = (amounts: readonly (bigint | null)[]): bigint | null =>
  amounts.reduce((total, amount) => (total === null || amount === null ? null : total + amount), 0n);

export function worthOf(account: AccountView, prices: ReadonlyMap<string, string>): Worth {
  const usd = account.balances.find(({ assetId }) => assetId === settlementAssetId);
  const available = readUsd(usd?.available ?? "0");
  const held = readUsd(usd?.held ?? "0");
  const positions = account.positions
    .filter(({ quantity }) => !isZero(quantity))
    .map(({ assetId, quantity, cost: costText }): PositionWorth => {
      const price = prices.get(assetId) ?? null;
      const value = price === null ? null : valueOf(quantity, price);
      const cost = readUsd(costText);
      return { assetId, quantity, price, value, cost, unrealised: value === null ? null : value - cost };
    });
  return {
    available,
    held,
    positions,
    cost: positions.reduce((total, { cost }) => total + cost, 0n),
    unrealised: sum(positions.map(({ unrealised }) => unrealised)),
    realised: account.positions.reduce((total, { realised }) => total + readUsd(realised), 0n),
    equity: sum([available, held, ...positions.map(({ value }) => value)]),
  };
}
