/**
 * The only way to build a plain HTTP function: correlation id, rate limit of the address, method, handler, error map,
 * one log line.
 */
import { onRequest, type HttpsFunction, type Request } from "firebase-functions/https";
import { admitAddress } from "./admission.js";
import { ingress, redisSecrets, runtimeDefaults } from "./config.js";
import { processContext, type Context } from "./context.js";
import { DomainError, statusByCode } from "./errors.js";
import { failureOf, isExpected, refusalFields } from "./failure.js";
import { errorFields, log, withScope } from "./log.js";
import type { RateClass } from "./rate-class.js";
import { declared } from "./surface.js";
import { scopeOf } from "./trace.js";
import { sizeProblem } from "./wire-guard.js";

export type HttpPolicy = {
  /** Deployed name, `<folder>-<file>`: for logs. */
  readonly name: string;
  readonly method: "GET" | "POST";
  /** Which rate limit a call counts against. */
  readonly rateClass: RateClass;
};

export type HttpAnswer = {
  readonly status: number;
  readonly body: unknown;
  /** Fields for the log line. */
  readonly facts?: Readonly<Record<string, unknown>>;
};

export function http(
  policy: HttpPolicy,
  handler: (context: Context, request: Request) => Promise<HttpAnswer>,
): HttpsFunction {
  const { name, rateClass } = policy;
  const options = {
    ...runtimeDefaults,
    ...{ invoker: "public", ingressSettings: ingress.everyone, secrets: redisSecrets() },
  };
  const built = onRequest(options, async (request, response) => {
    const scope = scopeOf(policy.name, request.headers);
    const startedMs = performance.now();
    const durationMs = () => Math.round((performance.now() - startedMs) * 10) / 10;
    response.setHeader("x-correlation-id", scope.correlationId);
    response.setHeader("cache-control", "no-store");
    await withScope(scope, async () => {
      try {
        const context = processContext();
        const { limiter, denials } = context;
        await admitAddress({ limiter, denials, rateClass, response }, request);
        if (request.method !== policy.method) throw new DomainError("method_not_allowed");
        const problem = sizeProblem(request);
        if (problem) throw new DomainError("input_is_invalid", { issues: [problem] });
        const { status, body, facts } = await handler(context, request);
        log().info("request served", { durationMs: durationMs(), outcome: "ok", status, ...facts });
        response.status(status).json(body);
      } catch (error) {
        const failure = failureOf(error, scope.correlationId);
        const fields = { durationMs: durationMs(), ...refusalFields(failure) };
        if (isExpected(failure)) log().info("request refused", fields);
        else log().error("request failed", { ...fields, ...errorFields(error) });
        const { message, details } = failure;
        response.status(statusByCode[failure.code]).json({ error: { message, details } });
      }
    });
  });
  return declared(built, { name, starter: "http", rateClass });
}
