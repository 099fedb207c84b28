/** The text of a PDF as rows of cells, page by page, as an independent reader finds it. */
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";

type Piece = { readonly str: string; readonly transform: readonly number[] };

export async function rowsOfPdf(content: Uint8Array): Promise<string[][][]> {
  const loading = getDocument({ data: new Uint8Array(content), useSystemFonts: false, verbosity: 0 });
  const document = await loading.promise;
  const pages: string[][][] = [];
  for (let number = 1; number <= document.numPages; number++) {
    const { items } = await (await document.getPage(number)).getTextContent();
    const rows = new Map<number, { x: number; text: string }[]>();
    for (const item of items) {
      if (!("str" in item) || item.str.trim() === "") continue;
      const { str, transform } = item as Piece;
      // Text that was shrunk to its column stands a little lower.
      const y =
        [...rows.keys()].find((known) => Math.abs(known - (transform[5] ?? 0)) < 3) ?? transform[5] ?? 0;
      rows.set(y, [...(rows.get(y) ?? []), { x: transform[4] ?? 0, text: str }]);
    }
    const sorted = [...rows].sort(([one], [other]) => other - one);
    pages.push(
      sorted.map(([, cells]) => cells.sort((one, other) => one.x - other.x).map(({ text }) => text)),
    );
  }
  await loading.destroy();
  return pages;
}
