/** The bucket of Cloud Storage that holds all files, and the same one as seen by a client that can sign. */
import type { Storage } from "firebase-admin/storage";
import { bucketName, isEmulator, projectId } from "./config.js";

export type Bucket = ReturnType<Storage["bucket"]>;

export type Buckets = {
  readonly files: () => Promise<Bucket>;
  /** Signs addresses: with the runtime's own identity through IAM, on the emulators with a key of the process. */
  readonly signing: () => Promise<Bucket>;
};

/** @param signer an identity to sign with in place of the runtime's */
export function createBuckets(signer?: () => Promise<Signer>): Buckets {
  const makeSigner = signer ?? (isEmulator() ? throwAwaySigner : undefined);
  let files: Promise<Bucket> | undefined;
  let signing: Promise<Bucket> | undefined;
  const ofFiles = () => (files ??= openBucket());
  return { files: ofFiles, signing: () => (signing ??= makeSigner ? signingBucket(makeSigner) : ofFiles()) };
}

export type Signer = { readonly clientEmail: string; readonly privateKey: string };

async function openBucket(): Promise<Bucket> {
  const [{ getStorage }, { getApps, initializeApp }] = await Promise.all([
    import("firebase-admin/storage"),
    import("firebase-admin/app"),
  ]);
  return getStorage(getApps()[0] ?? initializeApp()).bucket(bucketName());
}

const signerAppName = "bourse-signer";

async function signingBucket(makeSigner: () => Promise<Signer>): Promise<Bucket> {
  const [{ getStorage }, { cert, deleteApp, getApps, initializeApp }, { clientEmail, privateKey }] =
    await Promise.all([import("firebase-admin/storage"), import("firebase-admin/app"), makeSigner()]);
  const credential = cert({ projectId: projectId(), clientEmail, privateKey });
  const known = getApps().find(({ name }) => name === signerAppName);
  if (known) await deleteApp(known);
  return getStorage(initializeApp({ credential, projectId: projectId() }, signerAppName)).bucket(
    bucketName(),
  );
}

const keyBits = 2048;

/** The emulator checks no signature, but an address must have one to look like the real thing. */
async function throwAwaySigner(): Promise<Signer> {
  const [{ generateKeyPair }, { promisify }] = await Promise.all([
    import("node:crypto"),
    import("node:util"),
  ]);
  const encoding = { type: "pkcs8", format: "pem" } as const;
  const { privateKey } = await promisify(generateKeyPair)("rsa", {
    modulusLength: keyBits,
    privateKeyEncoding: encoding,
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  return { clientEmail: `emulator@${projectId()}.iam.gserviceaccount.com`, privateKey };
}
