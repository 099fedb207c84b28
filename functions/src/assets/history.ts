import { callable } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { readCandles } from "../prices/queries.js";
import { historyInput, historyLengths, type HistoryOutput } from "./contract.js";
import { readAsset } from "./store.js";

const policy = { name: "assets-history", roles: "anyone", rateClass: "public", input: historyInput } as const;

/** The newest candles of a range, oldest first; `nextTo` asks for those before them. */
export const history = callable(policy, async (context, { input }): Promise<HistoryOutput> => {
  const { assetId, interval, from, to } = input;
  const limit = from === undefined ? historyLengths.usual : historyLengths.most;
  const range = { fromMs: millis(from), toMs: millis(to) };
  const page = { limit: limit + 1, nowMs: context.clock() };
  const [asset, candles] = await Promise.all([
    readAsset(context.db, assetId),
    readCandles(context.db, input, range, page),
  ]);
  if (!asset) throw new DomainError("asset_not_found");
  const shown = candles.slice(0, limit).reverse();
  return {
    assetId,
    interval,
    candles: shown.map(({ start, open, high, low, close }) => ({ start, open, high, low, close })),
    nextTo: candles.length > limit ? (shown[0]?.start ?? null) : null,
  };
});

const millis = (moment: string | undefined) => (moment === undefined ? undefined : Date.parse(moment));
