/**
 * The mapping says where in the source's documents things are, and by which rules they are taken over. `docs/migration.md`
 * explains it. An empty one is that of a conventional Mongoose app; what a mapping file leaves out keeps its default.
 */
import { z } from "zod";
import { roles } from "../../functions/src/users/contract.js";
import { passwordSchema } from "./password-mapping.js";

/** Where a value is: a path with points, or several of which the first that has a value counts. */
const path = z.string().regex(/^[^.$\s][^.\s]*(\.[^.\s]+)*$/, "must be a path like profile.name");
const field = z.union([path, z.array(path).min(1)]);
const optional = field.nullable();
export type FieldPath = z.infer<typeof optional>;

/** The words of the source for each of ours, in lower case. */
const words = <const Name extends string>(...names: readonly Name[]) =>
  z.partialRecord(z.enum(names), z.array(z.string().toLowerCase()));

const usersSchema = z.strictObject({
  collection: z.string().default("users"),
  id: field.default("_id"),
  email: field.default("email"),
  displayName: optional.default(["displayName", "name", "fullName", "username"]),
  emailVerified: optional.default(["emailVerified", "isVerified", "verified"]),
  disabled: optional.default(["disabled", "isBlocked", "blocked"]),
  locale: optional.default("locale"),
  marketingEmails: optional.default("marketingEmails"),
  createdAt: optional.default("createdAt"),
  /** A word, or a list of words of which the strongest counts. */
  role: optional.default(["role", "roles"]),
  roles: words(...roles).default({
    trader: ["trader", "user", "customer", "client", "member"],
    operator: ["operator", "support", "moderator"],
    admin: ["admin", "administrator", "superadmin"],
  }),
  /** Of users without any. */
  defaultRole: z.enum(roles).default("trader"),
  password: passwordSchema,
});

const assetKinds = ["crypto", "share", "etf", "metal"] as const;
const assetsSchema = z.strictObject({
  collection: z.string().default("products"),
  id: field.default("_id"),
  assetId: field.default(["symbol", "ticker", "code", "sku"]),
  name: field.default(["name", "title"]),
  kind: optional.default(["kind", "type", "category"]),
  kinds: words(...assetKinds).default({
    crypto: ["crypto", "cryptocurrency", "coin", "token"],
    share: ["share", "stock", "equity"],
    etf: ["etf", "fund"],
    metal: ["metal", "commodity"],
  }),
  defaultKind: z.enum(assetKinds).nullable().default("crypto"),
  /** A word, or whether it can be traded. */
  status: optional.default(["status", "active", "isActive", "enabled"]),
  statuses: words("active", "halted", "delisted").default({
    active: ["active", "enabled", "listed", "true"],
    halted: ["halted", "paused", "suspended", "disabled", "inactive", "false"],
    delisted: ["delisted", "archived", "deleted"],
  }),
  scale: optional.default(["scale", "decimals", "precision"]),
  priceScale: optional.default(["priceScale", "priceDecimals", "pricePrecision"]),
  quantityStep: optional.default(["quantityStep", "stepSize", "lotSize"]),
  minQuantity: optional.default(["minQuantity", "minQty"]),
  tickSize: optional.default(["tickSize", "priceStep"]),
  coingeckoId: optional.default("coingeckoId"),
  price: optional.default(["price", "lastPrice", "currentPrice"]),
  /** Where the document is silent; steps are then one unit of the scale. */
  defaultScale: z.int().min(0).max(18).default(8),
  defaultPriceScale: z.int().min(0).max(12).default(2),
});

const balancesSchema = z.strictObject({
  collection: z.string().default("balances"),
  /** Whose: of the document, or of the document around `rows`. */
  user: field.default(["userId", "user", "owner"]),
  /** The list of holdings inside the document; null: each document is one. */
  rows: path.nullable().default(null),
  /** An amount of USD beside `rows`. */
  cash: optional.default(null),
  asset: field.default(["asset", "symbol", "currency", "productId", "product"]),
  quantity: field.default(["amount", "quantity", "balance", "available"]),
  /** What open orders reserve there, where `quantity` does not count it. */
  held: optional.default(["held", "locked", "reserved"]),
  cost: optional.default(["cost", "costBasis", "totalCost"]),
  averagePrice: optional.default(["averagePrice", "avgPrice", "averageCost", "avgBuyPrice"]),
  /** Of a holding that has neither cost nor average price. */
  missingCost: z.enum(["refuse", "zero", "price"]).default("refuse"),
  /** Which assets are money. */
  cashAssets: z.array(z.string()).default(["USD", "usd", "$"]),
});

const ordersSchema = z.strictObject({
  collection: z.string().default("orders"),
  id: field.default("_id"),
  user: field.default(["userId", "user", "owner", "customer"]),
  asset: field.default(["asset", "symbol", "productId", "product"]),
  side: field.default("side"),
  sides: words("buy", "sell").default({ buy: ["buy", "bid", "b"], sell: ["sell", "ask", "s"] }),
  type: field.default(["type", "orderType"]),
  types: words("market", "limit", "stop", "stop_limit").default({
    market: ["market"],
    limit: ["limit"],
    stop: ["stop", "stop_loss", "stop-loss", "stop_market"],
    stop_limit: ["stop_limit", "stop-limit", "stoplimit"],
  }),
  status: field.default(["status", "state"]),
  statuses: words("open", "filled", "cancelled", "expired", "rejected").default({
    open: ["open", "new", "pending", "active", "partially_filled", "partial"],
    filled: ["filled", "completed", "complete", "executed", "done", "closed"],
    cancelled: ["cancelled", "canceled"],
    expired: ["expired"],
    rejected: ["rejected", "failed"],
  }),
  /** Open orders cannot be taken over as open ones: nothing here has reserved for them. */
  open: z.enum(["refuse", "cancel"]).default("refuse"),
  quantity: field.default(["quantity", "qty", "amount", "size"]),
  filledQuantity: optional.default(["filledQuantity", "executedQty", "filled"]),
  limitPrice: optional.default(["limitPrice", "price"]),
  stopPrice: optional.default(["stopPrice", "triggerPrice"]),
  averagePrice: optional.default(["averagePrice", "avgPrice", "executedPrice", "fillPrice", "price"]),
  /** Cost or proceeds before the fee; null: average price × filled quantity. */
  value: optional.default(["filledValue", "total", "totalPrice", "notional"]),
  fee: optional.default(["fee", "commission"]),
  createdAt: optional.default(["createdAt", "created", "timestamp"]),
  endedAt: optional.default(["closedAt", "filledAt", "executedAt", "updatedAt"]),
});

const amountsSchema = z.strictObject({
  /** Doubles that have more decimals than fit: refused, or freed of what is only their own inexactness. */
  doubles: z.enum(["refuse", "dust"]).default("refuse"),
  /** `cents`: amounts of money, but no prices, are whole cents. */
  money: z.enum(["decimal", "cents"]).default("decimal"),
});

export const mappingSchema = z.strictObject({
  $schema: z.string().optional(),
  amounts: amountsSchema.prefault({}),
  users: usersSchema.prefault({}),
  assets: assetsSchema.nullable().prefault({}),
  balances: z
    .union([balancesSchema, z.array(balancesSchema).min(1)])
    .nullable()
    .prefault({}),
  orders: ordersSchema.nullable().prefault({}),
});

export type Mapping = z.infer<typeof mappingSchema>;
export type UsersMapping = z.infer<typeof usersSchema>;
export type AssetsMapping = z.infer<typeof assetsSchema>;
export type BalancesMapping = z.infer<typeof balancesSchema>;
export type OrdersMapping = z.infer<typeof ordersSchema>;
export type AmountsMapping = z.infer<typeof amountsSchema>;

/** The mapping file is wrong: what is wrong in which field, a line each. */
export class MappingError extends Error {
  override readonly name = "MappingError";
}

/** @throws MappingError */
export function readMapping(text: string): Mapping {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    throw new MappingError(`the mapping is no JSON: ${String(error)}`);
  }
  const { success, data, error } = mappingSchema.safeParse(given);
  if (success) return data;
  const lines = error.issues.map(({ path: at, message }) => `${at.join(".") || "mapping"}: ${message}`);
  throw new MappingError(lines.join("\n"));
}

export const defaultMapping: Mapping = mappingSchema.parse({});
