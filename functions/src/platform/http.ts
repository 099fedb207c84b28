/** The only way to build a plain HTTP function: method, correlation id, handler, error map, one log line. */
import { onRequest, type HttpsFunction, type Request } from "firebase-functions/https";
import { runtimeDefaults } from "./config.js";
import { processContext, type Context } from "./context.js";
import { DomainError, type WireCode } from "./errors.js";
import { failureOf, isExpected } from "./failure.js";
import { errorFields, log, withScope } from "./log.js";
import { scopeOf } from "./trace.js";

export type HttpPolicy = {
  /** Deployed name, `<folder>-<file>`: for logs. */
  readonly name: string;
  readonly method: "GET" | "POST";
};

export type HttpAnswer = { readonly status: number; readonly body: unknown };

/** https://cloud.google.com/apis/design/errors#handling_errors */
const statusByCode: Record<WireCode, number> = {
  unauthenticated: 401,
  "permission-denied": 403,
  "invalid-argument": 400,
  "not-found": 404,
  "failed-precondition": 400,
  "already-exists": 409,
  "resource-exhausted": 429,
  unavailable: 503,
  internal: 500,
};

export function http(
  policy: HttpPolicy,
  handler: (context: Context, request: Request) => Promise<HttpAnswer>,
): HttpsFunction {
  return onRequest({ ...runtimeDefaults, invoker: "public" }, async (request, response) => {
    const scope = scopeOf(policy.name, request.headers);
    const startedMs = performance.now();
    const durationMs = () => Math.round((performance.now() - startedMs) * 10) / 10;
    response.setHeader("x-correlation-id", scope.correlationId);
    response.setHeader("cache-control", "no-store");
    await withScope(scope, async () => {
      try {
        if (request.method !== policy.method) throw new DomainError("method_not_allowed");
        const { status, body } = await handler(processContext(), request);
        log().info("request served", { durationMs: durationMs(), outcome: "ok", status });
        response.status(status).json(body);
      } catch (error) {
        const failure = failureOf(error, scope.correlationId);
        const fields = { durationMs: durationMs(), outcome: failure.details.reason, code: failure.code };
        if (isExpected(failure)) log().info("request refused", fields);
        else log().error("request failed", { ...fields, ...errorFields(error) });
        const { message, details } = failure;
        response.status(statusByCode[failure.code]).json({ error: { message, details } });
      }
    });
  });
}
