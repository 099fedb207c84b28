/** Accounts with a past: entries made by the real committer under a clock of the test's own. */
import { createContext } from "../../src/platform/context.js";
import type { CandleRecord } from "../../src/prices/candle.js";
import { saveCandles } from "../../src/prices/store.js";
import { moveMoney } from "../../src/accounts/moving.js";
import { placeOrder } from "../../src/orders/placing.js";
import { adminDb, uniqueName } from "./backend.js";
import { quote } from "./market.js";

/** What one user did, each at its own moment. */
export function pastOf(uid: string) {
  let nowMs = 0;
  const context = createContext({ db: adminDb(), clock: () => nowMs });
  const at = (iso: string) => (nowMs = Date.parse(iso));
  return {
    deposit: async (iso: string, amount: string) => {
      at(iso);
      await moveMoney(context, uid, "deposit", { requestId: uniqueName("d"), amount, assetId: "USD" });
    },
    withdraw: async (iso: string, amount: string) => {
      at(iso);
      await moveMoney(context, uid, "withdraw", { requestId: uniqueName("w"), amount, assetId: "USD" });
    },
    /** At this price, which stays the asset's quote. */
    trade: async (iso: string, assetId: string, side: "buy" | "sell", quantity: string, price: string) => {
      at(iso);
      await quote(assetId, price, { asOf: new Date(nowMs).toISOString() });
      await placeOrder(context, uid, { orderId: uniqueName("o"), assetId, side, type: "market", quantity });
    },
    hold: async (iso: string, assetId: string, amount: bigint) => {
      at(iso);
      const command = { kind: "hold", requestId: uniqueName("h"), assetId, amount } as const;
      const { limits } = await context.settings();
      await context.committer.submit(uid, { command, context: { limits }, request: { kind: "hold" } });
    },
  };
}

/** A candle that begins then and knows this one price. */
export async function candleClose(
  assetId: string,
  interval: CandleRecord["interval"],
  start: string,
  close: string,
): Promise<void> {
  const candle = { interval, start, open: close, high: close, low: close, close };
  await saveCandles(adminDb(), assetId, [candle]);
}
