/** Values that no honest client sends, and ways to spoil an input in one place. */
import * as fc from "fast-check";
import type { Dictionary } from "./dictionary.js";

const int64 = { "@type": "type.googleapis.com/google.protobuf.Int64Value", value: "9007199254740993" };
const nested = (depth: number): unknown => (depth === 0 ? 1 : { a: nested(depth - 1) });
/** A key that assignment would swallow. */
const withProto = JSON.parse('{"__proto__":{"role":"admin"}}') as unknown;

const strings = [
  ...[
    "",
    " ",
    "a/b",
    "../other",
    "..",
    ".",
    "__x__",
    "__proto__",
    "constructor",
    "%2F..%2F",
    "\u0000",
    "a\u0000b",
  ],
  ...["\ud83d", "\ude00\ud83d", "\u202Eevil", "\u200b", "\ufeffa", "e\u0301".repeat(50), "😀".repeat(300)],
  ...[
    "a".repeat(1_500),
    "a".repeat(20_000),
    "' OR 1=1 --",
    "$where: 1",
    '{"$gt":""}',
    "<script>alert(1)</script>",
  ],
  ...["-1", "-0.01", "0", "0.00", "00.1", "1e3", "1E400", "NaN", "Infinity", "0x10", "1,000", "٣", "１"],
  ...[`${"9".repeat(40)}`, `0.${"0".repeat(30)}1`, "99999999999999999999.99", "+1", " 1", "1 ", ".5", "5."],
  ...[
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "+275760-09-13T00:00:00Z",
    "2026-02-30T00:00:00Z",
  ],
  ...["2026-01-31T09:00:00+14:00", "-000001-01-01T00:00:00Z", "bm90IGEgY3Vyc29y", "eyJhIjoxfQ.eyJiIjoyfQ."],
  ...[
    "http://169.254.169.254/latest/",
    "https://metadata.google.internal/",
    "file:///etc/passwd",
    "https://[::1",
  ],
];
const others: unknown[] = [
  ...[null, true, false, 0, -1, 1, 1.5, -0, 2 ** 53, 1e21, -1e308, 5e-324, [], {}, [[]], [null], { $gt: "" }],
  ...[
    { $ne: null },
    { $where: "sleep(1000)" },
    { $regex: ".*" },
    { length: 1e9 },
    { toString: 1 },
    int64,
    [int64],
  ],
  ...[{ "@type": 1 }, withProto, { constructor: { prototype: { admin: true } } }, nested(13), nested(200)],
  ...[Array(200).fill("a"), Array(10_001).fill(0), { seconds: 1, nanoseconds: 0 }, { _seconds: 1 }],
];
/** Fields by which one would like to be somebody else, or more. */
const keys = [
  ...[
    "uid",
    "role",
    "admin",
    "ownerId",
    "__proto__",
    "constructor",
    "prototype",
    "$gt",
    "$set",
    "@type",
    "a.b",
  ],
  ...[
    "seq",
    "balances",
    "status",
    "fee",
    "feeRate",
    "createdAt",
    "updatedAt",
    "replayed",
    "k".repeat(300),
    "",
  ],
];

/** Anything at all in the place of a value. */
export function hostileValue({ foreignIds, uids }: Dictionary): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: fc.constantFrom(...strings), weight: 5 },
    { arbitrary: fc.constantFrom(...others), weight: 5 },
    { arbitrary: fc.constantFrom(...foreignIds, ...uids), weight: 4 },
    { arbitrary: fc.string({ unit: "binary", maxLength: 40 }), weight: 1 },
    { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 1 },
  );
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

/** A copy with one place changed; without a value there, the place is gone. */
function changedAt(value: unknown, path: Path, change: (old: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const entries = Object.entries(value as object).flatMap(([name, inner]) => {
    if (name !== key) return [[name, inner]];
    const changed = changedAt(inner, rest, change);
    return changed === undefined ? [] : [[name, changed]];
  });
  return Array.isArray(value) ? entries.map(([, inner]) => inner as unknown) : Object.fromEntries(entries);
}

const asOther = (value: unknown): unknown =>
  typeof value === "string" ? Number(value) || 7 : typeof value === "number" ? String(value) : { $eq: value };

/** Own even where the key is one that assignment would take for the prototype. */
function withKey(value: unknown, key: string, added: unknown): unknown {
  const object =
    typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : { value };
  return Object.defineProperty(object, key, {
    value: added,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

/** An input that is spoilt in one place, and its shape with it. */
export function spoilt(inputs: fc.Arbitrary<unknown>, dictionary: Dictionary): fc.Arbitrary<unknown> {
  const hostile = hostileValue(dictionary);
  const ways = fc.oneof(
    { arbitrary: hostile.map((value) => () => value), weight: 6 },
    {
      arbitrary: fc.constantFrom(
        asOther,
        (old: unknown) => [old],
        () => undefined,
        () => null,
      ),
      weight: 3,
    },
    {
      arbitrary: fc.tuple(fc.constantFrom(...keys), hostile).map(
        ([key, added]) =>
          (old: unknown) =>
            withKey(old, key, added),
      ),
      weight: 2,
    },
    {
      arbitrary: fc
        .constantFrom(...strings)
        .map((more) => (old: unknown) => (typeof old === "string" ? `${old}${more}` : more)),
      weight: 2,
    },
  );
  return fc.tuple(inputs, fc.nat({ max: 999 }), ways).map(([input, draw, change]) => {
    const paths = pathsOf(input);
    // The root itself is one place among many, so that the rest of the input usually stays good.
    return changedAt(input, paths[draw % paths.length] ?? [], change) ?? null;
  });
}
