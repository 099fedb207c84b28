/**
 * Names as a PDF can show them. What the fonts of every reader do not know is drawn with Noto Sans, which comes in a
 * file for each script: only what a name needs is read, and only the glyphs that it has go into the PDF.
 */
import { createRequire } from "node:module";
import ranges from "@fontsource/noto-sans/unicode.json" with { type: "json" };
import { latin, isLatin } from "./pdf-text.js";

/** Text of one font: a font that every reader has, or the path of a file. */
export type Run = { readonly font: string; readonly text: string };

type Subset = keyof typeof ranges;
type Range = readonly [from: number, to: number];

/** `U+0301,U+0400-045F` */
const rangesOf = (text: string): Range[] =>
  text.split(",").map((range) => {
    const [from = "", to = from] = range.replace("U+", "").split("-");
    return [Number.parseInt(from, 16), Number.parseInt(to, 16)];
  });

const subsets = Object.entries(ranges).map(([name, text]) => ({
  name: name as Subset,
  ranges: rangesOf(text),
}));

const subsetOf = (character: string): Subset | undefined => {
  const code = character.codePointAt(0) ?? 0;
  return subsets.find((subset) => subset.ranges.some(([from, to]) => code >= from && code <= to))?.name;
};

const { resolve } = createRequire(import.meta.url);
/** By a name that the build explains too: it puts the files beside the bundle. */
const fileOf = (subset: Subset) => resolve(`#fonts/noto-sans-${subset}-700-normal.woff`);

/** @param base the font of what it can write. What no font knows is written as `latin` does it */
export function runsOf(name: string, base: string): Run[] {
  const runs: { font: string; text: string }[] = [];
  for (const character of name.normalize("NFC")) {
    const subset = isLatin(character) ? undefined : subsetOf(character);
    const font = subset ? fileOf(subset) : base;
    const text = subset ? character : latin(character);
    const last = runs.at(-1);
    if (last?.font === font) last.text += text;
    else runs.push({ font, text });
  }
  return runs;
}
