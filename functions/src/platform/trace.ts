/** Where a request's ids come from: the correlation id that it brought, else its trace, else a new one. */
import { randomUUID } from "node:crypto";
import type { RequestScope } from "./log.js";

type Headers = Readonly<Record<string, string | string[] | undefined>>;

const correlationPattern = /^[A-Za-z0-9_-]{8,64}$/;
/** https://www.w3.org/TR/trace-context/#traceparent-header */
const traceparentPattern = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f]{2}$/;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

export function scopeOf(functionName: string, headers: Headers): RequestScope {
  const [, traceId, spanId] = traceparentPattern.exec(first(headers["traceparent"]) ?? "") ?? [];
  const asked = first(headers["x-correlation-id"]);
  const correlationId = asked && correlationPattern.test(asked) ? asked : (traceId ?? randomUUID());
  return { function: functionName, correlationId, traceId, spanId };
}

/** The headers by which work that a request starts elsewhere carries its ids on. */
export function traceHeaders({ correlationId, traceId, spanId }: RequestScope): Record<string, string> {
  return {
    "x-correlation-id": correlationId,
    ...(traceId && spanId && { traceparent: `00-${traceId}-${spanId}-01` }),
  };
}
