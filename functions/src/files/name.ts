/** Names of files as people see them: what a client sends is made safe, never refused for what it holds. */
import { fileNameLengthMax } from "./contract.js";

/** Controls, format characters (bidirectional ones among them), private use, halves of pairs, and separators of lines. */
const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
/** What Windows, shells or headers read otherwise. */
const unsafe = /[<>:"|?*\\/`$%;]/g;
/** Device names of Windows, whatever their ending. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
const fallback = "file";

/** Endings by content type, the usual one first. A name that ends otherwise gets the usual one added. */
const endings: Readonly<Record<string, readonly string[]>> = {
  "application/pdf": ["pdf"],
  "application/x-ndjson": ["ndjson"],
  "image/png": ["png"],
  "image/jpeg": ["jpg", "jpeg"],
  "image/webp": ["webp"],
  "text/csv": ["csv"],
  "text/plain": ["txt", "log", "md"],
};

/** The usual ending of a content type, without its point. */
export const endingOf = (contentType: string): string => endings[contentType]?.[0] ?? "bin";

function shortened(text: string, lengthMax: number): string {
  // By code points: half of a pair is no character.
  const points = [...text];
  let kept = "";
  for (const point of points) {
    if (kept.length + point.length > lengthMax) break;
    kept += point;
  }
  return kept;
}

/**
 * One part of a path that every system can store and every person can read, with an ending that tells the truth
 * about the content type: a page of HTML does not become harmless by a name, but `invoice.pdf.exe` becomes
 * `invoice.pdf.exe.pdf`.
 */
export function safeName(given: string, contentType: string): string {
  const lastPart = given.normalize("NFC").split(/[\\/]/).at(-1) ?? "";
  const cleaned = lastPart.replace(unseen, "").replace(unsafe, "_").replace(/\s+/g, " ");
  const trimmed = cleaned.replace(/^[\s.]+/, "").replace(/[\s.]+$/, "");
  const named = reserved.test(trimmed) ? `_${trimmed}` : trimmed || fallback;
  const allowed = endings[contentType] ?? [endingOf(contentType)];
  const ending = allowed.find((one) => named.toLowerCase().endsWith(`.${one}`));
  const suffix = ending ? named.slice(-ending.length - 1) : `.${endingOf(contentType)}`;
  const stem = ending ? named.slice(0, -suffix.length) : named;
  const kept = shortened(stem, fileNameLengthMax - suffix.length).replace(/[\s.]+$/, "");
  return `${kept || fallback}${suffix}`;
}

/** `Content-Disposition` of a download: RFC 6266, with the name in RFC 8187's encoding beside one in plain ASCII. */
export function attachment(name: string): string {
  const plain =
    name
      .normalize("NFKD")
      .replace(/[^\x20-\x7e]/g, "")
      .replace(/["\\]/g, "_") || fallback;
  const encoded = encodeURIComponent(name).replace(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
