/**
 * Draws pages of a PDF as pictures, to be looked at: `tsx functions/test/jobs/statement-picture.ts <pdf> <folder>`
 * writes the first and the last page.
 */
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { createCanvas, DOMMatrix, ImageData, Path2D } from "@napi-rs/canvas";

// The reader looks for what browsers have when it is loaded.
Object.assign(globalThis, { DOMMatrix, ImageData, Path2D });
const { getDocument } = await import("pdfjs-dist/legacy/build/pdf.mjs");

const [, , path = "", folder = "."] = process.argv;
const scale = 1.6;
const library = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
const document = await getDocument({
  data: new Uint8Array(await readFile(path)),
  standardFontDataUrl: `${library}/standard_fonts/`,
  useSystemFonts: false,
}).promise;
for (const number of new Set([1, document.numPages])) {
  const page = await document.getPage(number);
  const viewport = page.getViewport({ scale });
  const canvas = createCanvas(viewport.width, viewport.height);
  // Of the browsers' canvas it draws on this much.
  await page.render({ canvas: canvas as never, viewport }).promise;
  await writeFile(`${folder}/page-${number}.png`, canvas.toBuffer("image/png"));
}
process.stdout.write(`${document.numPages} pages\n`);
