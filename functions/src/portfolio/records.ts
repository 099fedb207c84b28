/** How the state of a portfolio is kept: counts of smallest units as strings, a lot in one line. */
import { z } from "zod";
import { lotMethods, type AssetLots, type Lot, type LotBook, type LotMethod } from "./lots.js";
import type { Totals } from "./state.js";

const count = z.string().regex(/^-?\d+$/);

export const stateRecordSchema = z.strictObject({
  seq: z.int().nonnegative(),
  deposits: count,
  withdrawals: count,
  fees: count,
});
type StateRecord = z.infer<typeof stateRecordSchema>;

export function stateRecord(seq: number, { deposits, withdrawals, fees }: Totals): StateRecord {
  return { seq, deposits: String(deposits), withdrawals: String(withdrawals), fees: String(fees) };
}

export function readTotals({ deposits, withdrawals, fees }: StateRecord): Totals {
  return { deposits: BigInt(deposits), withdrawals: BigInt(withdrawals), fees: BigInt(fees) };
}

/** `seq key quantity cost`, a piece with the sale that took it behind: thousands of them fit one document. */
const lotLine = z.string().regex(/^\d+ [\w-]{12} \d+ \d+$/);
const pieceLine = z.string().regex(/^\d+ [\w-]{12} \d+ \d+ [\w-]{12}$/);
const bookSchema = z.strictObject({ lots: z.array(lotLine), pieces: z.array(pieceLine) }).nullable();

export const lotsRecordSchema = z.strictObject({
  seq: z.int().positive(),
  quantity: count,
  cost: count,
  realised: count,
  fifo: bookSchema,
  lifo: bookSchema,
  hifo: bookSchema,
});
type LotsRecord = z.infer<typeof lotsRecordSchema>;

const lineOf = ({ seq, key, quantity, cost }: Lot) => `${seq} ${key} ${quantity} ${cost}`;

function readLine(line: string): Lot & { readonly soldBy: string } {
  const [seq = "", key = "", quantity = "", cost = "", soldBy = ""] = line.split(" ");
  return { seq: Number(seq), key, quantity: BigInt(quantity), cost: BigInt(cost), soldBy };
}

function bookRecord(book: LotBook | null): LotsRecord[LotMethod] {
  return (
    book && {
      lots: book.lots.map(lineOf),
      pieces: book.pieces.map((piece) => `${lineOf(piece)} ${piece.soldBy}`),
    }
  );
}

function readBook(record: LotsRecord[LotMethod]): LotBook | null {
  if (!record) return null;
  const lots = record.lots.map(readLine).map(({ soldBy: _none, ...lot }) => lot);
  return { lots, pieces: record.pieces.map(readLine) };
}

export function lotsRecord({ seq, quantity, cost, realised, books }: AssetLots): LotsRecord {
  const [fifo, lifo, hifo] = lotMethods.map((method) => bookRecord(books[method]));
  return {
    ...{ seq, quantity: String(quantity), cost: String(cost), realised: String(realised) },
    ...{ fifo: fifo ?? null, lifo: lifo ?? null, hifo: hifo ?? null },
  };
}

export function readLots(record: LotsRecord): AssetLots {
  const { seq, fifo, lifo, hifo } = record;
  return {
    seq,
    quantity: BigInt(record.quantity),
    cost: BigInt(record.cost),
    realised: BigInt(record.realised),
    books: { fifo: readBook(fifo), lifo: readBook(lifo), hifo: readBook(hifo) },
  };
}
