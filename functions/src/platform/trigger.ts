/** The only way to build functions that events start: schedules and blocking functions of Auth. */
import {
  beforeUserCreated,
  HttpsError,
  type AuthBlockingEvent,
  type AuthUserRecord,
} from "firebase-functions/identity";
import { onSchedule, type ScheduleFunction } from "firebase-functions/scheduler";
import { region, runtimeDefaults } from "./config.js";
import { processContext, type Context } from "./context.js";
import { failureOf, isExpected } from "./failure.js";
import { errorFields, log, withScope } from "./log.js";
import { scopeOf } from "./trace.js";

export type SchedulePolicy = {
  /** Deployed name, `<folder>-<file>`: for logs. */
  readonly name: string;
  /** In the syntax of App Engine or of cron. */
  readonly schedule: string;
  readonly timeoutSeconds: number;
};

/** Each run must be safe to be repeated, late, or beside another. An error is thrown on: the platform tries again. */
export function scheduled(
  policy: SchedulePolicy,
  handler: (context: Context) => Promise<Record<string, unknown>>,
): ScheduleFunction {
  const { schedule, timeoutSeconds } = policy;
  const options = {
    schedule,
    timeoutSeconds,
    region,
    memory: runtimeDefaults.memory,
    maxInstances: 1,
  } as const;
  return onSchedule(options, () => run(policy.name, () => handler(processContext())));
}

/** What a new user is given. */
export type NewUser = { readonly customClaims: Record<string, unknown> };
type BlockingFunction = ReturnType<typeof beforeUserCreated>;

/** Runs before an account is created. What it throws refuses the sign-up, with a message and no cause. */
export function beforeCreation(
  name: string,
  handler: (context: Context, user: AuthUserRecord) => Promise<NewUser>,
): BlockingFunction {
  const options = {
    region,
    memory: runtimeDefaults.memory,
    maxInstances: runtimeDefaults.maxInstances,
  } as const;
  return beforeUserCreated(options, async (event: AuthBlockingEvent) => {
    const user = event.data;
    if (!user) throw new HttpsError("invalid-argument", "There is no user to create.");
    let response: NewUser = { customClaims: {} };
    await run(name, async () => {
      response = await handler(processContext(), user);
      return { uid: user.uid };
    });
    return response;
  });
}

async function run(name: string, work: () => Promise<Record<string, unknown>>): Promise<void> {
  const scope = scopeOf(name, {});
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
