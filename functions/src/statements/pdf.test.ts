import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { rowsOfPdf } from "../../test/support/pdf-rows.js";
import { pdfOf } from "./pdf.js";
import type { Statement } from "./statement.js";

const statementOf = (name: string, email: string | null = null): Statement => ({
  ...{ uid: "someone", owner: { name, email }, month: "2026-10" },
  ...{ from: "2026-10-01T00:00:00.000Z", to: "2026-11-01T00:00:00.000Z", madeAt: "2026-11-02T00:00:00.000Z" },
  ...{ assets: [], positions: [], entries: 0, postings: 0 },
  totals: { deposits: "0.00", withdrawals: "0.00", fees: "0.00", realised: "0.00" },
});

/** @returns the PDF, and the row of its first page that begins with a title */
async function drawn(statement: Statement, title: string) {
  const chunks: Uint8Array[] = [];
  const noEntries = async function* () {};
  for await (const chunk of pdfOf(statement, noEntries())) chunks.push(chunk);
  const content = Buffer.concat(chunks);
  const picture = process.env["STATEMENT_PDF"];
  if (picture) await writeFile(picture, content);
  const [first = []] = await rowsOfPdf(content);
  const [, ...cells] = first.find(([cell]) => cell === title) ?? [];
  return { text: cells.join(""), bytes: content.length };
}

describe("The PDF of a statement", () => {
  const holder = "Account holder";

  it("writes names in the scripts that they are in (R-TRADE-7)", async () => {
    for (const name of [
      "Łukasz Dvořák",
      "Анна Петренко",
      "Παύλος Ελευθερίου",
      "Nguyễn Thị Hạnh",
      "Zoë Ørsted",
    ])
      assert.equal(
        (await drawn(statementOf(name), holder)).text.replaceAll(" ", ""),
        name.replaceAll(" ", ""),
      );
  });

  it("writes an address as it is", async () => {
    const { text } = await drawn(statementOf("", "анна@example.com"), "Address");
    assert.equal(text, "анна@example.com");
  });

  it("marks what it has no letters for", async () => {
    assert.equal((await drawn(statementOf("王小明 Wang"), holder)).text, "??? Wang");
  });

  it("cuts a name that is too long for its line", async () => {
    const { text } = await drawn(statementOf("Анна ".repeat(60)), holder);
    assert.match(text, /^(Анна ?)+\S{0,4}…$/);
    assert.ok(text.length < 120, text);
  });

  it("takes the glyphs of a name alone", async () => {
    const plain = await drawn(statementOf("Anna"), holder);
    const other = await drawn(statementOf("Анна Łucja Παύλος"), holder);
    assert.ok(other.bytes - plain.bytes < 12_000, `${other.bytes - plain.bytes} bytes more`);
  });
});
