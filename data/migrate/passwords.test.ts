import assert from "node:assert/strict";
import { pbkdf2Sync, randomBytes, scryptSync } from "node:crypto";
import { describe, it } from "mocha";
import { passwordSchema } from "./password-mapping.js";
import { importOptions, passwordOf } from "./passwords.js";

const bcrypt = "$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
const of = (document: object, mapping: object) => passwordOf(document, passwordSchema.parse(mapping));
const resetOf = (document: object, mapping: object) => {
  const password = of(document, mapping);
  return "reset" in password ? password.reset : null;
};

describe("passwords of a source (R-DATA-6)", () => {
  it("are taken over as bcrypt where the hash says so, and else need a reset", () => {
    const auto = { algorithm: "auto" };
    assert.deepEqual(of({ password: bcrypt }, auto), { passwordHash: Buffer.from(bcrypt) });
    assert.equal(
      resetOf({ password: "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA" }, auto),
      "hash_not_supported",
    );
    assert.equal(resetOf({ password: `${bcrypt}x` }, auto), "hash_not_supported");
    assert.equal(resetOf({}, auto), "no_password");
    assert.equal(resetOf({ password: bcrypt }, { algorithm: "none" }), "hash_not_supported");
  });

  it("are those of passport-local-mongoose: PBKDF2 whose salt is the text of its hex", () => {
    const salt = randomBytes(32).toString("hex");
    const hash = pbkdf2Sync("secret", salt, 25_000, 32, "sha256");
    const mapping = { algorithm: "PBKDF2_SHA256", rounds: 25_000, hash: "hash", salt: "salt" };
    assert.deepEqual(of({ hash: hash.toString("hex"), salt }, mapping), {
      passwordHash: hash,
      passwordSalt: Buffer.from(salt),
    });
    assert.equal(resetOf({ hash: "xyz", salt }, mapping), "hash_malformed");
    assert.equal(resetOf({ hash: hash.toString("hex") }, mapping), "hash_malformed");
  });

  it("are those of node's scrypt, kept as salt:hash", () => {
    const salt = randomBytes(16);
    const hash = scryptSync("secret", salt, 64);
    const mapping = { algorithm: "STANDARD_SCRYPT", layout: "salt:hash", saltEncoding: "hex" };
    const stored = `${salt.toString("hex")}:${hash.toString("hex")}`;
    assert.deepEqual(of({ password: stored }, mapping), { passwordHash: hash, passwordSalt: salt });
    assert.equal(resetOf({ password: stored.slice(0, -2) }, mapping), "hash_malformed");
    assert.equal(resetOf({ password: stored.replace(":", "") }, mapping), "hash_malformed");
  });

  it("come with the options that Firebase checks them by, for every algorithm that it knows", () => {
    const key = Buffer.from("key");
    const environment = { HMAC_KEY: key.toString("base64") };
    const optionsOf = (mapping: object) => importOptions(passwordSchema.parse(mapping), environment)?.hash;
    const keyVariable = "HMAC_KEY";
    assert.deepEqual(optionsOf({ algorithm: "auto" }), { algorithm: "BCRYPT" });
    for (const algorithm of ["HMAC_SHA512", "HMAC_SHA256", "HMAC_SHA1", "HMAC_MD5"]) {
      assert.deepEqual(optionsOf({ algorithm, keyVariable }), { algorithm, key });
    }
    for (const algorithm of ["MD5", "SHA1", "SHA256", "SHA512", "PBKDF_SHA1", "PBKDF2_SHA256"]) {
      assert.deepEqual(optionsOf({ algorithm, rounds: 1 }), { algorithm, rounds: 1 });
    }
    assert.deepEqual(
      optionsOf({ algorithm: "SCRYPT", keyVariable, rounds: 8, memoryCost: 14, saltSeparator: "Bw==" }),
      {
        ...{ algorithm: "SCRYPT", key, rounds: 8, memoryCost: 14 },
        saltSeparator: Buffer.from("Bw==", "base64"),
      },
    );
    assert.deepEqual(optionsOf({ algorithm: "STANDARD_SCRYPT" }), {
      ...{ algorithm: "STANDARD_SCRYPT", memoryCost: 16_384, blockSize: 8 },
      ...{ parallelization: 1, derivedKeyLength: 64 },
    });
    assert.throws(() => optionsOf({ algorithm: "HMAC_MD5", keyVariable: "NOT_SET" }), /NOT_SET holds no key/);
  });

  it("are not mapped beyond what Firebase takes", () => {
    for (const mapping of [
      { algorithm: "MD5", rounds: 8_193 },
      { algorithm: "SHA1", rounds: 0 },
      { algorithm: "ARGON2" },
    ]) {
      assert.equal(passwordSchema.safeParse(mapping).success, false);
    }
  });
});
