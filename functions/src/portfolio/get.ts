import { callable, everyRole } from "../platform/callable.js";
import { readQuotes } from "../prices/store.js";
import { getInput, type GetOutput } from "./contract.js";
import { portfolioView } from "./portfolio-view.js";
import { readPortfolio } from "./reading.js";

const policy = { name: "portfolio-get", roles: everyRole, rateClass: "read", input: getInput } as const;

/** The caller's positions and totals, valued at the current quotes. */
export const get = callable(policy, async (context, { uid }): Promise<GetOutput> => {
  const portfolio = await readPortfolio(context.db, uid);
  const [quotes, { maxQuoteAgeMs }] = await Promise.all([
    readQuotes(context.db, Object.keys(portfolio.account.positions)),
    context.settings(),
  ]);
  return portfolioView(portfolio, { quotes, nowMs: context.clock(), maxQuoteAgeMs });
});
