/**
 * Tables on pages of A4: rows of one height from top to bottom, the head of a table again on every page. How many
 * pages there will be follows from the numbers of rows, so that each page can say so before the last one is known.
 */
import { latin } from "./pdf-text.js";

type TextOptions = {
  readonly lineBreak: false;
  readonly baseline?: "alphabetic";
  readonly features?: Readonly<Record<string, boolean>>;
};

/** What of the library is used here. Its own types hang on all of it. */
export type Paper = {
  addPage(): Paper;
  font(name: string): Paper;
  fontSize(size: number): Paper;
  fillColor(color: string): Paper;
  rect(x: number, y: number, width: number, height: number): Paper;
  fill(color: string): Paper;
  widthOfString(text: string): number;
  text(text: string, x: number, y: number, options: TextOptions): Paper;
};

export const sheet = { width: 595.28, height: 841.89, margin: 44, top: 44, bottom: 60 } as const;
export const inks = { dark: "#14213a", text: "#1f2733", dim: "#667080", brass: "#a67c2d" } as const;
const paleFill = "#f3f1eb";
const lineFill = "#d9d5ca";

const rowHeight = 13.5;
const titleHeight = 34;
const fontSize = 7.8;
const fontSizeMin = 4.5;
const padding = 4;
/** From the top of a row to that of its text. */
const textDrop = 3.2;

export type Column = { readonly title: string; readonly width: number; readonly right?: boolean };
export type Tone = "head" | "strong" | "plain";

/** Where the next thing is put. */
export type Place = { readonly page: number; readonly y: number };
const lowest = sheet.height - sheet.bottom;
export const contentWidth = sheet.width - 2 * sheet.margin;

/** The place after a table's rows, its head on every page. It begins with a title and at least one row. */
export function placeAfter(start: Place, rows: number): Place {
  let { page, y } = startOfTable(start);
  y += titleHeight + rowHeight;
  for (let left = rows; left > 0;) {
    const fit = Math.floor((lowest - y) / rowHeight);
    const put = Math.min(fit, left);
    y += put * rowHeight;
    left -= put;
    if (left > 0) [page, y] = [page + 1, sheet.top + rowHeight];
  }
  return { page, y };
}

/** A title, a head and two rows stay together. */
const togetherHeight = titleHeight + 3 * rowHeight;
function startOfTable({ page, y }: Place): Place {
  return y + togetherHeight > lowest ? { page: page + 1, y: sheet.top } : { page, y };
}

export class Sheets {
  private at: Place = { page: 0, y: 0 };

  /** @param footer drawn at the end of every page */
  constructor(
    private readonly paper: Paper,
    private readonly footer: (page: number) => void,
  ) {}

  get place(): Place {
    return this.at;
  }

  /** Begins a page. */
  turn(): void {
    this.paper.addPage();
    this.at = { page: this.at.page + 1, y: sheet.top };
    this.footer(this.at.page);
  }

  moveTo(y: number): void {
    this.at = { ...this.at, y };
  }

  /** Begins a table under a title. @returns what puts a row of it */
  table(title: string, columns: readonly Column[]): (cells: readonly string[], tone?: Tone) => void {
    if (startOfTable(this.at).page !== this.at.page) this.turn();
    const { paper } = this;
    paper.font("Helvetica-Bold").fontSize(10.5).fillColor(inks.dark);
    paper.text(title, sheet.margin, this.at.y + titleHeight - 16, { lineBreak: false });
    this.moveTo(this.at.y + titleHeight);
    const head = () =>
      this.row(
        columns,
        columns.map((column) => column.title),
        "head",
      );
    head();
    return (cells, tone = "plain") => {
      if (this.at.y + rowHeight > lowest + 0.01) {
        this.turn();
        head();
      }
      this.row(columns, cells, tone);
    };
  }

  private row(columns: readonly Column[], cells: readonly string[], tone: Tone): void {
    const { paper } = this;
    const { y } = this.at;
    if (tone === "strong") paper.rect(sheet.margin, y, contentWidth, rowHeight).fill(paleFill);
    paper.rect(sheet.margin, y + rowHeight - 0.5, contentWidth, tone === "head" ? 1 : 0.4);
    paper.fill(tone === "head" ? inks.dark : lineFill);
    paper.font(tone === "plain" ? "Helvetica" : "Helvetica-Bold");
    paper.fillColor(tone === "head" ? inks.dim : inks.text);
    let x: number = sheet.margin;
    for (const [index, { width, right = false }] of columns.entries()) {
      const cell = cells[index] ?? "";
      if (cell !== "")
        this.cell(latin(cell), { x: x + padding, y: y + textDrop, width: width - 2 * padding, right });
      x += width;
    }
    this.at = { ...this.at, y: y + rowHeight };
  }

  /** Shrinks a long amount until it fits; cuts what still does not. */
  private cell(text: string, to: { x: number; y: number; width: number; right: boolean }): void {
    const { paper } = this;
    paper.fontSize(fontSize);
    const whole = paper.widthOfString(text);
    const size = Math.max(fontSizeMin, Math.min(fontSize, (fontSize * to.width) / whole));
    paper.fontSize(size);
    let shown = text;
    while (shown.length > 1 && paper.widthOfString(shown) > to.width + 0.1) shown = `${shown.slice(0, -2)}…`;
    const x = to.right ? to.x + to.width - paper.widthOfString(shown) : to.x;
    paper.text(shown, x, to.y + (fontSize - size) * 0.7, { lineBreak: false });
  }
}
