// Strings inside the engines are byte strings: one character (0 to 255) a byte, as Redis sees them. They
// compare, slice and measure as bytes, which UTF-16 strings do not.

/**
 * What a Redis command answers. A RedisError stands where Redis answers an error; it is a value, not thrown.
 */
export type Reply = number | null | string | RedisError | Reply[];

/** An error reply, its message as Redis words it: `WRONGTYPE Operation against …`. */
export class RedisError extends Error {
  override name = "RedisError";
}

const notAscii = /[^\x00-\x7f]/;

export function toBytes(text: string): string {
  return notAscii.test(text) ? Buffer.from(text, "utf8").toString("latin1") : text;
}

export function fromBytes(bytes: string): string {
  return notAscii.test(bytes) ? Buffer.from(bytes, "latin1").toString("utf8") : bytes;
}
