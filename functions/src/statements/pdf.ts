/** A statement as PDF, drawn while its entries are read: a page leaves as soon as it is full. */
import type { EntryRecord } from "../ledger/entry-record.js";
import {
  contentWidth,
  inks,
  placeAfter,
  sheet,
  Sheets,
  type Column,
  type Paper,
  type Place,
} from "./pdf-table.js";
import { runsOf, type Run } from "./pdf-names.js";
import { grouped, monthInWords, timeInWords } from "./pdf-text.js";
import type { Statement } from "./statement.js";

const usd = "USD";
const none = "–";

const balanceColumns: readonly Column[] = [
  { title: "Asset", width: 107 },
  ...["Opening", "Change", "Closing", "Closing, of it held"].map((title) => ({
    title,
    width: 100,
    right: true,
  })),
];
const positionColumns: readonly Column[] = [
  { title: "Asset", width: 87 },
  ...["Quantity", "Cost", "Price", "Value", "Realised"].map((title) => ({ title, width: 84, right: true })),
];
const totalColumns: readonly Column[] = [
  { title: "In the month", width: 307 },
  { title: usd, width: 200, right: true },
];
const entryColumns: readonly Column[] = [
  { title: "Time (UTC)", width: 88 },
  { title: "Entry", width: 159 },
  { title: "Asset", width: 60 },
  { title: "Amount", width: 100, right: true },
  { title: "Balance after", width: 100, right: true },
];

/** Below the heading of the first page. */
const headingHeight = 138;

/** Rows of each table but the last, which is that of the entries. */
function tablesOf({ assets, positions, totals }: Statement) {
  const money = (amount: string | null) => (amount === null ? none : grouped(amount));
  const balances = assets.map(({ assetId, opened, changed, closed, closing }) => {
    return [assetId, ...[opened, changed, closed, closing.held].map(grouped)];
  });
  const held = positions.map(({ assetId, quantity, cost, price, value, realised }) => {
    return [assetId, grouped(quantity), ...[cost, price, value, realised].map(money)];
  });
  const { deposits, withdrawals, fees, realised } = totals;
  const sums = [
    ["Deposits", grouped(deposits)],
    ["Withdrawals", grouped(withdrawals)],
    ["Fees", grouped(fees)],
    ["Profit or loss realised", grouped(realised)],
  ];
  return [
    { title: "Balances", columns: balanceColumns, rows: balances },
    { title: "Positions at the end", columns: positionColumns, rows: held },
    { title: "Money", columns: totalColumns, rows: sums },
  ].filter(({ rows }) => rows.length > 0);
}

/** How many pages it will have. */
function countPages(statement: Statement): number {
  let place: Place = { page: 1, y: sheet.top + headingHeight };
  for (const { rows } of tablesOf(statement)) place = placeAfter(place, rows.length);
  const { entries, postings } = statement;
  return placeAfter(place, Math.max(1, entries + postings)).page;
}

export async function* pdfOf(
  statement: Statement,
  pages: AsyncIterable<readonly EntryRecord[]>,
): AsyncGenerator<Uint8Array> {
  // Only who makes a PDF loads what draws it.
  const { default: PDFDocument } = await import("pdfkit");
  const title = `Statement ${statement.month}`;
  const document = new PDFDocument({
    ...{ size: "A4", margin: 0, autoFirstPage: false, lang: "en", displayTitle: true },
    info: { Title: title, Creator: "Bourse", CreationDate: new Date(statement.madeAt) },
  });
  const paper = document as unknown as Paper;
  const total = countPages(statement);
  const sheets = new Sheets(paper, (page) => drawFooter(paper, statement, `Page ${page} of ${total}`));
  sheets.turn();
  drawHeading(paper, statement);
  sheets.moveTo(sheet.top + headingHeight);
  for (const { title: name, columns, rows } of tablesOf(statement)) {
    const put = sheets.table(name, columns);
    for (const row of rows) put(row);
  }
  const put = sheets.table("Entries", entryColumns);
  if (statement.entries === 0) put(["", "There are none in this month."]);
  for await (const page of pages) {
    for (const entry of page)
      for (const { cells, strong } of entryRows(entry)) put(cells, strong ? "strong" : "plain");
    yield* chunksOf(document);
  }
  document.end();
  yield* chunksOf(document);
  if (sheets.place.page !== total) throw new Error(`statement has ${sheets.place.page} pages, not ${total}`);
}

function* chunksOf(document: { read(): unknown }): Generator<Uint8Array> {
  for (let chunk = document.read(); chunk !== null; chunk = document.read()) yield chunk as Uint8Array;
}

const kindWords: Readonly<Record<EntryRecord["kind"], string>> = {
  deposit: "Deposit",
  withdraw: "Withdrawal",
  hold: "Held for an order",
  release: "Released",
  fill: "Trade",
  reversal: "Reversal",
  opening: "Brought forward",
};

const houseWords: Readonly<Record<string, string>> = {
  market: "Market",
  fees: "Fees",
  world: "Outside",
  rounding: "Rounding",
};

type EntryRow = { readonly cells: readonly string[]; readonly strong: boolean };

function entryRows({ at, kind, seq, fill, position, postings }: EntryRecord): EntryRow[] {
  const side = fill?.side === "buy" ? "Bought" : "Sold";
  const traded = fill && `${side} ${grouped(fill.quantity)} at ${grouped(fill.price)}`;
  const head = [timeInWords(at), `${seq}. ${traded ?? kindWords[kind]}`, position?.assetId ?? ""];
  return [
    { cells: head, strong: true },
    ...postings.map(({ assetId, account, bucket, amount, balanceAfter }) => {
      const where = balanceAfter === null ? (houseWords[account] ?? account) : `Your account, ${bucket}`;
      const after = balanceAfter === null ? "" : grouped(balanceAfter);
      return { cells: ["", where, assetId, grouped(amount), after], strong: false };
    }),
  ];
}

function drawHeading(paper: Paper, { uid, owner, month, from, to, madeAt }: Statement): void {
  const { margin, top, width } = sheet;
  paper.rect(0, 0, width, 10).fill(inks.dark);
  paper.rect(0, 10, width, 2).fill(inks.brass);
  paper.font("Helvetica-Bold").fontSize(20).fillColor(inks.dark);
  paper.text("Bourse", margin, top, { lineBreak: false });
  drawRight(paper, "Statement of account", 11, top + 1, inks.dim);
  drawRight(paper, monthInWords(month), 15, top + 16, inks.dark);
  const facts = [
    ["Account holder", owner.name || none],
    ["Address", owner.email ?? none],
    ["Account", uid],
    ["From", `${timeInWords(from)} UTC`],
    ["To, not included", `${timeInWords(to)} UTC`],
    ["Made", `${timeInWords(madeAt)} UTC. Amounts of money are in ${usd}.`],
  ] as const;
  for (const [index, [name, value]] of facts.entries()) {
    const y = top + 48 + index * 14.5;
    paper.font("Helvetica").fontSize(8.5).fillColor(inks.dim).text(name, margin, y, { lineBreak: false });
    paper.fillColor(inks.text);
    drawName(paper, value, { x: margin + 100, y, width: contentWidth - 100 });
  }
}

/** Of its first font, in that of the heading's facts: what follows in other fonts stands on the same line. */
const ascent = 6.1;

/** Cuts what does not fit. */
function drawName(paper: Paper, name: string, { x, y, width }: { x: number; y: number; width: number }) {
  const base = "Helvetica-Bold";
  const widthOf = ({ font, text }: Run) => paper.font(font).widthOfString(text);
  const characters = [...name];
  let shown = runsOf(name, base);
  while (characters.length > 1 && shown.reduce((sum, run) => sum + widthOf(run), 0) > width) {
    characters.pop();
    shown = runsOf(`${characters.join("")}…`, base);
  }
  let at = x;
  for (const run of shown) {
    // Without ccmp a letter with accents stays one glyph: who copies the text gets the letter back.
    const options = { baseline: "alphabetic", features: { ccmp: false } } as const;
    paper.font(run.font).text(run.text, at, y + ascent, { lineBreak: false, ...options });
    at += widthOf(run);
  }
}

function drawRight(paper: Paper, text: string, size: number, y: number, ink: string): void {
  paper.font("Helvetica-Bold").fontSize(size).fillColor(ink);
  paper.text(text, sheet.width - sheet.margin - paper.widthOfString(text), y, { lineBreak: false });
}

function drawFooter(paper: Paper, { uid, month }: Statement, numbered: string): void {
  const y = sheet.height - 40;
  paper.rect(sheet.margin, y - 7, contentWidth, 0.6).fill(inks.brass);
  paper.font("Helvetica").fontSize(7.5).fillColor(inks.dim);
  paper.text(`Bourse · statement ${month} · account ${uid}`, sheet.margin, y, { lineBreak: false });
  paper.text(numbered, sheet.width - sheet.margin - paper.widthOfString(numbered), y, { lineBreak: false });
}
