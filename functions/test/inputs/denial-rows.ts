/** What nobody may do about who is blocked for a time. */
import { absent, invalid, wrongState, type Row } from "./row.js";

const subject = { address: "198.51.100.9" };
const accepted: Record<string, object> = {
  "ops-block": { subject, why: "A reason", minutes: 5 },
  "ops-unblock": { subject },
  "ops-securityEvents": { subject },
};

const asAdmin = (callable: string, title: string, change: object, ...fields: string[]): Row => ({
  ...{
    callable,
    as: "admin",
    title,
    input: { ...accepted[callable], ...change },
    expected: invalid(...fields),
  },
});

const badSubjects: [title: string, subject: unknown, field: string][] = [
  ["is nobody", {}, "subject"],
  ["is both", { ...subject, uid: "seed-trader2" }, "subject"],
  ["is a text", "198.51.100.9", "subject"],
  ["is null", null, "subject"],
  ["has another field", { ...subject, name: "a" }, "subject.name"],
  ...[
    "",
    "198.51.100",
    "198.51.100.256",
    "0x7f.1",
    "example.com",
    "2001:db8::g",
    7,
    null,
    ["198.51.100.9"],
  ].map((address): [string, unknown, string] => [
    `has the address ${JSON.stringify(address)}`,
    { address },
    "subject.address",
  ]),
  ["is a wide network", { address: "2001:db8::/32" }, "subject.address"],
  ["is this machine", { address: "127.0.0.1" }, "subject.address"],
  ["is this machine, mapped", { address: "::ffff:127.0.0.1" }, "subject.address"],
  ["is this machine in IPv6", { address: "::1" }, "subject.address"],
  ...["", "a/b", "a".repeat(129), 7, null].map((uid): [string, unknown, string] => [
    `has the uid ${JSON.stringify(uid).slice(0, 20)}`,
    { uid },
    "subject.uid",
  ]),
];

const denied = { code: "permission-denied", reason: "not_allowed", fields: [] } as const;

export const denialRows: readonly Row[] = [
  ...Object.keys(accepted).flatMap((callable): Row[] => [
    { callable, title: "is asked by a trader", input: accepted[callable], expected: denied },
    ...badSubjects.map(([title, bad, field]) =>
      asAdmin(callable, `subject ${title}`, { subject: bad }, field),
    ),
  ]),
  ...[0, -1, 1.5, 43_201, "5", null].map((minutes) =>
    asAdmin("ops-block", `minutes is ${JSON.stringify(minutes)}`, { minutes }, "minutes"),
  ),
  ...["", "   ", "a".repeat(281), "a\nb", 7, null].map((why) =>
    asAdmin("ops-block", `why is ${JSON.stringify(why).slice(0, 20)}`, { why }, "why"),
  ),
  {
    ...{ callable: "ops-block", as: "admin", title: "the user is nobody" },
    ...{ input: { ...accepted["ops-block"], subject: { uid: "no-such-user" } } },
    expected: absent("user_not_found"),
  },
  {
    ...{ callable: "ops-block", as: "admin", title: "the user is the caller" },
    ...{ input: { ...accepted["ops-block"], subject: { uid: "seed-admin" } } },
    expected: wrongState("own_standing_is_fixed"),
  },
  ...["no_such_kind", "", 7, null].map((kind) =>
    asAdmin("ops-securityEvents", `kind is ${JSON.stringify(kind)}`, { kind }, "kind"),
  ),
  ...(["from", "to"] as const).flatMap((field) =>
    ["yesterday", "2026-01-31", 7, null].map((value) =>
      asAdmin("ops-securityEvents", `${field} is ${JSON.stringify(value)}`, { [field]: value }, field),
    ),
  ),
  ...[0, 101, "10", null].map((limit) =>
    asAdmin("ops-securityEvents", `limit is ${JSON.stringify(limit)}`, { limit }, "limit"),
  ),
  ...["garbage", "", 7, null].map((cursor) =>
    asAdmin("ops-securityEvents", `cursor is ${JSON.stringify(cursor)}`, { cursor }, "cursor"),
  ),
  {
    ...{ callable: "ops-securityEvents", as: "admin", title: "cursor is of assets-list" },
    ...{ made: ({ assetsCursor }) => ({ cursor: assetsCursor }), expected: invalid("cursor") },
  },
];
