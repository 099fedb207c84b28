/** What matching asks of a store. Firestore is behind it in `store.ts`, a model of it in the tests. */
import type { Order } from "../ledger/order.js";
import type { TapeRecord } from "../prices/tape.js";

/** Which way a price has to go to concern an order: up to its `triggerAbove`, or down to its `triggerBelow`. */
export const directions = ["above", "below"] as const;
export type Direction = (typeof directions)[number];

/** A resting order and its owner. */
export type Candidate = { readonly uid: string; readonly order: Order };

/** The last order of a page: its trigger price and the path of its document. */
export type Place = { readonly price: number; readonly path: string };

/** Orders of an asset that a price concerns, best price first. */
export type CrossedQuery = {
  readonly assetId: string;
  readonly direction: Direction;
  /** The highest price for `above`, the lowest for `below`. */
  readonly price: number;
  readonly limit: number;
  readonly after: Place | null;
};
/** `next` is null after the last page. */
export type CrossedPage = { readonly candidates: readonly Candidate[]; readonly next: Place | null };

/** What an order may take of a tick's depth, in the asset's smallest unit. */
export type Share = { readonly uid: string; readonly orderId: string; readonly quantity: bigint };

export type MatchingStore = {
  readonly tape: (assetId: string) => Promise<TapeRecord | undefined>;
  readonly crossed: (query: CrossedQuery) => Promise<CrossedPage>;
  /**
   * Keeps the shares of a tick's depth, unless they are kept already.
   * @returns what is kept: whoever comes second is answered what the first has written
   */
  readonly allot: (assetId: string, sequence: number, shares: readonly Share[]) => Promise<readonly Share[]>;
  readonly markEvaluated: (assetId: string, sequence: number) => Promise<void>;
};
