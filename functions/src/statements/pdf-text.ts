/** Text for the fonts that every PDF reader has: they know the letters of Western Europe. */

/** Beyond Latin-1: what Windows code page 1252 puts where Latin-1 has controls. */
const more = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");
/** Letters that are no others with accents. */
const plainer: Readonly<Record<string, string>> = { Ł: "L", ł: "l", Đ: "D", đ: "d", Ħ: "H", ħ: "h", ı: "i" };
export const isLatin = (character: string) => /^[\x20-\x7e\xa0-\xff]$/.test(character) || more.has(character);

/**
 * The text as the fonts can write it: letters that they do not know without their accents, and a question mark for
 * each that is of another script.
 */
export function latin(text: string): string {
  const shown = [...text.normalize("NFC")].map((character) => {
    if (isLatin(character)) return character;
    const plain = plainer[character] ?? [...character.normalize("NFKD")].filter(isLatin).join("");
    return plain || "?";
  });
  return shown.join("");
}

const months = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];

/** `2026-10` → `October 2026` */
export function monthInWords(month: string): string {
  const [year = "", number = ""] = month.split("-");
  return `${months[Number(number) - 1] ?? ""} ${year}`;
}

/** `2026-10-31T09:00:00.000Z` → `2026-10-31 09:00:00` */
export const timeInWords = (iso: string) => iso.slice(0, 19).replace("T", " ");

/** Digits of the whole part in groups of three: `-1234567.8` → `-1,234,567.8` */
export function grouped(amount: string): string {
  const [whole = "", fraction] = amount.split(".");
  const groups = whole.replaceAll(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? groups : `${groups}.${fraction}`;
}
