/** The scripts of the cache: each decides in Redis, where nothing else happens meanwhile. */
import { createHash } from "node:crypto";
import type { Redis } from "@upstash/redis";

export type Script = { readonly text: string; readonly sha: string };

/** A script that Redis is asked for by its hash. */
export const luaScript = (text: string): Script => ({
  text,
  sha: createHash("sha1").update(text).digest("hex"),
});

// KEYS: value, lease, the version of each name. What is stored begins with the versions that it holds under.
const versions = `
local versions = {}
for at = 3, #KEYS do versions[at - 2] = redis.call("GET", KEYS[at]) or "" end
local under = table.concat(versions, ",") .. "\\n"
local function held(stored)
  return stored and string.sub(stored, 1, #under) == under and string.sub(stored, #under + 1)
end
`;

/** ARGV: token, life of a lease in ms. Answers `hit` and the text, or `miss`, whose lease it is, and the versions. */
export const readScript = luaScript(`${versions}
local text = held(redis.call("GET", KEYS[1]))
if text then return { "hit", text } end
local lease = held(redis.call("GET", KEYS[2]))
if lease then return { "miss", lease, under } end
redis.call("SET", KEYS[2], under .. ARGV[1], "PX", ARGV[2])
return { "miss", ARGV[1], under }
`);

/** ARGV: token, versions of the lease, text, life in ms. Answers `filled`, or `overtaken` by an invalidation. */
export const fillScript = luaScript(`${versions}
if under ~= ARGV[2] or held(redis.call("GET", KEYS[2])) ~= ARGV[1] then return { "overtaken" } end
redis.call("SET", KEYS[1], under .. ARGV[3], "PX", ARGV[4])
redis.call("DEL", KEYS[2])
return { "filled" }
`);

/** Runs a script by its hash; a Redis that does not know it yet is sent the text. */
export async function evaluate(
  client: Redis,
  { text, sha }: Script,
  keys: string[],
  args: readonly (string | number)[],
): Promise<unknown[]> {
  const given = args.map(String);
  try {
    return await client.evalsha<string[], unknown[]>(sha, keys, given);
  } catch (error) {
    if (!String(error).includes("NOSCRIPT")) throw error;
    return client.eval<string[], unknown[]>(text, keys, given);
  }
}
