/** An identity that signs addresses with a key of its own. */
import { generateKeyPairSync } from "node:crypto";
import type { Signer } from "../../src/platform/buckets.js";

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});

export const throwAwaySigner = (): Promise<Signer> =>
  Promise.resolve({ clientEmail: "test@demo-bourse.iam.gserviceaccount.com", privateKey });
