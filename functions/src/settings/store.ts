/** `settings/trading`: fees and limits of the whole system. Defaults hold where the document is silent. */
import type { Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import type { Halt, Limits } from "../ledger/command.js";
import { readDecimal } from "../money/amount.js";
import { settlementScale } from "../money/asset.js";
import { termsTrustedMs } from "../platform/config.js";
import { trusted } from "../platform/trusted.js";

const path = "settings/trading";
const usd = z.string().regex(/^\d{1,15}\.\d{2}$/);

/** `feeRate` is a fraction of the value with six decimals; amounts are USD; times milliseconds. */
const settingsSchema = z.object({
  feeRate: z
    .string()
    .regex(/^0\.\d{6}$/)
    .default("0.001000"),
  minOrderValue: usd.default("1.00"),
  maxOrderValue: usd.default("100000.00"),
  dailyDepositMax: usd.default("100000.00"),
  dailyWithdrawalMax: usd.default("50000.00"),
  maxQuoteAgeMs: z.int().positive().default(60_000),
  openOrdersMax: z.int().positive().max(200).default(200),
  limitDistanceMax: z.int().min(2).default(10),
  /** Kill switches: what they name accepts cancels only. They take effect within some seconds. */
  tradingHalted: z.boolean().default(false),
  haltedAssets: z.array(z.string()).default([]),
  haltedAccounts: z.array(z.string()).default([]),
});

export type Settings = {
  readonly limits: Limits;
  readonly maxQuoteAgeMs: number;
  readonly halts: {
    readonly everything: boolean;
    readonly assets: ReadonlySet<string>;
    readonly accounts: ReadonlySet<string>;
  };
};
export type TradingSettings = () => Promise<Settings>;

const feeRateDecimals = 6;
const cents = (text: string) => readDecimal(text, settlementScale);

export function parseSettings(document: unknown): Settings {
  const settings = settingsSchema.parse(document);
  return {
    limits: {
      feeRate: readDecimal(settings.feeRate, feeRateDecimals),
      minOrderValue: cents(settings.minOrderValue),
      maxOrderValue: cents(settings.maxOrderValue),
      dailyDepositMax: cents(settings.dailyDepositMax),
      dailyWithdrawalMax: cents(settings.dailyWithdrawalMax),
      openOrdersMax: settings.openOrdersMax,
      limitDistanceMax: BigInt(settings.limitDistanceMax),
    },
    maxQuoteAgeMs: settings.maxQuoteAgeMs,
    halts: {
      everything: settings.tradingHalted,
      assets: new Set(settings.haltedAssets),
      accounts: new Set(settings.haltedAccounts),
    },
  };
}

/** The kill switch that is on for an account and an asset, if any. */
export function haltOf({ halts }: Settings, uid: string, assetId: string): Halt | null {
  if (halts.everything) return "everything";
  if (halts.assets.has(assetId)) return "asset";
  return halts.accounts.has(uid) ? "account" : null;
}

export function createTradingSettings(db: Firestore, clock: () => number): TradingSettings {
  const load = async () => parseSettings((await db.doc(path).get()).data() ?? {});
  const read = trusted<Settings>(load, termsTrustedMs, clock);
  return async () => (await read(path)) ?? parseSettings({});
}
