/**
 * One POST to an address that a user has given. Redirects are not followed, the answer is read up to a bound and
 * within a time, and the connection goes to an address that was judged: the name is resolved once, by us, and what it
 * resolves to is what is connected to.
 */
import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { addressProblem, mayConnect, type AddressRules } from "./address.js";

export type Resolved = { readonly address: string; readonly family: number };
/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly Resolved[]>;

export type Request = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};
/** `status` is null where there was no answer, and `error` says why. `forbidden`: we may not go there. */
export type Answer = {
  readonly status: number | null;
  readonly latencyMs: number;
  readonly error: string | null;
  readonly excerpt: string;
  readonly forbidden: boolean;
};
export type Sender = (request: Request) => Promise<Answer>;

/** Standard Webhooks asks for 15 to 30 s. Less than the lease of an attempt. */
const timeoutMs = 15_000;
const connectMs = 5_000;
const answerMaxBytes = 16_384;
const excerptLengthMax = 500;
const headersMaxBytes = 16_384;

class ForbiddenAddress extends Error {
  override readonly name = "ForbiddenAddress";
}

const resolveByDns: Resolve = (host) => lookup(host, { all: true, verbatim: true });

/** @param resolve the system's, unless a test gives its own @param withinMs for the whole request */
export function createSender(
  rules: AddressRules,
  resolve: Resolve = resolveByDns,
  withinMs = timeoutMs,
): Sender {
  return async (request) => {
    const startedMs = performance.now();
    const latencyMs = () => Math.round(performance.now() - startedMs);
    const problem = addressProblem(request.url, rules);
    if (problem) return unanswered(`the address ${problem}`, 0, true);
    try {
      const { status, excerpt } = await post(
        request,
        judgedLookup(new URL(request.url), rules, resolve),
        withinMs,
      );
      return { status, latencyMs: latencyMs(), error: null, excerpt, forbidden: false };
    } catch (error) {
      const forbidden = hasForbidden(error);
      return unanswered(
        forbidden ? "the address leads inside a network" : nameOf(error),
        latencyMs(),
        forbidden,
      );
    }
  };
}

const unanswered = (error: string, latencyMs: number, forbidden: boolean): Answer => ({
  ...{ status: null, latencyMs, error, excerpt: "", forbidden },
});

async function post(
  { url, headers, body }: Request,
  judged: LookupFunction,
  withinMs: number,
): Promise<{ status: number; excerpt: string }> {
  // One function sends: the others do not load this.
  // As the default, because a bundle names nothing else of a CommonJS module that is loaded later.
  const { Agent, request } = (await import("undici")).default;
  const agent = new Agent({
    connect: { lookup: judged, timeout: connectMs },
    ...{ headersTimeout: withinMs, bodyTimeout: withinMs, maxHeaderSize: headersMaxBytes },
  });
  const signal = AbortSignal.timeout(withinMs);
  try {
    const answer = await request(url, { method: "POST", headers, body, dispatcher: agent, signal });
    return { status: answer.statusCode, excerpt: await excerptOf(answer.body) };
  } finally {
    await agent.destroy();
  }
}

/** Resolves for the socket. Every address must be good: one that is not is what an attacker has put beside. */
function judgedLookup(url: URL, rules: AddressRules, resolve: Resolve): LookupFunction {
  const judged = async (host: string): Promise<readonly [Resolved, ...Resolved[]]> => {
    const [first, ...others] = await resolve(host);
    if (!first) throw new Error(`${host} has no address`);
    const found = [first, ...others] as const;
    if (!found.every(({ address }) => mayConnect(url, address, rules))) throw new ForbiddenAddress(host);
    return found;
  };
  return (host, options, done) => {
    judged(host).then(
      (found) => (options.all ? done(null, [...found]) : done(null, found[0].address, found[0].family)),
      (error: unknown) => done(error as NodeJS.ErrnoException, ""),
    );
  };
}

/** How the answer begins, as text; reading stops there. */
async function excerptOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes >= answerMaxBytes) break;
  }
  const text = Buffer.concat(chunks).subarray(0, answerMaxBytes).toString("utf8");
  return Array.from(text.replace(/[\p{Cc}\p{Cf}\p{Surrogate}]+/gu, " ").trim())
    .slice(0, excerptLengthMax)
    .join("");
}

const causesMax = 5;

function hasForbidden(error: unknown, depth = causesMax): boolean {
  if (error instanceof ForbiddenAddress) return true;
  if (!(error instanceof Error) || depth === 0) return false;
  const inner = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  return [error.cause, ...inner].some((cause) => hasForbidden(cause, depth - 1));
}

/** What the log may say of a failed connection: its code, and nothing of what was found there. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "failed";
  if (error.name === "TimeoutError") return "timed out";
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  const cause = error.cause instanceof Error && "code" in error.cause ? String(error.cause.code) : undefined;
  return (code ?? cause ?? error.name).slice(0, 64);
}
