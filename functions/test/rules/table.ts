/** Who may do what to which document: the whole of the rules as one table. */
export const personas = ["anonymous", "owner", "other", "operator", "admin"] as const;
export type Persona = (typeof personas)[number];
export const operations = ["get", "list", "create", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

export type Place = {
  readonly title: string;
  /** Collection of the documents that the owner is tested on. */
  readonly collection: (owner: string, assetId: string) => string;
  /** The documents are named after their owner, so there is no other document to create. */
  readonly id?: (owner: string, assetId: string) => string;
  /** Personas by operation; everybody else is refused. */
  readonly allowed: Partial<Record<Operation, readonly Persona[]>>;
};

const own = ["owner"] as const;

export const places: readonly Place[] = [
  {
    title: "users/{uid}",
    collection: () => "users",
    id: (owner) => owner,
    allowed: { get: own },
  },
  {
    title: "accounts/{uid}",
    collection: () => "accounts",
    id: (owner) => owner,
    allowed: { get: own },
  },
  {
    title: "accounts/{uid}/orders/{orderId}",
    collection: (owner) => `accounts/${owner}/orders`,
    allowed: { get: own, list: own },
  },
  {
    title: "accounts/{uid}/entries/{entryId}",
    collection: (owner) => `accounts/${owner}/entries`,
    allowed: { get: own, list: own },
  },
  {
    title: "assets/{assetId}",
    collection: () => "assets",
    id: (_, assetId) => assetId,
    allowed: { get: personas, list: personas },
  },
  {
    title: "assets/{assetId}/candles/{candleId}",
    collection: (_, assetId) => `assets/${assetId}/candles`,
    allowed: { get: personas, list: personas },
  },
  {
    title: "quotes/{assetId}",
    collection: () => "quotes",
    id: (_, assetId) => assetId,
    allowed: { get: personas, list: personas },
  },
  // What no rule names is nobody's.
  ...["settings", "securityEvents", "deadLetters", "mail", "snapshots", "no-such-collection"].map((name) => ({
    title: `${name}/{id}`,
    collection: () => name,
    allowed: {},
  })),
  {
    title: "users/{uid}/below/{id}",
    collection: (owner: string) => `users/${owner}/below`,
    allowed: {},
  },
  {
    title: "accounts/{uid}/below/{id}",
    collection: (owner: string) => `accounts/${owner}/below`,
    allowed: {},
  },
  {
    title: "accounts/{uid}/orders/{orderId}/below/{id}",
    collection: (owner: string) => `accounts/${owner}/orders/an-order/below`,
    allowed: {},
  },
];
