/**
 * A statement as CSV (RFC 4180), one table for all: `record` says what a row is. `info` rows come first, then
 * `opening`, each `entry` with its `posting` rows, `closing`, `position` and `total`.
 */
import { stringify } from "csv-stringify/sync";
import type { EntryRecord } from "../ledger/entry-record.js";
import { settlementAssetId } from "../money/asset.js";
import type { AssetLine, Statement } from "./statement.js";

const columns = [
  ...["record", "name", "text", "at", "seq", "entryId", "kind", "orderId", "assetId", "account", "bucket"],
  ...["amount", "balanceAfter", "price", "value", "fee", "cost", "realised"],
] as const;
type Row = Partial<Record<(typeof columns)[number], string | number | null>> & { readonly record: string };

const csvOptions = {
  columns: [...columns],
  record_delimiter: "windows",
  // Names are the owner's own words: a spreadsheet must not take them for formulas. Amounts below zero are numbers.
  cast: { string: (text: string) => (isFormula(text) ? `'${text}` : text) },
} as const;

const isFormula = (text: string) =>
  /^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text);
const write = (rows: readonly Row[]) => stringify([...rows], csvOptions);

export async function* csvOf(
  statement: Statement,
  pages: AsyncIterable<readonly EntryRecord[]>,
): AsyncGenerator<string> {
  const { assets, positions, totals } = statement;
  yield stringify([], { ...csvOptions, header: true });
  yield write([...infoRows(statement), ...assets.flatMap((line) => balanceRows("opening", line))]);
  for await (const page of pages) yield write(page.flatMap(entryRows));
  const ends: Row[] = assets.flatMap((line) => balanceRows("closing", line));
  const held = positions.map(({ quantity, ...line }): Row => ({
    record: "position",
    amount: quantity,
    ...line,
  }));
  const sums = Object.entries(totals).map(([name, amount]): Row => {
    return { record: "total", name, assetId: settlementAssetId, amount };
  });
  yield write([...ends, ...held, ...sums]);
}

function infoRows({ uid, owner, month, from, to, madeAt, entries, postings }: Statement): Row[] {
  const facts = { account: uid, name: owner.name, email: owner.email, month, from, to, madeAt };
  const counts = { entries: String(entries), postings: String(postings) };
  return Object.entries({ ...facts, ...counts }).map(([name, text]) => ({ record: "info", name, text }));
}

const balanceRows = (record: "opening" | "closing", line: AssetLine): Row[] =>
  (["available", "held"] as const).map((bucket) => {
    return { record, assetId: line.assetId, bucket, amount: line[record][bucket] };
  });

function entryRows({ at, seq, entryId, kind, orderId, fill, position, postings }: EntryRecord): Row[] {
  const about = { at, seq, entryId, kind, orderId };
  const traded = fill && { amount: fill.quantity, price: fill.price, value: fill.value, fee: fill.fee };
  const entry: Row = { record: "entry", ...about, ...traded, ...position };
  return [entry, ...postings.map((posting): Row => ({ record: "posting", ...about, ...posting }))];
}
