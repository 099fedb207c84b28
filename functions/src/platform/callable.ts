/**
 * The only way to build a callable. A request passes, in this order: deny list and rate limit of its address, wire guard
 * and correlation id, App Check, authentication, role, deny list and rate limit of the user, strict parse of the input,
 * the handler, the error map; then one log line tells how it went. A user's call counts from the verified token on, also
 * where the standing or the role refuses it. The function's own file declares its policy on top.
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
import type { Role } from "../users/contract.js";
import { admitAddress, admitUser } from "./admission.js";
import { consumesAppCheck, requireAppCheck } from "./app-check.js";
import { clientAddress } from "./client-address.js";
import {
  allowedOrigins,
  ingress,
  isAllowedOrigin,
  isEmulator,
  redisSecrets,
  runtimeDefaults,
} from "./config.js";
import { processContext, type Context } from "./context.js";
import { DomainError, statusByCode } from "./errors.js";
import { failureOf, isExpected, parseInput, refusalFields, type Failure } from "./failure.js";
import { countRefusal } from "./failure-count.js";
import { callerOf, type Caller } from "./identity.js";
import { errorFields, log, withScope, type RequestScope } from "./log.js";
import type { RateClass } from "./rate-class.js";
import { declared } from "./surface.js";
import { scopeOf } from "./trace.js";
import { envelopeProblem, sizeProblem, wireProblem } from "./wire-guard.js";

export type CallablePolicy<Input extends z.ZodType> = {
  /** Deployed name, `<folder>-<file>`: for logs. */
  readonly name: string;
  /** Roles that may call; `anyone` may be signed out. */
  readonly roles: readonly Role[] | "anyone";
  /** Which rate limit a call counts against. */
  readonly rateClass: RateClass;
  readonly input: Input;
  readonly memory?: "512MiB" | "1GiB";
  readonly minInstances?: number;
};

/** Who calls, and with what. `uid` is empty where `roles` is `anyone` and nobody is signed in. */
export type Call<Input> = {
  readonly uid: string;
  readonly role: Role | null;
  /** The session of the caller's token, where its sign-in began one. */
  readonly sessionId: string | null;
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
    secrets: redisSecrets(),
    cors: isEmulator() ? true : allowedOrigins,
    ...{ invoker: "public", ingressSettings: ingress.everyone },
    // App Check is checked in the pipeline, so that its refusal looks like every other.
    enforceAppCheck: false,
    consumeAppCheckToken: consumesAppCheck(policy.rateClass),
  };
  const inner = onCall<z.input<Input>, Promise<Output>>(options, (request) => {
    const scope = scopeOf(policy.name, request.rawRequest?.headers ?? {});
    return withScope(scope, () => serve(policy, handler, request, scope));
  });
  const { name, roles, rateClass, input } = policy;
  return declared(guarded(policy, inner), {
    ...{ name, starter: "callable", roles, rateClass, input },
    consumesAppCheck: consumesAppCheck(rateClass),
  });
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
    requireAppCheck(policy, request);
    const context = processContext();
    const { limiter, denials } = context;
    const door = { limiter, denials, rateClass: policy.rateClass, response: request.rawRequest?.res };
    let admission: Promise<void> | undefined;
    const admit = (who: string) => (admission ??= admitUser(door, who));
    // Begun beside the question for the standing: both travel to Redis in one request.
    const begin = (who: string) => void admit(who).catch(() => undefined);
    const caller = await identify(context, policy, request, { scope, begin });
    const { uid = "", role = null, sessionId = null } = caller ?? {};
    await admit(uid);
    const input = parseInput(policy.input, request.data);
    const output = await handler(context, { ...{ uid, role, sessionId }, input, correlationId });
    logOutcome(startedMs, null);
    return output;
  } catch (error) {
    const failure = failureOf(error, correlationId);
    logOutcome(startedMs, failure, error);
    if (request.rawRequest) {
      const from = { address: clientAddress(request.rawRequest), uid: scope.uid };
      await countRefusal(() => processContext().denials, error, from);
    }
    throw new HttpsError(failure.code, failure.message, failure.details);
  }
}

/** Who calls; null where anyone may and nobody is signed in. A bad token is refused even there. */
async function identify<Input extends z.ZodType>(
  context: Context,
  policy: CallablePolicy<Input>,
  { rawRequest }: Pick<CallableRequest, "rawRequest">,
  { scope, begin }: { readonly scope: RequestScope; readonly begin: (uid: string) => void },
): Promise<Caller | null> {
  const identification = await context.identify(rawRequest && bearers.get(rawRequest), begin);
  scope.identity = identification.verdict;
  if (policy.roles === "anyone" && identification.verdict === "missing") return null;
  const caller = callerOf(identification);
  scope.uid = caller.uid;
  if (policy.roles === "anyone") return caller;
  if (!caller.role || !policy.roles.includes(caller.role)) throw new DomainError("not_allowed");
  return caller;
}

function logOutcome(startedMs: number, failure: Failure | null, error?: unknown): void {
  const durationMs = Math.round((performance.now() - startedMs) * 10) / 10;
  if (!failure) return void log().info("request served", { durationMs, outcome: "ok" });
  const fields = { durationMs, ...refusalFields(failure) };
  if (isExpected(failure)) log().info("request refused", fields);
  else log().error("request failed", { ...fields, ...errorFields(error) });
}

/** The Authorization headers of the requests that are being served. */
const bearers = new WeakMap<Request, string>();

/** Keeps the token from the SDK, which would refuse a bad one by itself, and without details. */
function withholdToken(request: Request): void {
  const { authorization } = request.headers;
  if (!authorization) return;
  bearers.set(request, authorization);
  delete request.headers.authorization;
}

/** Puts before the SDK's own decoding and its check of the token what must precede them. */
function guarded<Input, Output>(
  { name, rateClass }: Pick<CallablePolicy<z.ZodType>, "name" | "rateClass">,
  inner: CallableFunction<Input, Promise<Output>>,
): CallableFunction<Input, Promise<Output>> {
  const serveGuarded: typeof inner = Object.assign(
    async (...[request, response]: Parameters<typeof inner>) => {
      const startedMs = performance.now();
      const scope = scopeOf(name, request.headers);
      try {
        await withScope(scope, () => requireAdmission(rateClass, request, response));
      } catch (error) {
        const failure = failureOf(error, scope.correlationId);
        const { code, message, details } = failure;
        allowOrigin(request, response);
        response.setHeader("x-correlation-id", scope.correlationId);
        const status = code.replaceAll("-", "_").toUpperCase();
        response.status(statusByCode[code]).json({ error: { status, message, details } });
        return withScope(scope, () => Promise.resolve(logOutcome(startedMs, failure, error)));
      }
      withholdToken(request);
      return inner(request, response);
    },
    inner,
  );
  return serveGuarded;
}

async function requireAdmission(
  rateClass: RateClass,
  request: Request,
  response: Parameters<HttpsFunction>[1],
): Promise<void> {
  // A browser asks with OPTIONS whether it may call: the SDK answers, and it counts as no call.
  if (request.method === "OPTIONS") return;
  const { limiter, denials } = processContext();
  await admitAddress({ limiter, denials, rateClass, response }, request);
  const refusal = refusalOf(request);
  if (refusal) throw refusal;
}

/** The refusal must be readable where the answer would have been: the SDK sets this on answers only. */
function allowOrigin({ headers: { origin } }: Request, response: Parameters<HttpsFunction>[1]): void {
  if (!origin || !isAllowedOrigin(origin)) return;
  response.setHeader("Access-Control-Allow-Origin", origin);
  response.setHeader("Vary", "Origin");
}

function refusalOf(request: Request): DomainError | null {
  if (request.method !== "POST") return new DomainError("method_not_allowed");
  const problem =
    sizeProblem(request) ?? envelopeProblem(request) ?? wireProblem((request.body as { data: unknown }).data);
  return problem && new DomainError("input_is_invalid", { issues: [problem] });
}
