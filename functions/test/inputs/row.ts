/** One bad input and how the contract says that it is refused. */
import type { WireCode } from "../../src/platform/errors.js";
import type { Reason } from "../../src/platform/reasons.js";

/** What the rows refer to: made once for the whole table. */
export type World = {
  readonly active: string;
  readonly halted: string;
  readonly delisted: string;
  readonly stale: string;
  readonly unquoted: string;
  readonly exhausted: string;
  readonly coarse: string;
  readonly otherOrderId: string;
  /** A file that was announced and not uploaded, and another user's. */
  readonly fileId: string;
  readonly otherFileId: string;
  /** Cursor of another callable's list, and of the same list with other filters. */
  readonly entriesCursor: string;
  readonly exportCursor: string;
  /** Of another user's export. */
  readonly otherExportCursor: string;
  readonly ordersCursor: string;
  readonly assetsCursor: string;
  readonly explainCursor: string;
  /** A job that has succeeded, another user's job, a dead letter whose payload was cut. */
  readonly jobId: string;
  readonly otherJobId: string;
  readonly cutLetterId: string;
};

export type Persona = "trader" | "admin" | "roleless" | "misnamed" | "leaver" | "nobody";

/** `fields`: those that `details.issues` names, in order. */
export type Expected = {
  readonly code: WireCode;
  readonly reason: Reason;
  readonly fields: readonly string[];
};

export type Row = {
  readonly callable: string;
  readonly title: string;
  readonly as?: Persona;
  readonly input?: unknown;
  /** Where the input needs the world. */
  readonly made?: (world: World) => unknown;
  /** The body as it goes over the wire, where `{data: input}` cannot say it. */
  readonly body?: string | undefined;
  readonly bodyless?: boolean;
  readonly method?: string;
  readonly contentType?: string;
  readonly expected: Expected;
  /** The server in front of the functions answers: 400 and nothing else is known. */
  readonly plain?: boolean;
};

export const invalid = (...fields: string[]): Expected => ({
  ...{ code: "invalid-argument", reason: "input_is_invalid" },
  fields,
});
export const wrongState = (reason: Reason, ...fields: string[]): Expected => ({
  ...{ code: "failed-precondition", reason },
  fields,
});
export const absent = (reason: Reason, ...fields: string[]): Expected => ({
  ...{ code: "not-found", reason },
  fields,
});

/** Inputs that are accepted: every row spoils one of them. */
export const deposit = { requestId: "never-made", amount: "1.00" };
export const place = (assetId: string) => ({
  ...{ orderId: "never-made", assetId, side: "buy", type: "market", quantity: "0.1" },
});
export const limit = (assetId: string) => ({ ...place(assetId), type: "limit", limitPrice: "50.00" });
export const job = { requestId: "never-made", type: "account-audit", params: {} };
export const replacement = { orderId: "resting", newOrderId: "never-made" };
export const setQuote = (assetId: string) => ({ assetId, price: "100.00" });

export const saveAsset = (assetId: string) => ({
  ...{ assetId, name: "Never made", kind: "share", scale: 8, priceScale: 2 },
  ...{ quantityStep: "0.00000001", minQuantity: "0.00000001", tickSize: "0.01" },
});
export const setStatus = (assetId: string) => ({ assetId, status: "halted" });
export const alert = (assetId: string) => ({
  ...{ alertId: "never-made", assetId, direction: "above", price: "1000.00" },
});
export const watchlist = (assetId: string) => ({
  ...{ watchlistId: "never-made", name: "Never made", assetIds: [assetId] },
});

export const upload = {
  ...{ requestId: "never-made", kind: "document", name: "Never made.pdf" },
  ...{ contentType: "application/pdf", size: 10 },
};

export const webhook = {
  ...{ webhookId: "never-made", url: "https://example.com/hooks", events: ["order.filled"] },
};

export const without = (input: object, field: string): unknown =>
  Object.fromEntries(Object.entries(input).filter(([name]) => name !== field));
