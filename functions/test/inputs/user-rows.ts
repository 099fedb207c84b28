/** What nobody may do to users, themselves included. */
import { absent, invalid, wrongState, type Row } from "./row.js";

const uid = "seed-trader2";

const badUids: [title: string, value: unknown][] = [
  ["no characters", ""],
  ["a path", "../users"],
  ["two names", "a/b"],
  ["129 characters", "a".repeat(129)],
  ["a letter of another alphabet", "é"],
  ["a number", 7],
  ["null", null],
  ["a list", ["a"]],
  ["a question", { $ne: null }],
];
const toUser: [callable: string, base: object][] = [
  ["users-setRole", { role: "trader" }],
  ["users-block", { why: "A reason" }],
  ["users-unblock", {}],
];

const uidRows = toUser.flatMap(([callable, base]): Row[] => [
  ...badUids.map(([title, value]): Row => ({
    ...{ callable, as: "admin", title: `uid is ${title}`, input: { ...base, uid: value } },
    expected: invalid("uid"),
  })),
  {
    ...{ callable, as: "admin", title: "uid is nobody's", input: { ...base, uid: "no-such-user" } },
    expected: absent("user_not_found"),
  },
  {
    ...{ callable, title: "the caller is a trader", input: { ...base, uid } },
    expected: { code: "permission-denied", reason: "not_allowed", fields: [] },
  },
]);

const ownRows = toUser.slice(0, 2).map(([callable, base]): Row => ({
  ...{ callable, as: "admin", title: "uid is the caller's own", input: { ...base, uid: "seed-admin" } },
  expected: wrongState("own_standing_is_fixed"),
}));

const fieldRows: Row[] = [
  ...["superuser", "Admin", "", null, 1, ["admin"]].map((role): Row => ({
    ...{ callable: "users-setRole", as: "admin", title: `role is ${JSON.stringify(role)}` },
    ...{ input: { uid, role }, expected: invalid("role") },
  })),
  ...["", "   ", "a".repeat(281), "a\nb", 7, null].map((why): Row => ({
    ...{ callable: "users-block", as: "admin", title: `why is ${JSON.stringify(why).slice(0, 20)}` },
    ...{ input: { uid, why }, expected: invalid("why") },
  })),
  ...["", "a".repeat(81), 7, null, "a\u202eb"].map((search, at): Row => ({
    ...{ callable: "users-list", as: "admin", title: `search is bad, number ${at + 1}` },
    ...{ input: { search }, expected: invalid("search") },
  })),
  ...[0, 101, 1.5, "10", null].map((limit): Row => ({
    ...{ callable: "users-list", as: "admin", title: `limit is ${JSON.stringify(limit)}` },
    ...{ input: { limit }, expected: invalid("limit") },
  })),
  {
    ...{
      callable: "users-list",
      as: "admin",
      title: "cursor is of assets-list",
      expected: invalid("cursor"),
    },
    made: ({ assetsCursor }) => ({ cursor: assetsCursor }),
  },
  {
    ...{ callable: "users-list", title: "the caller is a trader", input: {} },
    expected: { code: "permission-denied", reason: "not_allowed", fields: [] },
  },
];

const sessionRows: Row[] = [
  ...["", "a/b", "a".repeat(65), 7, null].map((sessionId): Row => ({
    ...{ callable: "users-revokeSessions", title: `sessionId is ${JSON.stringify(sessionId).slice(0, 20)}` },
    ...{ input: { sessionId }, expected: invalid("sessionId") },
  })),
  ...[false, "true", null].map((keepCurrent): Row => ({
    ...{ callable: "users-revokeSessions", title: `keepCurrent is ${JSON.stringify(keepCurrent)}` },
    ...{ input: { keepCurrent }, expected: invalid("keepCurrent") },
  })),
  {
    ...{ callable: "users-revokeSessions", title: "keepCurrent comes with sessionId" },
    ...{ input: { sessionId: "a", keepCurrent: true }, expected: invalid("keepCurrent") },
  },
  ...[false, "true", 1, null].map((confirm): Row => ({
    ...{ callable: "users-delete", title: `confirm is ${JSON.stringify(confirm)}` },
    ...{ input: { confirm }, expected: invalid("confirm") },
  })),
  {
    ...{ callable: "users-delete", title: "the account holds something", input: { confirm: true } },
    expected: wrongState("account_is_not_empty"),
  },
  {
    ...{ callable: "users-delete", as: "admin", title: "the caller is an admin", input: { confirm: true } },
    expected: wrongState("own_standing_is_fixed"),
  },
];

export const userRows: readonly Row[] = [...uidRows, ...ownRows, ...fieldRows, ...sessionRows];
