/**
 * Calls at a steady pace, whether or not the ones before are answered, and how each fared. They are sent by undici
 * itself: `fetch` would take from the servers, on the same machine, a good part of what they have.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { request as send } from "undici";

const callDeadlineMs = 30_000;

export type PlannedRequest = { readonly name: string; readonly data: object; readonly token: string };

export type Sample = {
  /** Since 1970. */
  readonly startedMs: number;
  readonly durationMs: number;
  readonly name: string;
  readonly status: number;
  /** Of a refusal; empty where it was served. */
  readonly reason: string;
};

/** Makes one call and waits for its answer. */
export async function request(port: number, { name, data, token }: PlannedRequest): Promise<Sample> {
  const [startedMs, from] = [Date.now(), performance.now()];
  const told = (status: number, reason: string): Sample => ({
    ...{ startedMs, durationMs: performance.now() - from, name, status, reason },
  });
  try {
    const { statusCode, body } = await send(`http://127.0.0.1:${port}/demo-bourse/us-central1/${name}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: JSON.stringify({ data }),
      headersTimeout: callDeadlineMs,
      bodyTimeout: callDeadlineMs,
    });
    const { error } = (await body.json()) as { error?: { details?: { reason?: string } } };
    return told(statusCode, error ? (error.details?.reason ?? "unknown") : "");
  } catch (error) {
    return told(0, String(error));
  }
}

export type Pace = { readonly perSecond: number; readonly seconds: number };

/** Calls go round the ports in turn. */
export async function traffic(
  ports: readonly number[],
  { perSecond, seconds }: Pace,
  next: (index: number) => PlannedRequest,
): Promise<Sample[]> {
  const samples: Promise<Sample>[] = [];
  const beganMs = performance.now();
  for (let index = 0; index < perSecond * seconds; index++) {
    const waitMs = beganMs + (index * 1_000) / perSecond - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    samples.push(request(ports[index % ports.length] as number, next(index)));
  }
  return Promise.all(samples);
}

/** The time within which this part of the calls was answered. */
export function percentile(samples: readonly Sample[], part: number): number {
  const sorted = samples.map(({ durationMs }) => durationMs).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? NaN;
}
