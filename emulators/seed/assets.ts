/** The tradables of the local stack: what a newcomer would look for, with sensible steps. */
import type { AssetRecord } from "../../functions/src/assets/asset.js";

export type SeedAsset = {
  readonly assetId: string;
  readonly name: string;
  readonly kind: AssetRecord["kind"];
  readonly scale: number;
  readonly quantityStep: string;
  readonly minQuantity: string;
  readonly priceScale: number;
  readonly tickSize: string;
  /** USD. */
  readonly price: string;
  readonly coingeckoId: string | null;
};

type Row = readonly [assetId: string, name: string, price: string];
type CryptoRow = readonly [...Row, coingeckoId: string];

const crypto = (priceScale: number, tickSize: string, rows: readonly CryptoRow[]): SeedAsset[] =>
  rows.map(([assetId, name, price, coingeckoId]) => ({
    ...{ assetId, name, price, coingeckoId, priceScale, tickSize },
    ...{ kind: "crypto", scale: 8, quantityStep: "0.00000001", minQuantity: "0.00000001" },
  }));

const listed = (kind: "share" | "etf", rows: readonly Row[]): SeedAsset[] =>
  rows.map(([assetId, name, price]) => ({
    ...{ assetId, name, price, kind, coingeckoId: null, priceScale: 2, tickSize: "0.01" },
    ...{ scale: 6, quantityStep: "0.000001", minQuantity: "0.000001" },
  }));

const metals = (rows: readonly Row[]): SeedAsset[] =>
  rows.map(([assetId, name, price]) => ({
    ...{ assetId, name, price, kind: "metal", coingeckoId: null, priceScale: 2, tickSize: "0.01" },
    ...{ scale: 4, quantityStep: "0.0001", minQuantity: "0.0001" },
  }));

export const seedAssets: readonly SeedAsset[] = [
  ...crypto(2, "0.01", [
    ["BTC", "Bitcoin", "30000.00", "bitcoin"],
    ["ETH", "Ether", "2000.00", "ethereum"],
    ["SOL", "Solana", "150.00", "solana"],
    ["LTC", "Litecoin", "85.00", "litecoin"],
  ]),
  ...crypto(4, "0.0001", [
    ["XRP", "XRP", "0.6200", "ripple"],
    ["ADA", "Cardano", "0.4500", "cardano"],
    ["DOT", "Polkadot", "6.8000", "polkadot"],
    ["LINK", "Chainlink", "14.5000", "chainlink"],
    ["AVAX", "Avalanche", "28.4000", "avalanche-2"],
  ]),
  ...crypto(5, "0.00001", [["DOGE", "Dogecoin", "0.12500", "dogecoin"]]),
  ...listed("share", [
    ["AAPL", "Apple", "190.00"],
    ["MSFT", "Microsoft", "420.00"],
    ["GOOGL", "Alphabet", "165.00"],
    ["AMZN", "Amazon", "180.00"],
    ["NVDA", "Nvidia", "125.00"],
    ["TSLA", "Tesla", "240.00"],
    ["META", "Meta Platforms", "510.00"],
    ["BRK.B", "Berkshire Hathaway", "450.00"],
    ["JNJ", "Johnson and Johnson", "160.00"],
    ["KO", "Coca-Cola", "65.00"],
  ]),
  ...listed("etf", [
    ["SPY", "S&P 500 Index Fund", "550.00"],
    ["QQQ", "Nasdaq 100 Index Fund", "470.00"],
    ["VTI", "Total US Stock Market Fund", "270.00"],
    ["BND", "Total Bond Market Fund", "73.00"],
  ]),
  ...metals([
    ["XAU", "Gold, troy ounce", "2400.00"],
    ["XAG", "Silver, troy ounce", "30.00"],
  ]),
];
