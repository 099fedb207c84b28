import { RedisError } from "../../reply.js";

const flagNames = new Set([
  "no-writes",
  "allow-oom",
  "allow-stale",
  "no-cluster",
  "allow-cross-slot-keys",
  // Upstash's own: lock the script's keys instead of the whole database. Scripts run one at a time here.
  "allow-key-locking",
]);

/** What a first line such as `#!lua flags=no-writes` says. The line is emptied, so line numbers stay. */
export function readShebang(text: string): { body: string; readOnly: boolean } {
  if (!text.startsWith("#!")) return { body: text, readOnly: false };
  const end = text.indexOf("\n");
  if (end < 0) throw new RedisError("ERR Invalid script shebang");
  const [engine = "", ...options] = text.slice(0, end).trim().split(/\s+/);
  if (engine !== "#!lua") throw new RedisError(`ERR Unexpected engine in script shebang: ${engine}`);
  const flags = options.flatMap(readFlags);
  return { body: text.slice(end), readOnly: flags.includes("no-writes") };
}

function readFlags(option: string): string[] {
  if (!option.startsWith("flags=")) throw new RedisError(`ERR Unknown lua shebang option: ${option}`);
  const flags = option.slice("flags=".length).split(",").filter(Boolean);
  const unknown = flags.find((flag) => !flagNames.has(flag));
  if (unknown !== undefined) throw new RedisError(`ERR Unexpected flag in script shebang: ${unknown}`);
  return flags;
}
