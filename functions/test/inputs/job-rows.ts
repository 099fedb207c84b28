/** Jobs, and what operators do: whose they are, what they take, and who may. */
import { absent, invalid, job, wrongState, type Expected, type Row } from "./row.js";

const create = (title: string, change: object, expected: Expected): Row => ({
  ...{ callable: "jobs-create", title, input: { ...job, ...change }, expected },
});
const exported = (params: unknown) => ({ type: "order-history-export", params });
const statement = (params: object) => ({ type: "statement", params });
const denied: Expected = { code: "permission-denied", reason: "not_allowed", fields: [] };
const differs = (...fields: string[]): Expected => ({
  ...{ code: "already-exists", reason: "idempotency_mismatch", fields },
});

const createRows: Row[] = [
  ...["LEDGER-AUDIT", "constructor", "", null, 7, ["ledger-audit"]].map((type) =>
    create(`type is ${JSON.stringify(type)}`, { type }, invalid("type")),
  ),
  ...["{}", null, 7, []].map((params) =>
    create(`params is ${JSON.stringify(params)}`, { params }, invalid("params")),
  ),
  create("params hold what the type does not take", { params: { uid: "other" } }, invalid("params.uid")),
  ...["pdf", "CSV", "", null, 1].map((format) =>
    create(`format is ${JSON.stringify(format)}`, exported({ format }), invalid("params.format")),
  ),
  create("misses a parameter", exported({}), invalid("params.format")),
  ...["2026-13", "2026-1", "1969-12", "2026-01-01", "", null, 202_601].map((month) =>
    create(`month is ${JSON.stringify(month)}`, statement({ month, format: "pdf" }), invalid("params.month")),
  ),
  create("month has not begun", statement({ month: "2999-01", format: "csv" }), invalid("params.month")),
  ...["ndjson", "PDF", null].map((format) =>
    create(
      `format of a statement is ${JSON.stringify(format)}`,
      statement({ month: "2026-01", format }),
      invalid("params.format"),
    ),
  ),
  create("is the system's own erasure", { type: "erasure", params: { uid: "other" } }, denied),
  create(
    "is the system's own round of statements",
    { type: "monthly-statements", params: { month: "2026-01" } },
    denied,
  ),
  ...["2026-01-31T09:00:00Z", "2026-01-31T08:00:00Z"].map((to) =>
    create(
      `to is ${to}, not after from`,
      exported({ format: "csv", from: "2026-01-31T09:00:00Z", to }),
      invalid("params.to"),
    ),
  ),
  ...["yesterday", 0, null, "2026-02-30T00:00:00Z"].map((notBefore) =>
    create(`notBefore is ${JSON.stringify(notBefore)}`, { notBefore }, invalid("notBefore")),
  ),
  create("notBefore is in a year", { notBefore: "2999-01-01T00:00:00Z" }, invalid("notBefore")),
  create("is of a type for operators", { type: "ledger-audit" }, denied),
  create(
    "repeats an id with another type",
    { ...exported({ format: "csv" }), requestId: "done" },
    differs("type"),
  ),
  create(
    "repeats an id with other parameters",
    { ...exported({ format: "csv", to: "2026-01-31T09:00:00Z" }), requestId: "exported" },
    differs("params.format", "params.to"),
  ),
  create(
    "repeats an id with another time",
    { requestId: "done", notBefore: "2026-01-31T09:00:00Z" },
    differs("notBefore"),
  ),
];

const idRows: Row[] = ["jobs-get", "jobs-cancel", "jobs-retry"].flatMap((callable): Row[] => [
  {
    ...{ callable, title: "jobId is unknown", input: { jobId: "0".repeat(40) } },
    expected: absent("job_not_found"),
  },
  {
    ...{ callable, title: "jobId is another user's", made: ({ otherJobId }) => ({ jobId: otherJobId }) },
    expected: absent("job_not_found"),
  },
]);

const stateRows: Row[] = [
  {
    ...{ callable: "jobs-cancel", title: "the job has succeeded", made: ({ jobId }) => ({ jobId }) },
    expected: wrongState("job_is_over"),
  },
  {
    ...{ callable: "jobs-retry", title: "the job has succeeded", made: ({ jobId }) => ({ jobId }) },
    expected: wrongState("job_has_succeeded"),
  },
];

const listRows: Row[] = [
  ...["DONE", "", null, ["queued"]].map((status): Row => ({
    ...{ callable: "jobs-list", title: `status is ${JSON.stringify(status)}`, input: { status } },
    expected: invalid("status"),
  })),
  ...["audit", "", null, 1].map((type): Row => ({
    ...{ callable: "jobs-list", title: `type is ${JSON.stringify(type)}`, input: { type } },
    expected: invalid("type"),
  })),
];

const asAdmin = (callable: string, title: string, input: unknown, expected: Expected): Row => ({
  ...{ callable, title, input, expected, as: "admin" },
});
const queue = "orders-match";

const operatorRows: Row[] = [
  ...["ops-audit", "ops-deadLetters", "ops-queues"].map((callable): Row => ({
    ...{ callable, title: "is asked by a trader", input: {}, expected: denied },
  })),
  {
    ...{ callable: "ops-retryDeadLetter", title: "is asked by a trader", input: { id: "f.t" } },
    expected: denied,
  },
  ...[0, 101, "10", null].map((limit) =>
    asAdmin("ops-deadLetters", `limit is ${JSON.stringify(limit)}`, { limit }, invalid("limit")),
  ),
  ...["garbage", "", 7, null].map((cursor) =>
    asAdmin("ops-deadLetters", `cursor is ${JSON.stringify(cursor)}`, { cursor }, invalid("cursor")),
  ),
  ...["a/b", "", null].map((name) =>
    asAdmin(
      "ops-deadLetters",
      `function is ${JSON.stringify(name)}`,
      { function: name },
      invalid("function"),
    ),
  ),
  asAdmin("ops-deadLetters", "openOnly is a text", { openOnly: "true" }, invalid("openOnly")),
  ...["", "a", "a/b.c", "../x.y", ".", null, 7].map((id) =>
    asAdmin("ops-retryDeadLetter", `id is ${JSON.stringify(id)}`, { id }, invalid("id")),
  ),
  asAdmin("ops-retryDeadLetter", "id is unknown", { id: "no-such.letter" }, absent("dead_letter_not_found")),
  {
    ...{ callable: "ops-retryDeadLetter", title: "the payload was cut", as: "admin" },
    ...{ made: ({ cutLetterId }) => ({ id: cutLetterId }), expected: wrongState("dead_letter_is_cut") },
  },
  ...["a/b", "", null, 7].map((requestId) =>
    asAdmin("ops-audit", `requestId is ${JSON.stringify(requestId)}`, { requestId }, invalid("requestId")),
  ),
  asAdmin("ops-queues", "an action has no queue", { action: "pause" }, invalid("queue")),
  asAdmin("ops-queues", "a queue has no action", { queue }, invalid("action")),
  asAdmin("ops-queues", "an action is unknown", { queue, action: "delete" }, invalid("action")),
  asAdmin("ops-queues", "a purge is not confirmed", { queue, action: "purge" }, invalid("confirm")),
  asAdmin("ops-queues", "confirm is false", { queue, action: "purge", confirm: false }, invalid("confirm")),
  asAdmin(
    "ops-queues",
    "a pause is confirmed",
    { queue, action: "pause", confirm: true },
    invalid("confirm"),
  ),
  ...["a_b", "", "a/b", null].map((name) =>
    asAdmin(
      "ops-queues",
      `queue is ${JSON.stringify(name)}`,
      { queue: name, action: "pause" },
      invalid("queue"),
    ),
  ),
  asAdmin("ops-queues", "queue is unknown", { queue: "no-such", action: "pause" }, absent("queue_not_found")),
  asAdmin(
    "ops-queues",
    "the emulator cannot pause",
    { queue, action: "pause" },
    wrongState("queue_operation_not_supported"),
  ),
];

export const jobRows: readonly Row[] = [
  ...[...createRows, ...idRows, ...stateRows, ...listRows],
  ...operatorRows,
];
