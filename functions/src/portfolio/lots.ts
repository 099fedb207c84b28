/**
 * Lots: what is left of each buy of a tradable, by three methods of choosing what a sale takes first.
 *
 * Terms: a *lot* is the quantity and the cost, buy fee included, that is left of one buy. *FIFO* takes the oldest lot
 * first, *LIFO* the youngest, *HIFO* the one with the highest cost a unit, the older of two that are equal. A part of a
 * lot takes floor(cost × taken ÷ quantity) with it, the last unit the remainder. *Average* has no lots: it is the
 * ledger's own position.
 *
 * Invariants: by every method the lots sum to the position's quantity, and cost left less profit realised is the money
 * that went into the asset, which is one for all methods. So only lots are kept, and what a method has realised
 * follows: the ledger's figure plus the difference of the costs that are left.
 *
 * A reversal of a buy takes back its own lot. What a method has sold of it meanwhile is taken from the lots that it
 * would sell next. A reversal of a sale gives each lot back what the sale took from it. The last `piecesMax` pieces
 * are remembered for that; an older sale comes back as one new lot, at the cost that the ledger gave back.
 */
import { createHash } from "node:crypto";
import type { EntryDraft } from "../ledger/entry.js";
import { divide } from "../money/amount.js";

export const lotMethods = ["fifo", "lifo", "hifo"] as const;
export type LotMethod = (typeof lotMethods)[number];

/** Quantity in the asset's smallest unit, cost in cents. `key` names the entry that made it, `seq` tells its age. */
export type Lot = {
  readonly key: string;
  readonly seq: number;
  readonly quantity: bigint;
  readonly cost: bigint;
};

/** What one sale took from one lot. */
export type Piece = Lot & { readonly soldBy: string };

/** `lots`: the next one to be sold is the last. `pieces`: oldest first. */
export type LotBook = { readonly lots: readonly Lot[]; readonly pieces: readonly Piece[] };

/** All that is known of one tradable. A method is null while it has more lots than are kept. */
export type AssetLots = {
  /** Of the last entry that is in it. */
  readonly seq: number;
  readonly quantity: bigint;
  readonly cost: bigint;
  readonly realised: bigint;
  readonly books: Readonly<Record<LotMethod, LotBook | null>>;
};

/** Three methods with so many lots each stay below the 1 MiB of a document. */
export const lotsMax = 4_000;
const piecesMax = 100;

const emptyBook: LotBook = { lots: [], pieces: [] };
export const noLots: AssetLots = {
  ...{ seq: 0, quantity: 0n, cost: 0n, realised: 0n },
  books: { fifo: emptyBook, lifo: emptyBook, hifo: emptyBook },
};

/** Ids of entries are long and lots are many: 72 bits of a hash name one among an account's. */
const lotKey = (entryId: string) => createHash("sha256").update(entryId).digest("base64url").slice(0, 12);

type Comparison = (left: Lot, right: Lot) => number;

/** Negative where `left` is sold after `right`. */
const sellingOrders: Record<LotMethod, Comparison> = {
  fifo: (left, right) => right.seq - left.seq,
  lifo: (left, right) => left.seq - right.seq,
  hifo: (left, right) => {
    const difference = left.cost * right.quantity - right.cost * left.quantity;
    return difference === 0n ? right.seq - left.seq : difference < 0n ? -1 : 1;
  },
};

type Draft = { lots: Lot[]; pieces: Piece[] };

function insert(lots: Lot[], lot: Lot, compare: Comparison): void {
  let [low, high] = [0, lots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = lots[middle];
    if (other && compare(lot, other) < 0) high = middle;
    else low = middle + 1;
  }
  lots.splice(low, 0, lot);
}

/** Takes a quantity off a lot. @returns the piece, and what is left */
function split(lot: Lot, quantity: bigint): [Lot, Lot | null] {
  if (quantity >= lot.quantity) return [lot, null];
  const cost = divide(lot.cost * quantity, lot.quantity, "down");
  return [
    { ...lot, quantity, cost },
    { ...lot, quantity: lot.quantity - quantity, cost: lot.cost - cost },
  ];
}

/** Takes a quantity off the lots that are sold next. What is left of one costs no less a unit: it stays next. */
function take(draft: Draft, quantity: bigint): Lot[] {
  const taken: Lot[] = [];
  for (let open = quantity; open > 0n;) {
    const next = draft.lots.pop();
    if (!next) throw new RangeError("the lots hold less than the ledger sold");
    const [piece, left] = split(next, open);
    if (left) draft.lots.push(left);
    taken.push(piece);
    open -= piece.quantity;
  }
  return taken;
}

function sell(draft: Draft, quantity: bigint, soldBy: string): void {
  draft.pieces.push(...take(draft, quantity).map((piece) => ({ ...piece, soldBy })));
  draft.pieces.splice(0, Math.max(0, draft.pieces.length - piecesMax));
}

/** Takes a lot out of its place. */
function pull({ lots }: Draft, key: string): Lot | undefined {
  const at = lots.findIndex((lot) => lot.key === key);
  return at < 0 ? undefined : lots.splice(at, 1)[0];
}

function takeBackBuy(draft: Draft, quantity: bigint, key: string, compare: Comparison): void {
  const own = pull(draft, key);
  const [piece, left] = own ? split(own, quantity) : [null, null];
  if (left) insert(draft.lots, left, compare);
  take(draft, quantity - (piece?.quantity ?? 0n));
}

function takeBackSale(draft: Draft, returned: Lot, soldBy: string, compare: Comparison): void {
  const pieces = draft.pieces.filter((piece) => piece.soldBy === soldBy);
  const known = pieces.reduce((sum, { quantity }) => sum + quantity, 0n) === returned.quantity;
  if (!known) return insert(draft.lots, returned, compare);
  draft.pieces = draft.pieces.filter((piece) => piece.soldBy !== soldBy);
  for (const { key, seq, quantity, cost } of pieces) {
    const rest = pull(draft, key) ?? { quantity: 0n, cost: 0n };
    const lot = { key, seq, quantity: rest.quantity + quantity, cost: rest.cost + cost };
    insert(draft.lots, lot, compare);
  }
}

/** By how much the entry moved the account's own quantity of the asset, over both buckets. */
export function ownChange({ postings }: Pick<EntryDraft, "postings">, assetId: string): bigint {
  // House accounts have no balance, so their postings carry none.
  const own = postings.filter((posting) => posting.assetId === assetId && posting.balanceAfter !== null);
  return own.reduce((sum, { amount }) => sum + amount, 0n);
}

function apply(method: LotMethod, draft: Draft, entry: EntryDraft, quantity: bigint, cost: bigint): void {
  const compare = sellingOrders[method];
  const key = lotKey(entry.entryId);
  const reversed = entry.reverses === null ? null : lotKey(entry.reverses);
  if (reversed !== null && quantity < 0n) takeBackBuy(draft, -quantity, reversed, compare);
  else if (reversed !== null) takeBackSale(draft, { key, seq: entry.seq, quantity, cost }, reversed, compare);
  else if (quantity < 0n) sell(draft, -quantity, key);
  else insert(draft.lots, { key, seq: entry.seq, quantity, cost }, compare);
}

/**
 * Adds entries of one tradable to what is known of it; those that are in it already change nothing.
 * @param entries those that moved its position, in the order of their sequence
 */
export function foldLots(start: AssetLots, entries: readonly EntryDraft[]): AssetLots {
  let { seq, quantity, cost, realised } = start;
  const drafts = new Map<LotMethod, Draft | null>();
  for (const method of lotMethods) {
    const book = start.books[method];
    drafts.set(method, book && { lots: [...book.lots], pieces: [...book.pieces] });
  }
  for (const entry of entries) {
    const { position } = entry;
    if (!position || entry.seq <= seq) continue;
    const change = ownChange(entry, position.assetId);
    seq = entry.seq;
    quantity += change;
    cost += position.cost;
    realised += position.realised;
    for (const method of lotMethods) {
      const draft = drafts.get(method);
      if (draft && change !== 0n) apply(method, draft, entry, change, position.cost);
      // Nothing held is no lot by any method: one that was given up is known again.
      if (quantity === 0n && !draft) drafts.set(method, { lots: [], pieces: [] });
      else if (draft && draft.lots.length > lotsMax) drafts.set(method, null);
    }
  }
  const book = (method: LotMethod) => drafts.get(method) ?? null;
  const books = { fifo: book("fifo"), lifo: book("lifo"), hifo: book("hifo") };
  return { seq, quantity, cost, realised, books };
}

/** Cost left and profit realised by a method, in cents; null where it has more lots than are kept. */
export function methodFigures(
  { cost, realised, books }: AssetLots,
  method: LotMethod,
): { readonly cost: bigint; readonly realised: bigint } | null {
  const book = books[method];
  if (!book) return null;
  const left = book.lots.reduce((sum, lot) => sum + lot.cost, 0n);
  return { cost: left, realised: realised + left - cost };
}
