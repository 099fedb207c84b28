/**
 * Lots kept the slow way, for comparison: every method has its own list, sorts it anew for each sale and adds up its
 * own profit. Knows buys and sales, no reversals.
 */
import type { EntryDraft } from "../../src/ledger/entry.js";
import type { LotMethod } from "../../src/portfolio/lots.js";

type Lot = { readonly seq: number; quantity: bigint; cost: bigint };
export type OracleBook = { lots: Lot[]; realised: bigint; bought: bigint; removed: bigint };

export const openOracle = (): OracleBook => ({ lots: [], realised: 0n, bought: 0n, removed: 0n });

const isBefore: Record<LotMethod, (left: Lot, right: Lot) => boolean> = {
  fifo: (left, right) => left.seq < right.seq,
  lifo: (left, right) => left.seq > right.seq,
  hifo: (left, right) =>
    left.cost * right.quantity > right.cost * left.quantity ||
    (left.cost * right.quantity === right.cost * left.quantity && left.seq < right.seq),
};

export function addToOracle(book: OracleBook, method: LotMethod, { seq, fill }: EntryDraft): void {
  if (!fill) return;
  const { side, quantity, value, fee } = fill;
  if (side === "buy") {
    book.lots.push({ seq, quantity, cost: value + fee });
    book.bought += value + fee;
    return;
  }
  let open = quantity;
  let removed = 0n;
  while (open > 0n) {
    const lot = book.lots.reduce((best, other) => (isBefore[method](other, best) ? other : best));
    const taken = open < lot.quantity ? open : lot.quantity;
    // The last unit takes the remainder: then this is the whole cost.
    const cost = (lot.cost * taken) / lot.quantity;
    lot.quantity -= taken;
    lot.cost -= cost;
    removed += cost;
    open -= taken;
    book.lots = book.lots.filter(({ quantity: left }) => left > 0n);
  }
  book.removed += removed;
  book.realised += value - fee - removed;
}
