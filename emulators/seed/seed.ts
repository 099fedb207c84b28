/**
 * Fills an empty stack: sign-ins, assets with quotes and a day of candles, some history for `trader1`. Seeds are
 * code; running them again changes nothing that they made before, because their ids are fixed.
 */
import { getApps, initializeApp } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { getFirestore } from "firebase-admin/firestore";
import { moveMoney } from "../../functions/src/accounts/moving.js";
import { assetRecord, termsOf } from "../../functions/src/assets/asset.js";
import { saveAsset } from "../../functions/src/assets/store.js";
import { readDecimal } from "../../functions/src/money/amount.js";
import { placeOrder } from "../../functions/src/orders/placing.js";
import { createContext, type Context } from "../../functions/src/platform/context.js";
import { candleIntervals, type CandleRecord } from "../../functions/src/prices/candle.js";
import { marketStep } from "../../functions/src/prices/market.js";
import { advanceQuotes, saveCandles } from "../../functions/src/prices/store.js";
import type { Role } from "../../functions/src/users/contract.js";
import { newProfile } from "../../functions/src/users/profile.js";
import { openProfile } from "../../functions/src/users/store.js";
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
}

async function seedAsset(context: Context, asset: SeedAsset): Promise<void> {
  const { assetId, name, kind, scale, priceScale, price } = asset;
  const nowMs = context.clock();
  const record = assetRecord(
    {
      ...{ assetId, scale, priceScale, status: "active" },
      quantityStep: readDecimal(asset.quantityStep, scale),
      minQuantity: readDecimal(asset.minQuantity, scale),
      tickSize: readDecimal(asset.tickSize, priceScale),
    },
    { name, kind, at: new Date(nowMs).toISOString() },
  );
  await saveAsset(context.db, record);
  await saveCandles(context.db, assetId, dayOfCandles(record, price, nowMs));
  // By hand: good until the market ticks, so a paused market can be traded on.
  await advanceQuotes(context.db, [assetId], (_, current) =>
    current
      ? undefined
      : {
          ...{ assetId, price, low: price, high: price, depth: null, validForMs: null },
          ...{ asOf: new Date(nowMs).toISOString(), source: "manual" },
        },
  );
}

/** Hourly candles of the last day, walked backwards from the price of now. */
function dayOfCandles(record: Parameters<typeof termsOf>[0], price: string, nowMs: number): CandleRecord[] {
  const hourMs = candleIntervals["1h"];
  const candles: CandleRecord[] = [];
  let close = price;
  for (let hour = 0; hour < 24; hour++) {
    const start = new Date((Math.floor(nowMs / hourMs) - hour) * hourMs).toISOString();
    const step = marketStep(termsOf(record), close, { seed: "history", sequence: hour, stepMs: hourMs });
    candles.push({ interval: "1h", start, open: step.price, high: step.high, low: step.low, close });
    close = step.price;
  }
  return candles;
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
  const withdrawal = { requestId: "seed-withdrawal-1", amount: "500.00", assetId: "USD" } as const;
  await moveMoney(context, uid, "withdraw", withdrawal);
}
