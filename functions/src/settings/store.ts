/** `settings/trading`: fees and limits of the whole system. Defaults hold where the document is silent. */
import type { Firestore } from "firebase-admin/firestore";
import { z } from "zod";
import type { Limits } from "../ledger/command.js";
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
});

export type Settings = { readonly limits: Limits; readonly maxQuoteAgeMs: number };
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
    },
    maxQuoteAgeMs: settings.maxQuoteAgeMs,
  };
}

export function createTradingSettings(db: Firestore, clock: () => number): TradingSettings {
  const load = async () => parseSettings((await db.doc(path).get()).data() ?? {});
  const read = trusted<Settings>(load, termsTrustedMs, clock);
  return async () => (await read(path)) ?? parseSettings({});
}
