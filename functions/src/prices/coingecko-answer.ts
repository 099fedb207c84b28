/**
 * What CoinGecko's `simple/price` answers, read exactly: a price is taken from the text of its JSON number, because
 * a float has lost digits before anybody could look.
 */
import { z } from "zod";
import { divide, formatFixed } from "../money/amount.js";
import type { TradableTerms } from "../money/asset.js";
import {
  priceLimitUsd,
  ProviderFailure,
  type Provided,
  type ProvidedQuote,
  type QuotedAsset,
} from "./provider.js";

const numberText = z.strictObject({ number: z.string() }).transform(({ number }) => number);
const itemSchema = z.object({
  usd: numberText,
  /** Seconds since 1970. */
  last_updated_at: numberText.pipe(z.string().regex(/^\d{1,11}$/)).nullish(),
});
const answerSchema = z.record(z.string(), z.unknown());

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Parses JSON with `{number: text}` in the place of each number. @throws SyntaxError */
function parseWithNumberTexts(json: string): unknown {
  // Looked at first: on text that is no JSON the expression could take very long.
  JSON.parse(json);
  const texts = json.replace(stringOrNumber, (token) =>
    token.startsWith('"') ? token : `{"number":"${token}"}`,
  );
  return JSON.parse(texts);
}

/** Digits and decimal places that a price may have: beyond them it is nonsense, and costly to compute with. */
const digitsMax = 60;

/**
 * Reads the text of a JSON number as a price, rounded half up to the asset's tick.
 * @returns counts of the asset's smallest price unit; null where no price could be that: zero or less once it is
 * rounded, or beyond all bounds
 */
function priceOfNumber(
  text: string,
  { priceScale, tickSize }: Pick<TradableTerms, "priceScale" | "tickSize">,
): bigint | null {
  const match = /^(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!match) return null;
  const [, integer = "", fraction = "", exponent = "0"] = match;
  const digits = (integer + fraction).replace(/^0+/, "");
  const shift = Number(exponent) - fraction.length + priceScale;
  if (digits.length > digitsMax || Math.abs(shift) > digitsMax) return null;
  const power = 10n ** BigInt(Math.abs(shift));
  const [dividend, divisor] = shift >= 0 ? [BigInt(digits) * power, 1n] : [BigInt(digits), power];
  const price = divide(dividend, divisor * tickSize, "half_up") * tickSize;
  return price > 0n && price < priceLimitUsd * 10n ** BigInt(priceScale) ? price : null;
}

function quoteOf(item: unknown, { terms }: QuotedAsset, nowMs: number): ProvidedQuote | null {
  const parsed = itemSchema.safeParse(item);
  const price = parsed.success ? priceOfNumber(parsed.data.usd, terms) : null;
  if (!parsed.success || price === null) return null;
  const text = formatFixed(price, terms.priceScale);
  const { last_updated_at: seconds } = parsed.data;
  // Their clock may be ahead of this one: no quote is of the future.
  const asOfMs = Math.min(nowMs, seconds ? Number(seconds) * 1_000 : nowMs);
  // What the price did since the last one is not told.
  return { price: text, low: text, high: text, depth: null, asOf: new Date(asOfMs).toISOString() };
}

/** The quotes in an answer, for the assets that were asked for. @throws ProviderFailure where it is no answer */
export function readAnswer(json: string, assets: readonly QuotedAsset[], nowMs: number): Provided {
  const items = itemsOf(json);
  const quotes = new Map<string, ProvidedQuote>();
  let dropped = 0;
  for (const asset of assets) {
    const { coingeckoId, terms } = asset;
    if (coingeckoId === null || !items.has(coingeckoId)) continue;
    const quote = quoteOf(items.get(coingeckoId), asset, nowMs);
    if (quote) quotes.set(terms.assetId, quote);
    else dropped++;
  }
  return { quotes, dropped };
}

function itemsOf(json: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(answerSchema.parse(parseWithNumberTexts(json))));
  } catch (error) {
    throw new ProviderFailure("the answer is not a JSON object", 0, { cause: error });
  }
}
