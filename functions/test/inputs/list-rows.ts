/** Pages, times and profiles: limits, cursors, moments, names. */
import { invalid, type Row, type World } from "./row.js";

/** With what each list needs beside its page. */
const lists: [callable: string, base: object][] = [
  ["accounts-entries", {}],
  ["orders-list", {}],
  ["assets-list", {}],
  ["alerts-list", {}],
  ["files-list", {}],
  ["jobs-list", {}],
  ["notifications-list", {}],
  ["webhooks-deliveries", { webhookId: "never-made" }],
  ["portfolio-explain", { figure: "cash" }],
];
const badLimits = [0, 101, -1, 1.5, 1e21, "10", "NaN", null, true, [10]];

const encode = (content: unknown) => Buffer.from(JSON.stringify(content)).toString("base64url");
const badCursors: [title: string, cursor: unknown][] = [
  ["garbage", "garbage"],
  ["no characters", ""],
  ["513 characters", "a".repeat(513)],
  ["60,000 characters", "a".repeat(60_000)],
  ["a number", 7],
  ["null", null],
  ["an empty object inside", encode({})],
  ["a path inside", encode({ after: ["../x"], filters: "x" })],
  ["a prototype inside", Buffer.from('{"__proto__":{"after":["A"]}}').toString("base64url")],
  ["the year zero inside", encode({ after: ["0000-01-01T00:00:00Z", 1], filters: "x" })],
];

const badMoments: [title: string, value: unknown][] = [
  ["a number", 0],
  ["null", null],
  ["no characters", ""],
  ["a day", "2026-01-31"],
  ["without a zone", "2026-01-31T09:00:00"],
  ["with an offset", "2026-01-31T09:00:00+01:00"],
  ["a day that is not there", "2026-02-30T00:00:00Z"],
  ["the 13th month", "2026-13-01T00:00:00Z"],
  ["the 25th hour", "2026-01-01T25:00:00Z"],
  ["the year zero", "0000-01-01T00:00:00Z"],
  ["the year 10,000", "+010000-01-01T00:00:00Z"],
  ["a word", "yesterday"],
];

const moments: [callable: string, field: string, base?: object][] = [
  ["accounts-entries", "from"],
  ["accounts-entries", "to"],
  ["orders-list", "from"],
  ["orders-list", "changedSince"],
  ["assets-history", "from", { assetId: "BTC", interval: "1h" }],
  ["assets-history", "to", { assetId: "BTC", interval: "1h" }],
];

type Values = { after: unknown[] };
const changed = (cursor: string, position: number, value: string) => {
  const content = JSON.parse(Buffer.from(cursor, "base64url").toString()) as Values;
  return encode({ ...content, after: content.after.with(position, value) });
};
const dated = (cursor: string, moment: string) => changed(cursor, 0, moment);
const placed = (cursor: string, position: string) => changed(cursor, 3, position);

const foreignCursors: [callable: string, title: string, input: (world: World) => unknown][] = [
  ["accounts-entries", "of orders-list", ({ ordersCursor }) => ({ cursor: ordersCursor })],
  ["accounts-export", "of accounts-entries", ({ entriesCursor }) => ({ cursor: entriesCursor })],
  ["accounts-export", "of another user", ({ otherExportCursor }) => ({ cursor: otherExportCursor })],
  [
    "accounts-export",
    "of the future",
    ({ exportCursor }) => ({ cursor: dated(exportCursor, "99999999999.0") }),
  ],
  ["accounts-export", "of no entry", ({ exportCursor }) => ({ cursor: placed(exportCursor, "seq/x") })],
  ["orders-list", "of accounts-entries", ({ entriesCursor }) => ({ cursor: entriesCursor })],
  ["orders-list", "of assets-list", ({ assetsCursor }) => ({ cursor: assetsCursor })],
  ["orders-list", "of other filters", ({ ordersCursor }) => ({ cursor: ordersCursor, side: "sell" })],
  ["assets-list", "of other filters", ({ assetsCursor }) => ({ cursor: assetsCursor, status: "halted" })],
  ["assets-list", "of another kind", ({ assetsCursor }) => ({ cursor: assetsCursor, kind: "etf" })],
  ["alerts-list", "of orders-list", ({ ordersCursor }) => ({ cursor: ordersCursor })],
  ["jobs-list", "of orders-list", ({ ordersCursor }) => ({ cursor: ordersCursor })],
  ["files-list", "of orders-list", ({ ordersCursor }) => ({ cursor: ordersCursor })],
  ["notifications-list", "of orders-list", ({ ordersCursor }) => ({ cursor: ordersCursor })],
  ["portfolio-explain", "of accounts-entries", ({ entriesCursor: cursor }) => ({ figure: "cash", cursor })],
  ["portfolio-explain", "of another figure", ({ explainCursor: cursor }) => ({ figure: "fees", cursor })],
];

const profiles: [title: string, input: Record<string, unknown>][] = [
  ["displayName is empty", { displayName: "" }],
  ["displayName is spaces", { displayName: "   " }],
  ["displayName has 81 characters", { displayName: "a".repeat(81) }],
  ["displayName has 60,000 characters", { displayName: "a".repeat(60_000) }],
  ["displayName holds a line break", { displayName: "a\nb" }],
  ["displayName turns the writing direction", { displayName: "a\u202eb" }],
  ["displayName is a number", { displayName: 7 }],
  ["displayName is null", { displayName: null }],
  ["displayName is a list", { displayName: ["a"] }],
  ["displayName ends in half an emoji", { displayName: "a\ud83d" }],
  ["locale is a word too long", { locale: "english" }],
  ["locale is one letter", { locale: "e" }],
  ["locale has 36 characters", { locale: `en-${"a".repeat(33)}` }],
  ["locale is a path", { locale: "../en" }],
  ["locale is null", { locale: null }],
  ['marketingEmails is "true"', { marketingEmails: "true" }],
  ["marketingEmails is 1", { marketingEmails: 1 }],
  ["marketingEmails is null", { marketingEmails: null }],
  ["role is given", { role: "admin" }],
  ["uid is given", { uid: "seed-admin" }],
];

export const listRows: readonly Row[] = [
  ...lists.flatMap(([callable, base]) => [
    ...badLimits.map((limit): Row => ({
      ...{ callable, title: `limit is ${JSON.stringify(limit)}`, input: { ...base, limit } },
      expected: invalid("limit"),
    })),
    ...badCursors.map(([title, cursor]): Row => ({
      ...{ callable, title: `cursor is ${title}`, input: { ...base, cursor }, expected: invalid("cursor") },
    })),
  ]),
  ...badCursors.map(([title, cursor]): Row => ({
    ...{ callable: "accounts-export", title: `cursor is ${title}`, input: { cursor } },
    expected: invalid("cursor"),
  })),
  ...[0, 501, -1, 1.5, "10", null].map((limit): Row => ({
    ...{ callable: "accounts-export", title: `limit is ${JSON.stringify(limit)}`, input: { limit } },
    expected: invalid("limit"),
  })),
  ...foreignCursors.map(([callable, title, made]): Row => ({
    ...{ callable, title: `cursor is ${title}`, made, expected: invalid("cursor") },
  })),
  ...moments.flatMap(([callable, field, base]) =>
    badMoments.map(([title, value]): Row => ({
      ...{ callable, title: `${field} is ${title}`, expected: invalid(field) },
      input: { ...base, [field]: value },
    })),
  ),
  ...["2026-01-31T09:00:00Z", "2026-01-31T08:59:59Z"].map((to): Row => ({
    ...{ callable: "assets-history", title: `to is ${to}, not after from`, expected: invalid("from", "to") },
    input: { assetId: "BTC", interval: "1h", from: "2026-01-31T09:00:00Z", to },
  })),
  {
    ...{ callable: "orders-list", title: "changedSince comes with from", expected: invalid("changedSince") },
    input: { changedSince: "2026-01-31T00:00:00Z", from: "2026-01-31T00:00:00Z" },
  },
  ...["", "   ", "a".repeat(41), 7, null, "\ud83d"].map((search, at): Row => ({
    ...{ callable: "assets-list", title: `search is bad, number ${at + 1}` },
    ...{ input: { search }, expected: invalid("search") },
  })),
  ...profiles.map(([title, input]): Row => ({
    ...{ callable: "users-update", title, input, expected: invalid(...Object.keys(input)) },
  })),
];
