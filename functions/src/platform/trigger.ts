/** The only way to build functions that events start: schedules, writes of documents, uploads, blocking functions of Auth. */
import { onDocumentCreated, onDocumentWritten } from "firebase-functions/firestore";
import {
  beforeUserCreated,
  beforeUserSignedIn,
  HttpsError,
  type AuthBlockingEvent,
  type AuthUserRecord,
} from "firebase-functions/identity";
import { onObjectFinalized } from "firebase-functions/storage";
import { onSchedule, type ScheduleFunction, type ScheduleOptions } from "firebase-functions/scheduler";
import { bucketName, ingress, redisSecrets, region, runtimeDefaults } from "./config.js";
import { processContext, type Context } from "./context.js";
import { failureOf, isExpected } from "./failure.js";
import { errorFields, log, withScope } from "./log.js";
import { declared } from "./surface.js";
import { scopeOf } from "./trace.js";

export type SchedulePolicy = {
  /** Deployed name, `<folder>-<file>`: for logs. */
  readonly name: string;
  /** In the syntax of App Engine or of cron. */
  readonly schedule: string;
  readonly timeoutSeconds: number;
  /** Bound to this function and no other. */
  readonly secrets?: ScheduleOptions["secrets"];
};

/** Each run must be safe to be repeated, late, or beside another. An error is thrown on: the platform tries again. */
export function scheduled(
  policy: SchedulePolicy,
  handler: (context: Context) => Promise<Record<string, unknown>>,
): ScheduleFunction {
  const { name, schedule, timeoutSeconds, secrets = [] } = policy;
  const options = {
    schedule,
    timeoutSeconds,
    secrets,
    region,
    memory: runtimeDefaults.memory,
    maxInstances: 1,
    ingressSettings: ingress.internal,
  };
  const built = onSchedule(options, () => run(name, () => handler(processContext())));
  return declared(built, { name, starter: "schedule" });
}

export type DocumentPolicy<Path extends string> = {
  /** Deployed name, `<folder>-<file>`: for logs. */
  readonly name: string;
  /** With names in braces for the parts that vary: `quotes/{assetId}`. */
  readonly document: Path;
  readonly timeoutSeconds: number;
  /** An event that is older is dropped: a schedule must catch what it was about. */
  readonly eventAgeMaxMs: number;
  /** Bound to this function and no other. */
  readonly secrets?: ScheduleOptions["secrets"];
};

/** A document was created, changed or deleted. Its content is read anew: events come late and out of order. */
export type Written<Path extends string> = {
  readonly params: Readonly<Record<ParamName<Path>, string>>;
  readonly exists: boolean;
};
type ParamName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamName<Rest>
  : never;

/**
 * Each event comes at least once, late or beside its own repeat: the effect must be idempotent by itself. What is
 * thrown is logged, and the platform delivers the event again until it is too old.
 * @param handler answers with fields for the log line
 */
export function documentWritten<Path extends string>(
  policy: DocumentPolicy<Path>,
  handler: (context: Context, written: Written<Path>) => Promise<Record<string, unknown>>,
) {
  const { name, document, timeoutSeconds, secrets = [] } = policy;
  const options = {
    ...runtimeDefaults,
    ...{ document, timeoutSeconds, secrets, retry: true, ingressSettings: ingress.internal },
  } as const;
  const built = onDocumentWritten(options, ({ id, time, params, data }) => {
    const exists = data?.after.exists ?? false;
    return handleEvent(policy, { id, time }, (context) => handler(context, { params, exists }));
  });
  return declared(built, { name, starter: "event" });
}

/**
 * Like `documentWritten`, of the creation only: for documents that their makers leave alone afterwards.
 * @param handler answers with fields for the log line
 */
export function documentCreated<Path extends string>(
  policy: DocumentPolicy<Path>,
  handler: (context: Context, created: Pick<Written<Path>, "params">) => Promise<Record<string, unknown>>,
) {
  const { name, document, timeoutSeconds } = policy;
  const options = {
    ...runtimeDefaults,
    ...{ document, timeoutSeconds, retry: true, ingressSettings: ingress.internal },
  } as const;
  const built = onDocumentCreated(options, ({ id, time, params }) => {
    return handleEvent(policy, { id, time }, (context) => handler(context, { params }));
  });
  return declared(built, { name, starter: "event" });
}

export type ObjectPolicy = Omit<DocumentPolicy<string>, "document"> & {
  /** Objects that one instance handles at once: each may take memory. */
  readonly concurrency: number;
};

/** What Storage says of an object when its content is complete. */
export type Finalized = {
  readonly name: string;
  readonly generation: string;
  readonly size: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly timeCreated: string | Date | undefined;
};

/**
 * Runs for every object of the bucket that is written, whoever wrote it, at least once, late and out of order: the
 * effect must be idempotent by itself and go by the generation.
 * @param handler answers with fields for the log line
 */
export function objectFinalized(
  policy: ObjectPolicy,
  handler: (context: Context, object: Finalized) => Promise<Record<string, unknown>>,
) {
  const { timeoutSeconds, concurrency } = policy;
  const options = {
    ...runtimeDefaults,
    ...{ bucket: bucketName(), timeoutSeconds, concurrency, retry: true },
    ingressSettings: ingress.internal,
  } as const;
  const built = onObjectFinalized(options, ({ id, time, data }) => {
    const { name, contentType, contentEncoding, timeCreated } = data;
    const object = { name, contentType, contentEncoding, timeCreated };
    const finalized = { ...object, generation: String(data.generation), size: Number(data.size) };
    return handleEvent(policy, { id, time }, (context) => handler(context, finalized));
  });
  return declared(built, { name: policy.name, starter: "event" });
}

/** Drops an event that is too old, and handles any other. Deliveries of one event share its id. */
function handleEvent(
  { name, eventAgeMaxMs }: Pick<DocumentPolicy<string>, "name" | "eventAgeMaxMs">,
  { id, time }: { readonly id: string; readonly time: string },
  handle: (context: Context) => Promise<Record<string, unknown>>,
): Promise<void> {
  const work = async () => {
    const context = processContext();
    const ageMs = context.clock() - Date.parse(time);
    return ageMs > eventAgeMaxMs ? { dropped: true, ageMs } : handle(context);
  };
  return run(name, work, { "x-correlation-id": id });
}

/** What a new user is given. */
export type NewUser = { readonly customClaims: Record<string, unknown> };
/** What the tokens of a session carry, beside the claims of the user. */
export type NewSession = { readonly sessionClaims: Record<string, unknown> };
type BlockingFunction = ReturnType<typeof beforeUserCreated>;

/** Authentication waits no longer than this, then refuses by itself. */
const blockingOptions = {
  secrets: redisSecrets(),
  region,
  memory: runtimeDefaults.memory,
  maxInstances: runtimeDefaults.maxInstances,
  timeoutSeconds: 7,
  // Authentication calls from outside of the project, with a token of its own that the SDK verifies.
  ingressSettings: ingress.everyone,
} as const;

/** Runs before an account is created. What it throws refuses the sign-up, with a message and no cause. */
export function beforeCreation(
  name: string,
  handler: (context: Context, user: AuthUserRecord) => Promise<NewUser>,
): BlockingFunction {
  const built = beforeUserCreated(blockingOptions, (event: AuthBlockingEvent) =>
    block<NewUser>(name, event, (user) => handler(processContext(), user)),
  );
  return declared(built, { name, starter: "sign-up" });
}

/** A sign-in as Authentication tells of it. */
export type SignIn = {
  readonly user: AuthUserRecord;
  readonly userAgent: string;
  /** Of the device, as Authentication saw it. */
  readonly ipAddress: string;
};

/** Runs before a sign-in, the one that follows a sign-up included. What it throws refuses it. */
export function beforeSignIn(
  name: string,
  handler: (context: Context, signIn: SignIn) => Promise<NewSession>,
): BlockingFunction {
  const built = beforeUserSignedIn(blockingOptions, (event: AuthBlockingEvent) =>
    block<NewSession>(name, event, (user) => {
      const { userAgent = "", ipAddress = "" } = event;
      return handler(processContext(), { user, userAgent, ipAddress });
    }),
  );
  return declared(built, { name, starter: "sign-in" });
}

async function block<Response extends object>(
  name: string,
  { data: user }: AuthBlockingEvent,
  handler: (user: AuthUserRecord) => Promise<Response>,
): Promise<Response> {
  if (!user) throw new HttpsError("invalid-argument", "There is no user.");
  let response: Response | undefined;
  await run(name, async () => {
    response = await handler(user);
    return { uid: user.uid };
  });
  if (!response) throw new HttpsError("internal", "There is no response.");
  return response;
}

async function run(
  name: string,
  work: () => Promise<Record<string, unknown>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const scope = scopeOf(name, headers);
  const startedMs = performance.now();
  await withScope(scope, async () => {
    try {
      const result = await work();
      log().info("event handled", {
        durationMs: Math.round(performance.now() - startedMs),
        outcome: "ok",
        ...result,
      });
    } catch (error) {
      const failure = failureOf(error, scope.correlationId);
      const { code, message, details } = failure;
      if (isExpected(failure)) log().info("event refused", { outcome: details.reason, code });
      else log().error("event failed", { outcome: details.reason, ...errorFields(error) });
      throw new HttpsError(code, message, details);
    }
  });
}
