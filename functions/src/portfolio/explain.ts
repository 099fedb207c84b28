import { z } from "zod";
import { formatAmount, settlementAssetId, settlementScale } from "../money/asset.js";
import { moment } from "../money/wire.js";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { explainInput, type ExplainOutput } from "./contract.js";
import { explained } from "./explaining.js";
import { figureOf } from "./figures.js";
import { readPortfolio } from "./reading.js";

const policy = {
  name: "portfolio-explain",
  roles: everyRole,
  rateClass: "read",
  input: explainInput,
} as const;

const count = z.string().regex(/^-?\d{1,60}$/);
/** Time and number of the last entry seen, what is left of the figure before it, the whole figure. */
const cursorShape = z.tuple([moment, z.int(), count, count]);

/** The entries that a figure of the caller's portfolio is made of, newest first. */
export const explain = callable(policy, async ({ db }, { uid, input }): Promise<ExplainOutput> => {
  const { limit, cursor, figure, assetId } = input;
  const asked = [policy.name, figure, assetId ?? null];
  const from = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  const portfolio = await readPortfolio(db, uid);
  const { account } = portfolio;
  const total = from ? BigInt(from[3]) : figureOf(portfolio, figure, assetId);
  const start = from
    ? { after: [from[0], from[1]] as const, left: BigInt(from[2]) }
    : { after: undefined, left: total };
  const { rows, next } = await explained(db, account, { figure, assetId, limit }, start);
  const unit = figure === "position" && assetId !== undefined ? assetId : settlementAssetId;
  const scale = unit === settlementAssetId ? settlementScale : (account.balances[unit]?.scale ?? 0);
  const write = (amount: bigint) => formatAmount(amount, unit, scale);
  return {
    ...{ figure, assetId: assetId ?? null, total: write(total) },
    items: rows.map((row) => ({ ...row, amount: write(row.amount), sum: write(row.sum) })),
    nextCursor: next?.after ? writeCursor([...next.after, String(next.left), String(total)], asked) : null,
  };
});
