import assert from "node:assert/strict";
import fc from "fast-check";
import { describe, it } from "mocha";
import { openBook, recordsOf, write, type Book } from "../../test/simulation/book.js";
import {
  btc,
  buy,
  buyFor,
  contextAt,
  deposit,
  hold,
  marketContext,
  noonMs,
  penny,
  quoteAt,
  release,
  sell,
  withdraw,
} from "../../test/simulation/ground.js";
import { hashEntry, type EntryRecord } from "../ledger/entry-record.js";
import { digestAfter, noLines } from "./format.js";
import { lineBytesMax } from "./lines.js";
import { verifyExport, type Verdict } from "./verify.js";

const at = (minute: number) => noonMs + minute * 60_000;

function tradedBook(): Book {
  const book = openBook();
  const bitcoin = (price: bigint, minute: number, depth: bigint | null = null) =>
    marketContext(btc, quoteAt(price, { depth }), { nowMs: at(minute) });
  const steps: Parameters<typeof write>[] = [
    [book, deposit("d1", 90_000_00n)],
    [book, buy("o1", 100_000_000n), bitcoin(30_000_01n, 1)],
    [book, sell("o2", 33_333_000n), bitcoin(31_234_57n, 2)],
    [book, buy("o3", 90_000_000n), bitcoin(29_999_99n, 3, 10_000_000n)],
    [book, hold("h1", "USD", 100_00n), contextAt({ nowMs: at(4) })],
    [book, hold("h2", "BTC", 1_000_000n), contextAt({ nowMs: at(4) })],
    [book, release("r1", "h1"), contextAt({ nowMs: at(5) })],
    [book, buyFor("o4", 2_000_00n), marketContext(penny, quoteAt(12_345n), { nowMs: at(6) })],
    [book, withdraw("w1", 1_234_56n), contextAt({ nowMs: at(7) })],
  ];
  for (const step of steps) assert.ok(write(...step), `${step[1].kind} was refused`);
  return book;
}

/** The lines of a book's export but its end; by hand, as another writer would. */
function linesOfBook(book: Book): string[] {
  const { account, entries, orders } = recordsOf(book);
  const { uid, seq, headHash } = account;
  const header = {
    ...{ type: "header", format: "bourse-account", version: 1, uid, exportedAt: "2026-03-11T00:00:00.000Z" },
    ...{ seq, headHash, entries: entries.length, orders: orders.length },
  };
  const byId = orders.sort((one, other) => (one.orderId < other.orderId ? -1 : 1));
  return [
    header,
    { type: "account", record: account },
    ...entries.map((record) => ({ type: "entry", record })),
    ...byId.map((record) => ({ type: "order", record })),
  ].map((line) => JSON.stringify(line));
}

/** Ends lines as an export ends, so that nothing but their content can be wrong. */
function ended(lines: readonly string[]): string {
  const sha256 = lines.reduce(digestAfter, noLines);
  return [...lines, JSON.stringify({ type: "end", lines: lines.length, sha256 }), ""].join("\n");
}

const lines = linesOfBook(tradedBook());
const text = ended(lines);
const firstEntry = 2;
const firstOrder = lines.length - 4;

async function refused(source: Parameters<typeof verifyExport>[0]): Promise<Verdict & { ok: false }> {
  const verdict = await verifyExport(source);
  assert.ok(!verdict.ok, "is found to be bad");
  return verdict;
}

/** Changes the record on a line, counted from 0. */
function edited<Line>(position: number, edit: (record: Line) => void, from = lines): string[] {
  const line = JSON.parse(from[position] ?? "") as { record: Line };
  edit(line.record);
  return from.with(position, JSON.stringify(line));
}

/** Seals entries onto each other again, as a forger would, and has account and header say so. */
function resealed(forged: readonly string[]): string[] {
  let prevHash = "0".repeat(64);
  let seq = 0;
  const sealed = forged.map((text) => {
    const line = JSON.parse(text) as { type: string; record: EntryRecord };
    if (line.type !== "entry") return text;
    const { hash: _hash, ...unsealed } = { ...line.record, prevHash, seq: (seq += 1) };
    prevHash = hashEntry(unsealed);
    return JSON.stringify({ type: "entry", record: { ...unsealed, hash: prevHash } });
  });
  const header = JSON.parse(sealed[0] ?? "") as object;
  return edited<object>(1, (account) => Object.assign(account, { headHash: prevHash, seq }), [
    JSON.stringify({ ...header, headHash: prevHash, seq, entries: seq }),
    ...sealed.slice(1),
  ]);
}

const openStatuses: readonly unknown[] = ["held", "open", "partially_filled"];
function isClosedOrder(value: unknown): value is object {
  if (typeof value !== "object" || value === null || !("tickSequence" in value)) return false;
  return "status" in value && !openStatuses.includes(value.status);
}

describe("the verifier", () => {
  it("verifies an export and says what it is of (R-DATA-7)", async () => {
    const verdict = await verifyExport(text);
    const { account, entries, orders } = recordsOf(tradedBook());
    assert.deepEqual(verdict, {
      ...{ ok: true, uid: "ann", exportedAt: "2026-03-11T00:00:00.000Z", seq: 9 },
      ...{ headHash: account.headHash, entries: entries.length, orders: orders.length },
    });
    assert.equal(firstOrder - firstEntry, 9);
  });

  it("verifies the export of an account that never moved money", async () => {
    const verdict = await verifyExport(ended(linesOfBook(openBook())));
    assert.deepEqual({ ok: verdict.ok, seq: verdict.ok && verdict.seq }, { ok: true, seq: 0 });
  });

  it("reads pieces however they are cut, texts and bytes alike", async () => {
    const whole = await verifyExport(text);
    const odd = text.replaceAll('"ann"', '"añn😀"');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(text.length), { maxLength: 12 }),
        fc.boolean(),
        async (cuts, asBytes) => {
          const source: Uint8Array | string = asBytes ? new TextEncoder().encode(text) : text;
          const marks = [0, ...cuts.sort((one, other) => one - other), text.length];
          const pieces = marks.slice(1).map((end, index) => source.slice(marks[index], end));
          assert.deepEqual(await verifyExport(pieces), whole);
        },
      ),
      { numRuns: 30 },
    );
    const bytes = new TextEncoder().encode(odd);
    const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
    assert.deepEqual(await verifyExport(single), await verifyExport(odd));
  });

  it("finds any byte that was changed, wherever it stands (R-DATA-7)", async () => {
    const bytes = new TextEncoder().encode(text);
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (position, flip) => {
        const changed = bytes.slice();
        changed[position] = (bytes[position] ?? 0) ^ flip;
        await refused([changed]);
      }),
      { numRuns: 400 },
    );
  });

  it("names the entry in which a character was changed, and its line (R-DATA-7)", async () => {
    for (let position = firstEntry; position < firstOrder; position++) {
      const line = lines[position] ?? "";
      const { entryId } = (JSON.parse(line) as { record: EntryRecord }).record;
      for (const [from, to] of [
        ['"amount":"', '"amount":"1'],
        ['"kind":"', '"kind":"x'],
        [/"hash":"./, '"hash":"g'],
        [/"prevHash":"./, '"prevHash":"g'],
      ] as const) {
        const { line: named, record } = await refused(ended(lines.with(position, line.replace(from, to))));
        assert.deepEqual([named, record], [position + 1, `entries/${entryId}`]);
      }
    }
  });

  it("finds what a forger changes who ends the file anew, or it changes nothing that counts (R-DATA-7)", async () => {
    const character = fc.constantFrom(...'0123456789abcdefz"{}[]:,.-\\ TZ');
    const meaning = (some: readonly string[]) =>
      some.map((line) => {
        // Which tick a closed order had seen last is on nothing else's record: the audit says so.
        const value = JSON.parse(line, (_, it: unknown) =>
          isClosedOrder(it) ? { ...it, tickSequence: 0 } : it,
        ) as object;
        return "exportedAt" in value ? { ...value, exportedAt: "" } : value;
      });
    const place = fc
      .nat(lines.length - 1)
      .chain((position) =>
        fc.tuple(fc.constant(position), fc.nat((lines[position]?.length ?? 1) - 1), character),
      );
    let found = 0;
    await fc.assert(
      fc.asyncProperty(place, async ([position, column, letter]) => {
        const line = lines[position] ?? "";
        const changed = lines.with(position, line.slice(0, column) + letter + line.slice(column + 1));
        const verdict = await verifyExport(ended(changed));
        if (!verdict.ok) found += 1;
        else assert.deepEqual(meaning(changed), meaning(lines), changed[position]);
      }),
      { numRuns: 1_500 },
    );
    assert.ok(found > 1_000, `${found} found`);
  });

  it("finds a line that is missing, doubled, moved or cut off, the end made anew or not (R-DATA-7)", async () => {
    for (const end of [
      ended,
      (some: readonly string[]) => [...some, text.split("\n").at(-2), ""].join("\n"),
    ]) {
      for (const position of lines.keys()) {
        const line = lines[position] ?? "";
        await refused(end(lines.toSpliced(position, 1)));
        await refused(end(lines.toSpliced(position, 0, line)));
        if (position > 0) await refused(end(lines.toSpliced(position, 1).toSpliced(position - 1, 0, line)));
        await refused(end(lines.slice(0, position)));
      }
    }
    for (const position of lines.keys()) await refused(lines.slice(0, position).map((line) => `${line}\n`));
    await refused(text.slice(0, -1));
    await refused(`${text}\n`);
    await refused(text + text);
    await refused(`\ufeff${text}`);
    await refused(text.replaceAll("\n", "\r\n"));
    await refused("");
  });

  it("names the entry after the gap, and the end of entries where the last ones are gone", async () => {
    const gap = await refused(ended(lines.toSpliced(firstEntry + 3, 1)));
    assert.deepEqual(
      [gap.line, gap.record, gap.problem],
      [firstEntry + 4, "entries/request.h1", "sequence number 5 follows 3"],
    );
    const short = await refused(ended(lines.toSpliced(firstOrder - 1, 1)));
    assert.deepEqual(
      [short.line, short.record, short.problem],
      [11, "entries", "end at 8, the header says 9"],
    );
  });

  const forgeries: [string, string[], record: string, problem: string][] = [
    [
      "an entry that does not balance, sealed anew",
      edited<EntryRecord>(firstEntry, ({ postings }) =>
        Object.assign(postings[0] ?? {}, { amount: "-9.00" }),
      ),
      ...["entries/request.d1", "does not sum to zero in USD"],
    ],
    [
      "a fill for less than its price, sealed anew",
      edited<EntryRecord>(firstEntry + 1, ({ fill }) => Object.assign(fill ?? {}, { price: "30000.00" })),
      ...["orders/o1", "the value of order.o1.1 is not price × quantity"],
    ],
    [
      "an amount in an entry that cannot be read, sealed anew",
      edited<EntryRecord>(firstEntry + 1, ({ fill }) => Object.assign(fill ?? {}, { value: "0030000.01" })),
      ...["orders/o1", "no decimal"],
    ],
    [
      "a balance",
      edited<{ balances: object }>(1, ({ balances }) =>
        Object.assign((balances as { USD: object }).USD, { available: "1000000.00" }),
      ),
      ...["account", "available USD"],
    ],
    [
      "an order",
      edited<object>(firstOrder, (order) => Object.assign(order, { fee: "0.00" })),
      "orders/o1",
      "fee",
    ],
    [
      "a fee rate that cannot be read",
      edited<object>(firstOrder + 1, (order) => Object.assign(order, { feeRate: "0.0010000" })),
      ...["orders/o2", "more than 6 decimals"],
    ],
    [
      "a field that no order has",
      edited<object>(firstOrder, (order) => Object.assign(order, { note: "x" })),
      ...["orders/o1", "cannot be read"],
    ],
  ] as [string, string[], string, string][];
  for (const [what, forged, record, problem] of forgeries) {
    it(`finds by its audit ${what} (R-DATA-7)`, async () => {
      const verdict = await refused(ended(resealed(forged)));
      assert.equal(verdict.record, record, JSON.stringify(verdict.findings));
      assert.ok(
        verdict.findings.some((finding) => finding.problem.includes(problem)),
        verdict.problem,
      );
      const named = JSON.parse(forged[verdict.line - 1] ?? "") as { record: Record<string, string> };
      assert.ok(
        record === "account" || record.endsWith(named.record["entryId"] ?? named.record["orderId"] ?? "?"),
      );
    });
  }

  it("finds a header that says other than what follows", async () => {
    const header = JSON.parse(lines[0] ?? "") as object;
    for (const odd of [
      ...[{ uid: "bob" }, { seq: 8 }, { headHash: "0".repeat(64) }, { entries: 8 }, { orders: 5 }],
      ...[{ version: 2 }, { format: "other" }, { more: 1 }],
    ]) {
      const verdict = await refused(ended(lines.with(0, JSON.stringify({ ...header, ...odd }))));
      assert.deepEqual([verdict.line, verdict.record], [1, "header"], JSON.stringify(odd));
    }
  });

  it("reads no line beyond its bound, and none that is not UTF-8", async () => {
    const long = await refused([`${lines[0]}\n`, "x".repeat(lineBytesMax), "x", "x".repeat(lineBytesMax)]);
    assert.deepEqual([long.line, long.record], [2, "line"]);
    assert.match(long.problem, /longer than/);
    const bytes = new TextEncoder().encode(text);
    bytes[bytes.length - 20] = 0xff;
    assert.equal((await refused([bytes])).problem, "is not a JSON object");
  });

  const withPerson = (lines: readonly string[], records: readonly object[]) => {
    const all = [...lines, ...records.map((record) => JSON.stringify({ type: "personal", of: "x", record }))];
    const sha256 = all.reduce(digestAfter, noLines);
    return [...all, JSON.stringify({ type: "personal-end", lines: all.length, sha256 })];
  };
  const whole = () => withPerson(text.trimEnd().split("\n"), [{ a: 1 }, { b: 2 }]);
  const judged = (lines: readonly string[]) => verifyExport(lines.map((line) => `${line}\n`));

  it("accepts what is kept of the person behind the ledger, and finds each change in it (R-DATA-7)", async () => {
    const lines = whole();
    const verdict = await judged(lines);
    assert.ok(verdict.ok, JSON.stringify(verdict));
    const broken = {
      changed: lines.map((line) => line.replace('"b":2', '"b":3')),
      "cut short": lines.slice(0, -1),
      "one line less": lines.filter((line) => !line.includes('"a":1')),
      "in another order": [...lines.slice(0, -3), ...lines.slice(-3, -1).reverse(), ...lines.slice(-1)],
      "followed by more": [...lines, lines.at(-2) ?? ""],
      "of another kind": [
        ...lines.slice(0, -1),
        JSON.stringify({ type: "entry", record: {} }),
        ...lines.slice(-1),
      ],
    };
    for (const [how, changed] of Object.entries(broken)) {
      assert.equal((await judged(changed)).ok, false, how);
    }
  });
});
