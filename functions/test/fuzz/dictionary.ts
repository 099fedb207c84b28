/** Strings that mean something to Bourse: what generated inputs are made of, so that many of them are accepted. */
import * as fc from "fast-check";

/** Ids of documents of one user; `plainIds` are those that the user has made, of any kind. */
export type Ids = Readonly<
  Record<"plainIds" | "fileIds" | "jobIds" | "webhookIds" | "deliveryIds" | "sessionIds", readonly string[]>
>;

export type Dictionary = {
  /** Assets that may be acted on. */
  readonly assetIds: readonly string[];
  /** Ids of documents that are the caller's own. */
  readonly own: Ids;
  /** Real ids of somebody else's documents, and that user's own. */
  readonly foreignIds: readonly string[];
  readonly uids: readonly string[];
  /** Of lists that the caller has read, and of another user's. */
  readonly cursors: readonly string[];
  /** Servers that take webhooks. */
  readonly urls: readonly string[];
};

const decimals = [
  ...["1", "0.5", "2", "10", "12.34", "100.00", "99.5", "250.00", "0.01", "0.00000001", "5", "50", "90.00"],
  ...["110.00", "1000000", "99999999.99", "0.1", "3.3333", "99"],
];
const moments = [
  ...["2026-01-31T09:00:00Z", "2026-01-31T09:00:00.000Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"],
  ...["2026-11-01T00:00:00Z", "2027-02-01T00:00:00Z", "1970-01-01T00:00:00Z"],
];
const texts = [
  "A name",
  "x",
  "Größe",
  "名前",
  "😀 list",
  "o'clock",
  "a-b_c",
  "<b>bold</b>",
  "${{7*7}}",
  "en-GB",
  "de",
  "0".repeat(64),
];

const words = {
  ...{ decimals, moments, texts },
  months: ["2026-01", "2026-10", "2026-11", "1970-01", "9999-12"],
  // Of those for documentation: nobody calls from there.
  addresses: ["203.0.113.77", "2001:db8:f::1", "2001:db8:f::/64"],
};

type Kind = keyof Ids | Exclude<keyof Dictionary, "own"> | keyof typeof words;

/** Which strings a field of some name probably wants. */
const preferences: readonly [name: RegExp, kind: Kind][] = [
  [/assetIds?$/i, "assetIds"],
  [/^uid$/i, "uids"],
  [/^month$/, "months"],
  [/^address$/, "addresses"],
  [/^url$/, "urls"],
  [/cursor/i, "cursors"],
  [/^fileId$/, "fileIds"],
  [/^jobId$/, "jobIds"],
  [/^webhookId$/, "webhookIds"],
  [/^deliveryId$/, "deliveryIds"],
  [/^sessionId$/, "sessionIds"],
  [/ids?$/i, "plainIds"],
  [/(expiresAt|from|to|since|until)$/i, "moments"],
  [/price|amount|quantity|notional|percent|step|depth|low|high|tickSize/i, "decimals"],
  [/name|note|text|why|search|locale|title/i, "texts"],
];
const preferenceOf = (name: string) => preferences.find(([pattern]) => pattern.test(name))?.[1];

/** The ids that a field of this name would be given, of those of one user. */
export function idsFor(field: string, ids: Ids): readonly string[] {
  const kind = preferenceOf(field) ?? "plainIds";
  return kind in ids ? ids[kind as keyof Ids] : [];
}

const freshId = fc.nat({ max: 9_999 }).map((number) => `f${number}`);

/** How often a field gets what its name asks for. */
const fittingWeight = 12;

/**
 * Strings that a leaf of a schema accepts, mostly of the kind that its name asks for.
 * @throws RangeError where none is known: a new kind of field needs words of its own here
 */
export function acceptedStrings(
  name: string,
  accepts: (text: string) => boolean,
  dictionary: Dictionary,
): fc.Arbitrary<string> {
  const { own, ...others } = dictionary;
  const kinds = { ...own, ...others, ...words };
  const known = (kind: keyof typeof kinds) => kinds[kind].filter(accepts);
  const preferred = preferenceOf(name);
  const fitting = preferred ? known(preferred) : [];
  const all = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap(known);
  const wantsFresh = accepts("f1") && (preferred === "plainIds" || fitting.length === 0);
  const options: fc.WeightedArbitrary<string>[] = [
    ...(fitting.length > 0 ? [{ arbitrary: fc.constantFrom(...fitting), weight: fittingWeight }] : []),
    ...(wantsFresh ? [{ arbitrary: freshId, weight: fittingWeight }] : []),
    ...(all.length > 0 ? [{ arbitrary: fc.constantFrom(...all), weight: 1 }] : []),
  ];
  if (options.length === 0) throw new RangeError(`no string is known that "${name}" accepts`);
  return fc.oneof(...options);
}
