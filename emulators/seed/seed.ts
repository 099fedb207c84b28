/**
 * Fills an empty stack: sign-ins, assets with quotes and a day of candles, some history for `trader1`. Seeds are
 * code; running them again changes nothing that they made before, because their ids are fixed.
 */
import { getApps, initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { getFirestore } from "firebase-admin/firestore";
import { moveMoney } from "../../functions/src/accounts/moving.js";
import { assetRecord, termsOf, type AssetRecord } from "../../functions/src/assets/asset.js";
import { saveAsset } from "../../functions/src/assets/store.js";
import { readDecimal } from "../../functions/src/money/amount.js";
import { placeOrder } from "../../functions/src/orders/placing.js";
import { createContext, type Context } from "../../functions/src/platform/context.js";
import {
  candleIntervalNames,
  candleIntervals,
  type CandleRecord,
} from "../../functions/src/prices/candle.js";
import { marketStep } from "../../functions/src/prices/market.js";
import { advanceQuotes, saveCandles } from "../../functions/src/prices/store.js";
import type { Role } from "../../functions/src/users/contract.js";
import { newProfile } from "../../functions/src/users/profile.js";
import { openProfile } from "../../functions/src/users/store.js";
import { openStanding } from "../../functions/src/standings/store.js";
import { seedAssets, type SeedAsset } from "./assets.js";

const seedPassword = "open-outcry-1";

type SeedUser = {
  readonly uid: string;
  readonly email: string;
  readonly displayName: string;
  readonly role: Role;
};

const seedUsers: readonly SeedUser[] = [
  { uid: "seed-trader1", email: "trader1@bourse.test", displayName: "Tara Trader", role: "trader" },
  { uid: "seed-trader2", email: "trader2@bourse.test", displayName: "Theo Trader", role: "trader" },
  { uid: "seed-operator", email: "operator@bourse.test", displayName: "Olga Operator", role: "operator" },
  { uid: "seed-admin", email: "admin@bourse.test", displayName: "Ada Admin", role: "admin" },
];

/** Seeds the emulators that the environment names. @param log told of each step */
export async function seed({ log }: { log: (line: string) => void }): Promise<void> {
  const app = getApps()[0] ?? initializeApp({ projectId: "demo-bourse" });
  const context = createContext({ db: getFirestore(app) });
  await Promise.all(seedUsers.map((user) => seedUser(context, user)));
  log(`${seedUsers.length} sign-ins`);
  await Promise.all(seedAssets.map((asset) => seedAsset(context, asset)));
  log(`${seedAssets.length} assets with quotes and candles`);
  await seedHistory(context, "seed-trader1");
  await context.committer.close();
  log("some history for trader1");
}

async function seedUser(context: Context, { uid, email, displayName, role }: SeedUser): Promise<void> {
  const auth = getAuth();
  const known = await auth.getUser(uid).then(
    () => true,
    () => false,
  );
  if (!known) {
    await auth.createUser({ uid, email, displayName, password: seedPassword, emailVerified: true });
  }
  await auth.setCustomUserClaims(uid, { role });
  await openProfile(context.db, newProfile({ uid, email, displayName }, role, context.clock()));
  await openStanding(context.db, uid, role, context.clock());
}

async function seedAsset(context: Context, asset: SeedAsset): Promise<void> {
  const { assetId, name, kind, scale, priceScale, price, coingeckoId } = asset;
  const nowMs = context.clock();
  const record = assetRecord(
    {
      ...{ assetId, scale, priceScale, status: "active" },
      quantityStep: readDecimal(asset.quantityStep, scale),
      minQuantity: readDecimal(asset.minQuantity, scale),
      tickSize: readDecimal(asset.tickSize, priceScale),
    },
    { name, kind, coingeckoId, at: new Date(nowMs).toISOString() },
  );
  await saveAsset(context.db, record);
  // By hand: good until the market ticks, so a paused market can be traded on.
  const quoted = await advanceQuotes(context.db, [assetId], (_, current) =>
    current
      ? undefined
      : {
          ...{ assetId, price, low: price, high: price, depth: null, validForMs: null },
          ...{ asOf: new Date(nowMs).toISOString(), source: "manual" },
        },
  );
  // Where there was a quote, there are candles of its own.
  if (quoted.length > 0) await saveCandles(context.db, assetId, pastCandles(record, price, nowMs));
}

/** How far each interval's candles go back: enough for a chart, and few enough to be written at every start. */
const pastLengths = { "1m": 60, "1h": 24, "1d": 30 } as const;

/**
 * Candles of the past, walked backwards from the price of now. Those of the present intervals are not among them:
 * the quotes build these.
 */
function pastCandles(record: AssetRecord, price: string, nowMs: number): CandleRecord[] {
  return candleIntervalNames.flatMap((interval) => {
    const lengthMs = candleIntervals[interval];
    const candles: CandleRecord[] = [];
    let close = price;
    for (let back = 1; back <= pastLengths[interval]; back++) {
      const start = new Date((Math.floor(nowMs / lengthMs) - back) * lengthMs).toISOString();
      const draw = { seed: `history of ${interval}`, sequence: back, kind: record.kind, stepMs: lengthMs };
      const step = marketStep(termsOf(record), close, draw);
      candles.push({ interval, start, open: step.price, high: step.high, low: step.low, close });
      close = step.price;
    }
    return candles;
  });
}

const market = (orderId: string, assetId: string, side: "buy" | "sell") =>
  ({ orderId, assetId, side, type: "market" }) as const;

async function seedHistory(context: Context, uid: string): Promise<void> {
  const deposit = { requestId: "seed-deposit-1", amount: "25000.00", assetId: "USD" } as const;
  await moveMoney(context, uid, "deposit", deposit);
  await placeOrder(context, uid, { ...market("seed-order-1", "BTC", "buy"), quantity: "0.25" });
  await placeOrder(context, uid, { ...market("seed-order-2", "ETH", "buy"), quantity: "2.5" });
  await placeOrder(context, uid, { ...market("seed-order-3", "AAPL", "buy"), quantity: "12" });
  await placeOrder(context, uid, { ...market("seed-order-4", "BTC", "sell"), quantity: "0.05" });
  await placeOrder(context, uid, { ...market("seed-order-5", "XAU", "buy"), notional: "1000.00" });
  // What rests: a bracket that trails its stop, a limit, a trailing sale.
  const resting = { timeInForce: "gtc" } as const;
  await placeOrder(context, uid, {
    ...{ ...resting, orderId: "seed-order-6", assetId: "TSLA", side: "buy", type: "limit" },
    ...{ quantity: "4", limitPrice: "225.00", takeProfit: { limitPrice: "270.00" } },
    stopLoss: { trail: { percent: "5" } },
  });
  await placeOrder(context, uid, {
    ...{ ...resting, orderId: "seed-order-7", assetId: "SOL", side: "buy", type: "limit" },
    ...{ quantity: "10", limitPrice: "120.00" },
  });
  await placeOrder(context, uid, {
    ...{ ...resting, orderId: "seed-order-8", assetId: "ETH", side: "sell", type: "trailing_stop" },
    ...{ quantity: "1", trail: { percent: "8" } },
  });
  const withdrawal = { requestId: "seed-withdrawal-1", amount: "500.00", assetId: "USD" } as const;
  await moveMoney(context, uid, "withdraw", withdrawal);
}
