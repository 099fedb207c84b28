import { documentWritten } from "../platform/trigger.js";
import { alertOnNewTicks } from "./alerting.js";
import { matchingOf } from "./matching-context.js";
import { evaluateTape, noEvaluation } from "./matching.js";

const policy = {
  name: "orders-onQuote",
  document: "quotes/{assetId}",
  timeoutSeconds: 120,
  // What is older is the sweep's, which looks every minute.
  eventAgeMaxMs: 300_000,
} as const;

/** A new quote: its tick meets the price alerts and the open orders. */
export const onQuote = documentWritten(policy, async (context, { params, exists }) => {
  const matching = matchingOf(context);
  const tape = exists ? await matching.store.tape(params.assetId) : undefined;
  if (!tape) return { ...noEvaluation, alerts: 0 };
  const alerts = await alertOnNewTicks(context, tape);
  return { ...(await evaluateTape(matching, tape)), alerts };
});
