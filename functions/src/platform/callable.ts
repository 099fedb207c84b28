/**
 * The only way to build a callable. A request passes, in this order: wire guard and correlation id, App Check,
 * authentication, role, strict parse of the input, the handler, the error map; then one log line tells how it
 * went. The function's own file declares its policy on top.
 */
import {
  HttpsError,
  onCall,
  type CallableFunction,
  type CallableOptions,
  type CallableRequest,
  type HttpsFunction,
  type Request,
} from "firebase-functions/https";
import type { z } from "zod";
import { roleSchema, type Role } from "../users/contract.js";
import { allowedOrigins, enforceAppCheck, isAllowedOrigin, isEmulator, runtimeDefaults } from "./config.js";
import { processContext, type Context } from "./context.js";
import { DomainError } from "./errors.js";
import { failureOf, isExpected, parseInput, type Failure } from "./failure.js";
import { errorFields, log, withScope, type RequestScope } from "./log.js";
import { scopeOf } from "./trace.js";
import { envelopeProblem, wireProblem } from "./wire-guard.js";

export type CallablePolicy<Input extends z.ZodType> = {
  /** Deployed name, `<folder>-<file>`: for logs. */
  readonly name: string;
  /** Roles that may call; `anyone` may be signed out. */
  readonly roles: readonly Role[] | "anyone";
  readonly input: Input;
  readonly memory?: "512MiB" | "1GiB";
  readonly minInstances?: number;
};

/** Who calls, and with what. `uid` is empty where `roles` is `anyone` and nobody is signed in. */
export type Call<Input> = {
  readonly uid: string;
  readonly role: Role | null;
  readonly input: Input;
  readonly correlationId: string;
};

export const everyRole = ["trader", "operator", "admin"] as const satisfies readonly Role[];

export function callable<Input extends z.ZodType, Output>(
  policy: CallablePolicy<Input>,
  handler: (context: Context, call: Call<z.output<Input>>) => Promise<Output>,
): CallableFunction<z.input<Input>, Promise<Output>> {
  const { memory = runtimeDefaults.memory, minInstances = 0 } = policy;
  const options: CallableOptions<z.input<Input>> = {
    ...runtimeDefaults,
    ...{ memory, minInstances },
    cors: isEmulator() ? true : allowedOrigins,
    // App Check is checked in the pipeline, so that its refusal looks like every other.
    enforceAppCheck: false,
  };
  const inner = onCall<z.input<Input>, Promise<Output>>(options, (request) => {
    const scope = scopeOf(policy.name, request.rawRequest?.headers ?? {});
    return withScope(scope, () => serve(policy, handler, request, scope));
  });
  return guardWire(policy.name, inner);
}

async function serve<Input extends z.ZodType, Output>(
  policy: CallablePolicy<Input>,
  handler: (context: Context, call: Call<z.output<Input>>) => Promise<Output>,
  request: CallableRequest<z.input<Input>>,
  scope: RequestScope,
): Promise<Output> {
  const startedMs = performance.now();
  const { correlationId } = scope;
  request.rawRequest?.res?.setHeader("x-correlation-id", correlationId);
  try {
    if (enforceAppCheck.value() && !request.app) throw new DomainError("app_check_required");
    const { uid, role } = identify(policy, request);
    scope.uid = uid;
    const input = parseInput(policy.input, request.data);
    const output = await handler(processContext(), { uid, role, input, correlationId });
    logOutcome(startedMs, null);
    return output;
  } catch (error) {
    const failure = failureOf(error, correlationId);
    logOutcome(startedMs, failure, error);
    throw new HttpsError(failure.code, failure.message, failure.details);
  }
}

function identify<Input extends z.ZodType>(
  policy: CallablePolicy<Input>,
  { auth }: CallableRequest,
): { uid: string; role: Role | null } {
  const claimed = roleSchema.safeParse(auth?.token["role"]);
  const role = claimed.success ? claimed.data : null;
  if (policy.roles === "anyone") return { uid: auth?.uid ?? "", role };
  if (!auth) throw new DomainError("sign_in_required");
  if (!role || !policy.roles.includes(role)) throw new DomainError("not_allowed");
  return { uid: auth.uid, role };
}

function logOutcome(startedMs: number, failure: Failure | null, error?: unknown): void {
  const durationMs = Math.round((performance.now() - startedMs) * 10) / 10;
  if (!failure) return void log().info("request served", { durationMs, outcome: "ok" });
  const { reason, issues } = failure.details;
  const fields = { durationMs, outcome: reason, code: failure.code, ...(issues && { issues }) };
  if (isExpected(failure)) log().info("request refused", fields);
  else log().error("request failed", { ...fields, ...errorFields(error) });
}

/** Puts the wire guard before the SDK's own decoding, which it must precede. */
function guardWire<Input, Output>(
  name: string,
  inner: CallableFunction<Input, Promise<Output>>,
): CallableFunction<Input, Promise<Output>> {
  const guarded: typeof inner = Object.assign((...[request, response]: Parameters<typeof inner>) => {
    const refusal = refusalOf(request);
    if (!refusal) return inner(request, response);
    const scope = scopeOf(name, request.headers);
    const failure = failureOf(refusal, scope.correlationId);
    const { message, details } = failure;
    allowOrigin(request, response);
    response.setHeader("x-correlation-id", scope.correlationId);
    response.status(400).json({ error: { status: "INVALID_ARGUMENT", message, details } });
    return withScope(scope, () => Promise.resolve(logOutcome(performance.now(), failure)));
  }, inner);
  return guarded;
}

/** The refusal must be readable where the answer would have been: the SDK sets this on answers only. */
function allowOrigin({ headers: { origin } }: Request, response: Parameters<HttpsFunction>[1]): void {
  if (!origin || !isAllowedOrigin(origin)) return;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Vary", "Origin");
}

function refusalOf(request: Request): DomainError | null {
  // A browser asks with OPTIONS whether it may call: the SDK answers.
  if (request.method === "OPTIONS") return null;
  if (request.method !== "POST") return new DomainError("method_not_allowed");
  const problem = envelopeProblem(request) ?? wireProblem((request.body as { data: unknown }).data);
  return problem && new DomainError("input_is_invalid", { issues: [problem] });
}
