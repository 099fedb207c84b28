/** From a hash as the source kept it to what `auth.importUsers` takes. */
import type { UserImportOptions } from "firebase-admin/auth";
import { Binary } from "bson";
import { valueAt } from "./fields.js";
import type { PasswordMapping } from "./password-mapping.js";

/** `reset`: the user must choose a new password, and why. */
export type Password =
  | { readonly passwordHash: Buffer; readonly passwordSalt?: Buffer }
  | { readonly reset: "no_password" | "hash_not_supported" | "hash_malformed" };

const bcryptHash = /^\$2[aby]\$(0[4-9]|[12]\d|3[01])\$[./A-Za-z0-9]{53}$/;

export function passwordOf(document: unknown, mapping: PasswordMapping): Password {
  if (mapping.algorithm === "none") return { reset: "hash_not_supported" };
  const hash = textOf(valueAt(document, mapping.hash));
  if (hash === undefined) return { reset: "no_password" };
  if (mapping.algorithm === "auto" || mapping.algorithm === "BCRYPT") {
    if (bcryptHash.test(hash)) return { passwordHash: Buffer.from(hash) };
    return { reset: mapping.algorithm === "auto" ? "hash_not_supported" : "hash_malformed" };
  }
  const { hashText, saltText } = parts(hash, document, mapping);
  const passwordHash = decoded(hashText, mapping.hashEncoding);
  const passwordSalt = saltText === undefined ? undefined : decoded(saltText, mapping.saltEncoding);
  const saltMissing = (mapping.salt !== null || mapping.layout !== null) && passwordSalt === undefined;
  if (!passwordHash || saltMissing) return { reset: "hash_malformed" };
  const lengthFits =
    mapping.algorithm !== "STANDARD_SCRYPT" || passwordHash.length === mapping.derivedKeyLength;
  if (!lengthFits) return { reset: "hash_malformed" };
  return passwordSalt ? { passwordHash, passwordSalt } : { passwordHash };
}

type Placed = Exclude<PasswordMapping, { algorithm: "auto" | "none" | "BCRYPT" }>;

function parts(hash: string, document: unknown, { layout, salt }: Placed) {
  if (layout === null) {
    return { hashText: hash, saltText: salt === null ? undefined : textOf(valueAt(document, salt)) };
  }
  const [first, second, more] = hash.split(layout.charAt(4));
  if (second === undefined || more !== undefined) return { hashText: "", saltText: undefined };
  return layout.startsWith("salt")
    ? { hashText: second, saltText: first }
    : { hashText: first ?? "", saltText: second };
}

const textOf = (value: unknown): string | undefined => {
  if (value instanceof Binary) return value.toString("utf8");
  return typeof value === "string" && value !== "" ? value : undefined;
};

/** Node decodes as far as it can: what does not come back as it was is no such text. */
function decoded(text: string, encoding: "utf8" | "hex" | "base64"): Buffer | undefined {
  const bytes = Buffer.from(text, encoding);
  const plain = (written: string) =>
    encoding === "hex" ? written.toLowerCase() : encoding === "base64" ? written.replace(/=+$/, "") : written;
  return bytes.length > 0 && plain(bytes.toString(encoding)) === plain(text) ? bytes : undefined;
}

/**
 * How Firebase is to check the hashes.
 * @throws RangeError where the variable that holds a key is not set
 */
export function importOptions(
  mapping: PasswordMapping,
  environment: NodeJS.ProcessEnv,
): UserImportOptions | undefined {
  const { algorithm } = mapping;
  switch (algorithm) {
    case "none":
      return undefined;
    case "auto":
    case "BCRYPT":
      return { hash: { algorithm: "BCRYPT" } };
    case "HMAC_SHA512":
    case "HMAC_SHA256":
    case "HMAC_SHA1":
    case "HMAC_MD5":
      return { hash: { algorithm, key: keyOf(mapping.keyVariable, environment) } };
    case "SCRYPT": {
      const { rounds, memoryCost, saltSeparator, keyVariable } = mapping;
      const key = keyOf(keyVariable, environment);
      return {
        hash: { algorithm, key, rounds, memoryCost, saltSeparator: Buffer.from(saltSeparator, "base64") },
      };
    }
    case "STANDARD_SCRYPT": {
      const { memoryCost, blockSize, parallelization, derivedKeyLength } = mapping;
      return { hash: { algorithm, memoryCost, blockSize, parallelization, derivedKeyLength } };
    }
    default:
      return { hash: { algorithm, rounds: mapping.rounds } };
  }
}

function keyOf(variable: string, environment: NodeJS.ProcessEnv): Buffer {
  const key = Buffer.from(environment[variable] ?? "", "base64");
  if (key.length === 0) throw new RangeError(`${variable} holds no key: set it to the key in base64`);
  return key;
}
