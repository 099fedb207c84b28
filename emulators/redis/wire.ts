import { RedisError, fromBytes, type Reply } from "./reply.js";

const ARGUMENTS_MAX = 65_536;
const COMMANDS_MAX = 65_536;

/** A request that is not the protocol's; its message goes to the client. */
export class BadRequest extends Error {
  override name = "BadRequest";
}

export function parseBody(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new BadRequest("ERR failed to parse the request body: not JSON");
  }
}

/**
 * `["SET", "key", 1]`: strings, numbers and booleans; the client has turned everything else into JSON text.
 */
export function parseCommand(value: unknown): string[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new BadRequest("ERR failed to parse command: expected a non-empty array");
  }
  if (value.length > ARGUMENTS_MAX) throw new BadRequest("ERR failed to parse command: too many arguments");
  return value.map((argument: unknown) => {
    if (typeof argument === "string") return argument;
    if (typeof argument === "number" || typeof argument === "boolean") return String(argument);
    throw new BadRequest("ERR failed to parse command: an argument must be a string, number or boolean");
  });
}

export function parseCommands(value: unknown): string[][] {
  if (!Array.isArray(value))
    throw new BadRequest("ERR failed to parse pipeline: expected an array of commands");
  if (value.length > COMMANDS_MAX) throw new BadRequest("ERR failed to parse pipeline: too many commands");
  return value.map(parseCommand);
}

export type Encoding = "base64" | "text";
export type Outcome = { result: unknown } | { error: string };

export function toOutcome(reply: Reply, encoding: Encoding): Outcome {
  return reply instanceof RedisError ? { error: reply.message } : { result: encode(reply, encoding, true) };
}

/** Upstash leaves a lone "OK" as it is; anywhere else the client would decode it as base64. */
function encode(reply: Reply, encoding: Encoding, isTop: boolean): unknown {
  if (Array.isArray(reply)) return reply.map((item) => encode(item, encoding, false));
  if (reply instanceof RedisError)
    return encode(Buffer.from(reply.message).toString("latin1"), encoding, false);
  if (typeof reply !== "string" || (isTop && reply === "OK")) return reply;
  return encoding === "base64" ? Buffer.from(reply, "latin1").toString("base64") : fromBytes(reply);
}
