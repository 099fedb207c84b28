/** Calls below the SDK: whatever bytes a hostile client may send. */
import type { Failure } from "../../src/platform/failure.js";
import { host, projectId } from "./backend.js";

const deadlineMs = 90_000;

export type RawAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly result?: unknown;
  readonly error?: { status?: string; message?: string; details?: Failure["details"] };
  readonly text: string;
};

export type RawRequest = {
  readonly name: string;
  /** Of the functions emulator, unless a server of its own is called. */
  readonly port?: number | undefined;
  readonly token?: string | undefined;
  readonly method?: string | undefined;
  /** As it goes over the wire; `undefined` sends none. */
  readonly body: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
};

export async function rawCall({
  name,
  port = 5001,
  token,
  method = "POST",
  body,
  headers,
}: RawRequest): Promise<RawAnswer> {
  const answer = await fetch(`http://${host}:${port}/${projectId}/us-central1/${name}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(token && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    signal: AbortSignal.timeout(deadlineMs),
    ...(body !== undefined && { body }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, text, ...parsed(text) };
}

function parsed(text: string): Pick<RawAnswer, "result" | "error"> {
  try {
    return JSON.parse(text) as Pick<RawAnswer, "result" | "error">;
  } catch {
    return {};
  }
}
