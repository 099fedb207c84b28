/** Calls of the build over HTTP, and what must hold of every answer. */
import assert from "node:assert/strict";
import { errorTable } from "../../src/platform/errors.js";
import type { Failure } from "../../src/platform/failure.js";
import { reasons } from "../../src/platform/reasons.js";
import { sizeProblem, wireProblem } from "../../src/platform/wire-guard.js";
import type { z } from "zod";

const deadlineMs = 120_000;

export type Call = { readonly name: string; readonly input: unknown };
export type Answer = {
  readonly status: number;
  readonly text: string;
  readonly correlationId: string | null;
  readonly result?: unknown;
  readonly error?: { status?: string; message?: string; details?: Partial<Failure["details"]> };
};

let addresses = 0;
/** Each call comes from an address of its own, of those for tests: whoever fails often from one is soon kept out. */
export function nextAddress(): string {
  const at = addresses++;
  return `198.18.${Math.floor(at / 256) % 256}.${at % 256}`;
}

export async function send(
  port: number,
  { name, input }: Call,
  token?: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${port}/${name}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-forwarded-for": nextAddress(),
      ...(token && { authorization: `Bearer ${token}` }),
      ...more,
    },
    body: JSON.stringify({ data: input }),
    signal: AbortSignal.timeout(deadlineMs),
  });
  const text = await response.text();
  const { status, headers } = response;
  return { status, text, correlationId: headers.get("x-correlation-id"), ...bodyOf(text) };
}

function bodyOf(text: string): Pick<Answer, "result" | "error"> {
  try {
    return JSON.parse(text) as Pick<Answer, "result" | "error">;
  } catch {
    return {};
  }
}

/** Whether a call must be refused whatever is stored: its contract does not allow it. */
export function isInvalid(schema: z.ZodType, input: unknown): boolean {
  const body = JSON.stringify({ data: input });
  const { data } = JSON.parse(body) as { data?: unknown };
  if (sizeProblem({ rawBody: Buffer.from(body) }) ?? wireProblem(data)) return true;
  return !schema.safeParse(data).success;
}

/** @throws AssertionError where a refusal is not as the wire conventions say */
export function judgeRefusal({ error, correlationId }: Answer): void {
  const { reason, retryable, issues } = error?.details ?? {};
  assert.ok(reason && reasons.includes(reason), `the reason is ${reason}`);
  const { code, retryable: mayRetry } = errorTable[reason];
  assert.notEqual(code, "internal");
  assert.equal(error?.status, code.toUpperCase().replaceAll("-", "_"));
  assert.equal(retryable, mayRetry);
  assert.match(error?.details?.correlationId ?? "", /^[A-Za-z0-9_-]{8,64}$/);
  assert.equal(error?.details?.correlationId, correlationId);
  if (reason === "input_is_invalid") assert.ok(issues && issues.length > 0, "names no field");
  for (const { field, message } of issues ?? []) {
    assert.ok(field.length > 0 && field.length <= 100, `a field of ${field.length} characters`);
    assert.ok(message.length > 0 && message.length < 200, `a message of ${message.length} characters`);
  }
}
