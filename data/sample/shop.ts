/**
 * A made-up Express app and its MongoDB documents, as Mongoose would have stored them: whole numbers as Int32, amounts
 * as Decimal128, times as dates. One seed makes one shop. Some documents are bad on purpose, at known places.
 */
import { createHash } from "node:crypto";
import { Decimal128, Int32, ObjectId, type Document } from "bson";

export type ShopSize = { readonly users: number; readonly orders: number; readonly seed: string };

/** Every so many users and orders one is bad. */
const badUserEvery = 250;
export const badOrderEvery = 500;

const epochMs = Date.UTC(2024, 0, 1);
const minuteMs = 60_000;

const products = [
  ["BTC", "Bitcoin", "crypto", 8, 2, 6_512_345n],
  ["ETH", "Ether", "crypto", 8, 2, 312_345n],
  ["SOL", "Solana", "crypto", 8, 2, 14_567n],
  ["AAPL", "Apple", "stock", 6, 2, 22_712n],
  ["MSFT", "Microsoft", "stock", 6, 2, 41_588n],
  ["VTI", "Total Market", "etf", 6, 2, 26_014n],
  ["XAU", "Gold", "metal", 4, 2, 241_530n],
  ["DOGE", "Dogecoin", "crypto", 8, 5, 12_345n],
] as const;

/** A number below `bound` that depends on the names alone. */
function drawn(bound: number, ...names: (string | number)[]): number {
  const hash = createHash("sha256").update(names.join(" ")).digest();
  return hash.readUIntBE(0, 6) % bound;
}

/** An ObjectId as MongoDB makes them: the second, then what tells it apart from others of that second and of other shops. */
function idOf(seed: string, kind: number, index: number, atMs: number): ObjectId {
  const seconds = Math.floor(atMs / 1_000);
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(seconds, 0);
  bytes.writeUInt8(kind, 4);
  bytes.writeUIntBE(drawn(2 ** 24, seed), 5, 3);
  bytes.writeUInt32BE(index, 8);
  return new ObjectId(bytes);
}

const userMs = (index: number) => epochMs + index * minuteMs;
const userId = (seed: string, index: number) => idOf(seed, 1, index, userMs(index));
/** An email that no other shop has. */
export const emailOf = (seed: string, index: number) => `user${index}.${drawn(2 ** 24, seed)}@example.test`;

function decimal(amount: bigint, scale: number): Decimal128 {
  const digits = amount.toString().padStart(scale + 1, "0");
  return Decimal128.fromString(`${digits.slice(0, -scale)}.${digits.slice(-scale)}`);
}

const bcryptAlphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The form of a bcrypt hash; nobody knows a password for it. */
function bcryptLike(...names: (string | number)[]): string {
  const letters = Array.from({ length: 53 }, (_, at) => bcryptAlphabet[drawn(64, ...names, at)]);
  return `$2b$10$${letters.join("")}`;
}

/** Bad in turn: an email that is none, an email of the user before, a role that nobody knows. */
function spoiled(user: Document, index: number, seed: string): Document {
  const turn = Math.floor(index / badUserEvery) % 3;
  if (turn === 0) return { ...user, email: "nobody" };
  return turn === 1 ? { ...user, email: emailOf(seed, index - 1) } : { ...user, role: "wizard" };
}

const isBadUser = (index: number) => index % badUserEvery === badUserEvery - 1;

function* users({ users: count, seed }: ShopSize): Generator<Document> {
  for (let index = 0; index < count; index++) {
    const at = new Date(userMs(index));
    const user: Document = {
      _id: userId(seed, index),
      email: emailOf(seed, index).replace("user", "User"),
      name: `User ${index}`,
      // A tenth have hashes that Firebase cannot check.
      password:
        index % 10 === 3 ? "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA" : bcryptLike(seed, "user", index),
      role: index === 0 ? "admin" : index % 97 === 1 ? "support" : "customer",
      isVerified: index % 3 !== 0,
      ...{ createdAt: at, updatedAt: at, __v: new Int32(0) },
    };
    yield isBadUser(index) ? spoiled(user, index, seed) : user;
  }
}

function* productDocuments({ seed }: ShopSize): Generator<Document> {
  for (const [index, [symbol, name, category, decimals, priceDecimals, price]] of products.entries()) {
    yield {
      _id: idOf(seed, 2, index, epochMs),
      ...{ symbol, name, category, active: true },
      decimals: new Int32(decimals),
      priceDecimals: new Int32(priceDecimals),
      price: decimal(price, priceDecimals),
      createdAt: new Date(epochMs),
    };
  }
}

/** Cash, and two assets with an average price. */
function* balances({ users: count, seed }: ShopSize): Generator<Document> {
  for (let index = 0; index < count; index++) {
    const at = new Date(userMs(index) + minuteMs);
    const row = (number: number, fields: Document) => ({
      _id: idOf(seed, 3, index * 3 + number, at.getTime()),
      userId: userId(seed, index),
      ...fields,
      updatedAt: at,
    });
    const cash = BigInt(drawn(5_000_000, seed, "cash", index));
    yield row(0, { asset: "USD", amount: decimal(cash, 2) });
    for (const number of [1, 2]) {
      const product = products[drawn(products.length, seed, "holding", index) ^ (number - 1)] ?? products[0];
      const [symbol, , , scale, priceScale, price] = product;
      const quantity = BigInt(1 + drawn(10 ** 6, seed, "quantity", index, number));
      yield row(number, {
        ...{ asset: symbol, amount: decimal(quantity, scale), locked: decimal(0n, scale) },
        averagePrice: decimal(price - BigInt(drawn(1_000, seed, "average", index, number)), priceScale),
      });
    }
  }
}

const statuses = ["filled", "filled", "filled", "filled", "canceled", "completed", "expired"] as const;

/** Bad in turn: still open, of nobody, a quantity with more decimals than the asset has. */
function spoiledOrder(order: Document, index: number, seed: string): Document {
  const turn = Math.floor(index / badOrderEvery) % 3;
  if (turn === 0) return { ...order, status: "open" };
  return turn === 1
    ? { ...order, userId: idOf(seed, 9, index, epochMs) }
    : { ...order, quantity: Decimal128.fromString("0.1234567890123") };
}

const isBadOrder = (index: number) => index % badOrderEvery === badOrderEvery - 1;

function* orders({ users: count, orders: total, seed }: ShopSize): Generator<Document> {
  for (let index = 0; index < total; index++) {
    const [symbol, , , scale, priceScale, price] =
      products[drawn(products.length, seed, "of", index)] ?? products[0];
    let owner = drawn(count, seed, "by", index);
    if (isBadUser(owner)) owner -= 1;
    const atMs = userMs(count) + index * 1_000;
    const quantity = BigInt(1 + drawn(10 ** 6, seed, "size", index));
    const status = statuses[drawn(statuses.length, seed, "ends", index)] ?? "filled";
    const isFilled = status === "filled" || status === "completed";
    const paid = price - 500n + BigInt(drawn(1_000, seed, "price", index));
    const order: Document = {
      _id: idOf(seed, 4, index, atMs),
      userId: userId(seed, owner),
      symbol,
      side: index % 2 === 0 ? "BUY" : "sell",
      type: index % 3 === 0 ? "limit" : "market",
      status,
      quantity: decimal(quantity, scale),
      filledQuantity: decimal(isFilled ? quantity : 0n, scale),
      price: decimal(paid, priceScale),
      fee: decimal(isFilled ? BigInt(drawn(500, seed, "fee", index)) : 0n, 2),
      createdAt: new Date(atMs),
      updatedAt: new Date(atMs + drawn(60_000, seed, "took", index)),
      __v: new Int32(0),
    };
    yield isBadOrder(index) ? spoiledOrder(order, index, seed) : order;
  }
}

/** The documents of each collection, by its name. */
export const shopOf = (size: ShopSize): Record<string, () => Iterable<Document>> => ({
  users: () => users(size),
  products: () => productDocuments(size),
  balances: () => balances(size),
  orders: () => orders(size),
});
