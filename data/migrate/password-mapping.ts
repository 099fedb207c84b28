/** How the source hashed its passwords: every way that Firebase Auth can go on checking, by the names of its Admin SDK. */
import { z } from "zod";

const place = z.string().min(1);
const encoding = z.enum(["utf8", "hex", "base64"]);

/**
 * Where the hash is, and the salt. `layout`: hash and salt are one text, parted by a character, like `salt:hash`.
 * `saltEncoding` `utf8` means that the text itself was the salt, which is how passport-local-mongoose uses its hex.
 */
const places = {
  hash: place.default("password"),
  salt: place.nullable().default(null),
  hashEncoding: encoding.default("hex"),
  saltEncoding: encoding.default("utf8"),
  layout: z
    .string()
    .regex(/^(salt.hash|hash.salt)$/, 'must be like "salt:hash" or "hash.salt"')
    .nullable()
    .default(null),
};
/** The name of the environment variable that holds a key in base64: keys have no place in a file. */
const keyVariable = z.string().regex(/^[A-Z][A-Z0-9_]*$/);

const withRounds = <const Algorithm extends string>(
  algorithms: readonly Algorithm[],
  [min, max]: readonly [number, number],
) => z.strictObject({ algorithm: z.enum(algorithms), ...places, rounds: z.int().min(min).max(max) });

export const passwordSchema = z
  .discriminatedUnion("algorithm", [
    /** bcrypt where the hash says so; everybody else needs a reset. */
    z.strictObject({ algorithm: z.literal("auto"), hash: place.default("password") }),
    z.strictObject({ algorithm: z.literal("none") }),
    z.strictObject({ algorithm: z.literal("BCRYPT"), hash: place.default("password") }),
    z.strictObject({
      algorithm: z.enum(["HMAC_SHA512", "HMAC_SHA256", "HMAC_SHA1", "HMAC_MD5"]),
      ...places,
      keyVariable,
    }),
    withRounds(["MD5"], [0, 8_192]),
    withRounds(["SHA1", "SHA256", "SHA512"], [1, 8_192]),
    withRounds(["PBKDF_SHA1", "PBKDF2_SHA256"], [0, 120_000]),
    z.strictObject({
      algorithm: z.literal("SCRYPT"),
      ...places,
      keyVariable,
      saltSeparator: z.base64().default(""),
      rounds: z.int().min(1).max(8),
      memoryCost: z.int().min(1).max(14),
    }),
    z.strictObject({
      algorithm: z.literal("STANDARD_SCRYPT"),
      ...places,
      /** N, r, p and the length of what node's `crypto.scrypt` calls keylen. */
      memoryCost: z.int().min(2).default(16_384),
      blockSize: z.int().min(1).default(8),
      parallelization: z.int().min(1).default(1),
      derivedKeyLength: z.int().min(1).default(64),
    }),
  ])
  .default({ algorithm: "auto", hash: "password" });
export type PasswordMapping = z.infer<typeof passwordSchema>;
