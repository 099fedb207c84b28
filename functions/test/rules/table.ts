/** Who may do what to which document: the whole of the rules as one table. */
/** `blocked`: the owner of documents like the owner's, but for a standing that says blocked. */
export const personas = ["anonymous", "owner", "other", "operator", "admin", "blocked"] as const;
export type Persona = (typeof personas)[number];
export const operations = ["get", "list", "create", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

export type Place = {
  readonly title: string;
  /** Collection of the documents that the owner is tested on. */
  readonly collection: (owner: string, assetId: string) => string;
  /** The documents are named after their owner, so there is no other document to create. */
  readonly id?: (owner: string, assetId: string) => string;
  /** Lists have to ask for documents of the owner. */
  readonly ownOnly?: boolean;
  /** Personas by operation; everybody else is refused. */
  readonly allowed: Partial<Record<Operation, readonly Persona[]>>;
  /** Its writes are those of `honestActs` under this name: they have a shape to keep. */
  readonly honestly?: string;
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
    title: "users/{uid}/settings/app",
    collection: (owner) => `users/${owner}/settings`,
    id: () => "app",
    allowed: { get: own, create: own, update: own, delete: own },
    honestly: "settings",
  },
  {
    title: "users/{uid}/watchlists/{id}",
    collection: (owner) => `users/${owner}/watchlists`,
    allowed: { get: own, list: own, create: own, update: own, delete: own },
    honestly: "watchlists",
  },
  {
    title: "users/{uid}/notifications/{id}",
    collection: (owner) => `users/${owner}/notifications`,
    allowed: { get: own, list: own, update: own },
    honestly: "notifications",
  },
  // Written together with a list only: `own-writes.ts` has those.
  {
    title: "users/{uid}/watchlistBooks/current",
    collection: (owner) => `users/${owner}/watchlistBooks`,
    id: () => "current",
    allowed: {},
  },
  {
    title: "users/{uid}/alerts/{id}",
    collection: (owner) => `users/${owner}/alerts`,
    allowed: { get: own, list: own },
  },
  {
    title: "users/{uid}/webhooks/{id}",
    collection: (owner) => `users/${owner}/webhooks`,
    allowed: { get: own, list: own },
  },
  {
    title: "users/{uid}/webhooks/{webhookId}/deliveries/{deliveryId}",
    collection: (owner) => `users/${owner}/webhooks/a-webhook/deliveries`,
    allowed: { get: own, list: own },
  },
  // A session that is over learns so from it.
  {
    title: "standings/{uid}",
    collection: () => "standings",
    id: (owner) => owner,
    allowed: { get: ["owner", "blocked"] },
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
    title: "accounts/{uid}/snapshots/{day}",
    collection: (owner) => `accounts/${owner}/snapshots`,
    allowed: { get: own, list: own },
  },
  {
    title: "jobs/{jobId}",
    collection: () => "jobs",
    ownOnly: true,
    allowed: { get: own, list: own },
  },
  {
    title: "jobs/{jobId}/checkpoints/{id}",
    collection: () => "jobs/a-job/checkpoints",
    allowed: {},
  },
  {
    title: "files/{fileId}",
    collection: () => "files",
    ownOnly: true,
    allowed: { get: own, list: own },
  },
  {
    title: "fileBooks/{uid}",
    collection: () => "fileBooks",
    id: (owner) => owner,
    allowed: { get: own },
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
  ...[
    "fileSweeps",
    "tapes",
    "settings",
    "blocks",
    "securityEvents",
    "denials",
    "deadLetters",
    "mail",
    "snapshots",
    "none-such",
  ].map((name) => ({
    title: `${name}/{id}`,
    collection: () => name,
    allowed: {},
  })),
  {
    title: "tapes/{assetId}/allotments/{sequence}",
    collection: (_: string, assetId: string) => `tapes/${assetId}/allotments`,
    allowed: {},
  },
  ...["alertBooks", "messageBooks", "webhookSecrets", "below"].map((name) => ({
    title: `users/{uid}/${name}/{id}`,
    collection: (owner: string) => `users/${owner}/${name}`,
    allowed: {},
  })),
  ...["below", "lots", "portfolio"].map((name) => ({
    title: `accounts/{uid}/${name}/{id}`,
    collection: (owner: string) => `accounts/${owner}/${name}`,
    allowed: {},
  })),
  {
    title: "accounts/{uid}/orders/{orderId}/below/{id}",
    collection: (owner: string) => `accounts/${owner}/orders/an-order/below`,
    allowed: {},
  },
];

/** What a user's standing says, beside the claims of their token, and whether their own documents are theirs. */
export type StandingRow = {
  readonly title: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Null: there is none. */
  readonly standing: Readonly<Record<string, unknown>> | null;
  readonly allowed: boolean;
};

/** When the tokens of the table signed in. */
export const authTime = Date.UTC(2026, 0, 31, 9) / 1_000;
export const good = { blocked: false, deleted: false, sessionsFrom: null, sessions: {} };
const named = { claims: { sessionId: "mine" } };

export const standingRows: readonly StandingRow[] = [
  { title: "nobody has written", standing: null, allowed: true },
  { title: "holds nothing against them", standing: good, allowed: true },
  { title: "blocks them", standing: { ...good, blocked: true }, allowed: false },
  {
    title: "counts sessions from their sign-in on",
    ...{ standing: { ...good, sessionsFrom: new Date(authTime * 1_000) }, allowed: true },
  },
  {
    title: "counts sessions from a second later on",
    ...{ standing: { ...good, sessionsFrom: new Date((authTime + 1) * 1_000) }, allowed: false },
  },
  {
    ...{ title: "lists their session", ...named, allowed: true },
    standing: { ...good, sessions: { mine: {}, other: {} } },
  },
  {
    ...{ title: "lists another session", ...named, allowed: false },
    standing: { ...good, sessions: { other: {} } },
  },
];
