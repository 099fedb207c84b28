/**
 * Prices of CoinGecko over HTTP. A request has a deadline and a bound on what it reads; a failure that may pass is
 * asked again a few times; a provider that keeps failing is left alone for a while (circuit breaker).
 */
import {
  DelegateBackoff,
  handleWhen,
  isBrokenCircuitError,
  retry,
  TaskCancelledError,
  timeout,
  TimeoutStrategy,
  wrap,
} from "cockatiel";
import { watchedBreaker } from "../platform/circuit.js";
import { readAnswer } from "./coingecko-answer.js";
import { ProviderFailure, type PriceProvider, type ProvidedQuote, type QuotedAsset } from "./provider.js";

export type CoingeckoOptions = {
  /** Without a path. */
  readonly url: string;
  /** The API key, where there is one. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Requests for one answer, the first included. */
  readonly attemptsMax?: number;
  /** The first wait before asking again; doubled each time, with jitter. */
  readonly backoffMs?: number;
  /** The longest `Retry-After` that is waited for. */
  readonly retryAfterMaxMs?: number;
  /** Failures in a row that open the circuit. */
  readonly failuresMax?: number;
  /** How long an open circuit asks nothing. */
  readonly openForMs?: number;
};

/** Ids in one request: its address stays readable for every proxy. */
const idsMax = 250;
/** 250 prices are some 25 kB. */
const bodyBytesMax = 1_000_000;

export function coingecko(options: CoingeckoOptions): PriceProvider {
  const ask = patiently(options);
  return {
    source: "coingecko",
    async quotes(assets, nowMs) {
      const known = assets.filter(({ coingeckoId }) => coingeckoId !== null);
      const quotes = new Map<string, ProvidedQuote>();
      let dropped = 0;
      for (let start = 0; start < known.length; start += idsMax) {
        const part = known.slice(start, start + idsMax);
        const provided = await ask(addressOf(options.url, part), (body) => readAnswer(body, part, nowMs));
        for (const [assetId, quote] of provided.quotes) quotes.set(assetId, quote);
        dropped += provided.dropped;
      }
      return { quotes, dropped };
    },
  };
}

function addressOf(base: string, assets: readonly QuotedAsset[]): URL {
  const address = new URL("/api/v3/simple/price", base);
  const ids = [...new Set(assets.map(({ coingeckoId }) => coingeckoId))].join(",");
  address.search = new URLSearchParams({
    ...{ ids, vs_currencies: "usd", include_last_updated_at: "true" },
  }).toString();
  return address;
}

/** Asks until there is an answer that can be read, within all the bounds. */
function patiently(options: CoingeckoOptions) {
  const { timeoutMs = 5_000, attemptsMax = 3, backoffMs = 250, retryAfterMaxMs = 10_000 } = options;
  const { failuresMax = 5, openForMs = 30_000, headers = {} } = options;
  const mayPass = (error: Error) =>
    // Its own `isTaskCancelledError` looks for another error's mark (version 3.2.1).
    error instanceof TaskCancelledError ||
    (error instanceof ProviderFailure &&
      error.retryAfterMs !== null &&
      error.retryAfterMs <= retryAfterMaxMs);
  const policy = wrap(
    retry(handleWhen(mayPass), {
      maxAttempts: attemptsMax - 1,
      backoff: new DelegateBackoff(({ attempt, result }) => {
        const failed = "error" in result ? result.error : undefined;
        const asked = failed instanceof ProviderFailure ? (failed.retryAfterMs ?? 0) : 0;
        return asked + Math.random() * backoffMs * 2 ** attempt;
      }),
    }),
    watchedBreaker("coingecko", { failuresMax, openForMs }),
    timeout(timeoutMs, TimeoutStrategy.Aggressive),
  );
  return async <Result>(address: URL, read: (body: string) => Result): Promise<Result> => {
    try {
      return await policy.execute(async ({ signal }) => read(await fetched(address, headers, signal)));
    } catch (error) {
      if (error instanceof ProviderFailure) throw error;
      if (isBrokenCircuitError(error))
        throw new ProviderFailure("the circuit is open", null, { cause: error });
      throw new ProviderFailure("there was no answer in time", 0, { cause: error });
    }
  };
}

async function fetched(
  address: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  let answer: Response;
  try {
    // A redirect would take the key to somebody else.
    const accept = { accept: "application/json" };
    answer = await fetch(address, { headers: { ...accept, ...headers }, signal, redirect: "manual" });
  } catch (error) {
    throw new ProviderFailure("CoinGecko was not reached", 0, { cause: error });
  }
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new ProviderFailure(`CoinGecko answered ${answer.status}`, waitAfter(answer));
  }
  return bodyOf(answer);
}

/** How long to wait before asking the same again; null: asking again does not help. */
function waitAfter({ status, headers }: Response): number | null {
  if (status < 500 && status !== 429 && status !== 408) return null;
  const text = headers.get("retry-after") ?? "0";
  const waitMs = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(waitMs) ? 0 : Math.max(0, waitMs);
}

/** Reads the body up to its bound: who sends more is not CoinGecko. */
async function bodyOf({ body }: Response): Promise<string> {
  const stream: AsyncIterable<Uint8Array> | Uint8Array[] = body ?? [];
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    // Leaving the loop cancels the stream.
    for await (const part of stream) {
      bytes += part.byteLength;
      if (bytes > bodyBytesMax) break;
      parts.push(part);
    }
    if (bytes <= bodyBytesMax) return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts));
  } catch (error) {
    throw new ProviderFailure("the answer ended early or is no text", 0, { cause: error });
  }
  throw new ProviderFailure(`the answer is longer than ${bodyBytesMax} bytes`);
}
