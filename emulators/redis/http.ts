import { timingSafeEqual, createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { refusal, type Engine } from "./engine.js";
import { RedisError, type Reply } from "./reply.js";
import { BadRequest, parseBody, parseCommand, parseCommands, toOutcome, type Encoding } from "./wire.js";

export type HttpOptions = { token: string; bodyMaxBytes: number };
type Answer = { status: number; body: unknown };

const syncToken = "upstash-sync-token";

/** Upstash's REST protocol in front of an engine. */
export function createHttpServer(engine: Engine, options: HttpOptions): Server {
  const isToken = tokenCheck(options.token);
  return createServer((request, response) => {
    answer(engine, options, isToken, request)
      .catch((error: unknown): Answer => {
        if (error instanceof BadRequest) return { status: 400, body: { error: error.message } };
        return {
          status: 500,
          body: { error: `ERR ${error instanceof Error ? error.message : String(error)}` },
        };
      })
      .then((outcome) => send(request, response, outcome))
      .catch(() => response.destroy());
  });
}

async function answer(
  engine: Engine,
  { bodyMaxBytes }: HttpOptions,
  isToken: (given: string) => boolean,
  request: IncomingMessage,
): Promise<Answer> {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const run = routes[pathname];
  if (!isToken(bearer(request))) return { status: 401, body: { error: "Unauthorized" } };
  if (!run) return { status: 404, body: { error: `ERR no such path: ${pathname}` } };
  if (request.method !== "POST") return { status: 405, body: { error: "ERR only POST is served here" } };
  const body = await readBody(request, bodyMaxBytes);
  if (body === undefined) {
    return { status: 413, body: { error: `ERR max request size exceeded. Limit: ${bodyMaxBytes} bytes` } };
  }
  const encoding: Encoding = request.headers["upstash-encoding"] === "base64" ? "base64" : "text";
  return run(engine, parseBody(body), encoding);
}

type Route = (engine: Engine, body: unknown, encoding: Encoding) => Promise<Answer>;

const routes: Record<string, Route | undefined> = {
  async "/"(engine, body, encoding) {
    const args = parseCommand(body);
    const outcome = toOutcome(refusal(args) ?? (await engine.execute(args)), encoding);
    return { status: "error" in outcome ? 400 : 200, body: outcome };
  },

  async "/pipeline"(engine, body, encoding) {
    const commands = parseCommands(body);
    const replies = await Promise.all(commands.map(async (args) => refusal(args) ?? engine.execute(args)));
    return { status: 200, body: replies.map((reply) => toOutcome(reply, encoding)) };
  },

  async "/multi-exec"(engine, body, encoding) {
    const commands = parseCommands(body);
    const refused = commands.map(refusal).find((problem) => problem !== undefined);
    const replies: Reply = refused ?? (await engine.multi(commands));
    if (replies instanceof RedisError) return { status: 400, body: { error: replies.message } };
    if (!Array.isArray(replies)) throw new Error("the transaction was not run");
    return { status: 200, body: replies.map((reply) => toOutcome(reply, encoding)) };
  },
};

function tokenCheck(token: string): (given: string) => boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  const expected = digest(token);
  return (given) => timingSafeEqual(digest(given), expected);
}

function bearer(request: IncomingMessage): string {
  return /^Bearer (.*)$/i.exec(request.headers.authorization ?? "")?.[1] ?? "";
}

/**
 * The body, or undefined when it is larger than allowed; what is too much is read and dropped, to answer in
 * order.
 */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
  }
  return bytes > maxBytes ? undefined : Buffer.concat(chunks).toString("utf8");
}

function send(request: IncomingMessage, response: ServerResponse, { status, body }: Answer): void {
  const token = request.headers[syncToken];
  if (typeof token === "string" && token !== "") response.setHeader(syncToken, token);
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(text),
  });
  response.end(text);
}
