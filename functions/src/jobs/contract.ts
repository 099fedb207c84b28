/** The callables of `jobs`: background work of the caller, with a status that can be watched. */
import { z } from "zod";
import { clientId, moment, pageInput, pageOf } from "../money/wire.js";

export const jobStatusSchema = z.enum(["queued", "running", "succeeded", "failed", "cancelled"]);
export type JobStatus = z.infer<typeof jobStatusSchema>;

const findingSchema = z.strictObject({ uid: z.string(), record: z.string(), problem: z.string() });

/** Over all accounts. Sums are decimal strings over `available` and `held`; users and house cancel out. */
export const ledgerAuditResult = z.strictObject({
  passed: z.boolean(),
  accounts: z.int(),
  entries: z.int(),
  orders: z.int(),
  /** Accounts with more records than one audit holds in memory: not looked at. */
  skipped: z.int(),
  findingsCount: z.int(),
  /** The first hundred. */
  findings: z.array(findingSchema),
  sums: z.array(
    z.strictObject({ assetId: z.string(), users: z.string(), house: z.string(), difference: z.string() }),
  ),
});
export type LedgerAuditResult = z.infer<typeof ledgerAuditResult>;

const balances = z.array(z.strictObject({ assetId: z.string(), available: z.string(), held: z.string() }));
const count = z.int().min(0);
/** From 1970 on: what computers can tell of. */
const month = z.string().regex(/^(19[7-9]\d|[2-9]\d{3})-(0[1-9]|1[0-2])$/, 'must be a month, like "2026-01"');

/** What each type of job takes and answers. A new type begins here; `registry.ts` then asks for its worker. */
export const jobContracts = {
  /** The audit of the caller's own account, by replay of its entries. */
  "account-audit": {
    params: z.strictObject({}),
    result: z.strictObject({
      passed: z.boolean(),
      entries: z.int(),
      orders: z.int(),
      findings: z.array(findingSchema),
    }),
  },
  /** The audit of every account. */
  "ledger-audit": { params: z.strictObject({}), result: ledgerAuditResult },
  /** The caller's orders as a file; `from` counts, `to` does not, by default the moment of the request. */
  "order-history-export": {
    params: z
      .strictObject({
        format: z.enum(["csv", "ndjson"]),
        from: moment.optional(),
        to: moment.optional(),
      })
      .refine(({ from, to }) => !from || !to || Date.parse(from) < Date.parse(to), {
        path: ["to"],
        error: "must be after from",
      }),
    result: z.strictObject({ fileId: z.string(), rows: z.int(), bytes: z.int() }),
  },
  /** The caller's account in one UTC month, or in what has passed of this one, as a file. Amounts as everywhere. */
  statement: {
    params: z.strictObject({ month, format: z.enum(["pdf", "csv"]) }),
    result: z.strictObject({
      ...{ fileId: z.string(), bytes: count, entries: count, from: z.string(), to: z.string() },
      ...{ opening: balances, closing: balances },
      /** Of the month, in USD. */
      totals: z.strictObject({
        ...{ deposits: z.string(), withdrawals: z.string(), fees: z.string(), realised: z.string() },
      }),
    }),
  },
  /** Begun by the system: the statements of a month for everybody whose account moved in it. */
  "monthly-statements": {
    params: z.strictObject({ month }),
    result: z.strictObject({ accounts: count, statements: count }),
  },
  /** All that is kept of the caller, as one NDJSON file whose ledger proves itself. */
  "account-export": {
    params: z.strictObject({}),
    result: z.strictObject({ fileId: z.string(), bytes: count, seq: count, headHash: z.string() }),
  },
  /** Begun by the system when a user is deleted: what is left of the person goes. */
  erasure: {
    params: z.strictObject({ uid: z.string().min(1) }),
    result: z.strictObject({ files: count, objects: count, jobs: count, mails: count }),
  },
} as const;

export type JobTypeName = keyof typeof jobContracts;
export const jobTypeNames = Object.keys(jobContracts) as [JobTypeName, ...JobTypeName[]];
export const jobTypeSchema = z.enum(jobTypeNames);
export type JobParams<Name extends JobTypeName> = z.output<(typeof jobContracts)[Name]["params"]>;
export type JobResult<Name extends JobTypeName> = z.output<(typeof jobContracts)[Name]["result"]>;

/** `total` is null where nobody knows it beforehand. */
export const progressSchema = z.strictObject({
  done: z.int().min(0),
  total: z.int().min(0).nullable(),
  note: z.string().nullable(),
});
export type Progress = z.infer<typeof progressSchema>;

export const jobSchema = z.strictObject({
  jobId: z.string(),
  requestId: z.string(),
  type: z.string(),
  params: z.record(z.string(), z.unknown()),
  status: jobStatusSchema,
  progress: progressSchema,
  /** Times that a worker has begun it, since it was made or retried by hand. */
  attempts: z.int().min(0),
  /** The owner wants it to end: a worker that runs it stops at its next step. */
  cancelRequested: z.boolean(),
  /** By type, where it has succeeded; else null. */
  result: z.record(z.string(), z.unknown()).nullable(),
  /** Of the last attempt that failed; `reason` is one of the closed union. */
  error: z.strictObject({ reason: z.string(), message: z.string() }).nullable(),
  correlationId: z.string(),
  notBefore: z.string().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type JobView = z.infer<typeof jobSchema>;

const creating = <Name extends JobTypeName>(type: Name) =>
  z.strictObject({
    requestId: clientId,
    type: z.literal(type),
    params: jobContracts[type].params,
    /** Not begun before this moment. */
    notBefore: moment.optional(),
  });
type Creating = { [Name in JobTypeName]: ReturnType<typeof creating<Name>> }[JobTypeName];

export const createInput = z.discriminatedUnion(
  "type",
  jobTypeNames.map((name) => creating(name)) as [Creating, ...Creating[]],
  { error: "must be a type of job" },
);
export type CreateInput = z.input<typeof createInput>;
/** `replayed`: there was such a job; this is how it stands. */
export const jobOutput = z.strictObject({ job: jobSchema, replayed: z.boolean() });
export type JobOutput = z.infer<typeof jobOutput>;

export const jobId = z.string().regex(/^[0-9a-f]{40}$/, "must be the id of a job");
export const jobIdInput = z.strictObject({ jobId });
export type JobIdInput = z.input<typeof jobIdInput>;

export const getOutput = z.strictObject({ job: jobSchema });
export type GetOutput = z.infer<typeof getOutput>;

export const listInput = z.strictObject({
  ...pageInput,
  type: jobTypeSchema.optional(),
  status: jobStatusSchema.optional(),
});
export type ListInput = z.input<typeof listInput>;
export const listOutput = pageOf(jobSchema);
export type ListOutput = z.infer<typeof listOutput>;
