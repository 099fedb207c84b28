import assert from "node:assert/strict";
import { createHash, createVerify, generateKeyPairSync } from "node:crypto";
import { createBuckets } from "../platform/buckets.js";
import type { Upload } from "./contract.js";
import { newUpload, quarantinePath, uploadLifeMs, type UploadTerms } from "./file.js";
import { downloadLifeMs, signDownload, signUpload } from "./signing.js";

// Google's own account of both signatures, followed step by step and by none of the code that makes them:
// https://cloud.google.com/storage/docs/authentication/canonical-requests
// https://cloud.google.com/storage/docs/authentication/signatures
// https://cloud.google.com/storage/docs/xml-api/post-object-forms

const { publicKey, privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
});
const clientEmail = "signer@demo-bourse.iam.gserviceaccount.com";
const bucketName = "demo-bourse.appspot.com";

const isSigned = (text: string, signatureHex: string) =>
  createVerify("RSA-SHA256").update(text).verify(publicKey, Buffer.from(signatureHex, "hex"));

/** RFC 3986: all but unreserved characters are escaped. */
const escape = (text: string) =>
  [...Buffer.from(text)]
    .map((byte) =>
      /[A-Za-z0-9\-._~]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`,
    )
    .join("");

/** What Storage does with a signed address: whether it would serve it at this time. */
function serves(address: string, method: string, atMs: number): boolean {
  const { host, pathname, searchParams } = new URL(address);
  const get = (name: string) => searchParams.get(name) ?? "";
  const signature = get("X-Goog-Signature");
  const asked = [...searchParams].filter(([name]) => name !== "X-Goog-Signature");
  const canonicalQuery = asked
    .map(([name, value]) => [escape(name), escape(value)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const names = get("X-Goog-SignedHeaders").split(";");
  assert.deepEqual(names, ["host"], "a plain GET needs no header of its own");
  const canonicalHeaders = `host:${host}\n`;
  const request = [method, pathname, canonicalQuery, canonicalHeaders, names.join(";"), "UNSIGNED-PAYLOAD"];
  const [email, day, location, service, kind] = get("X-Goog-Credential").split("/");
  assert.deepEqual([email, location, service, kind], [clientEmail, "auto", "storage", "goog4_request"]);
  const stamp = get("X-Goog-Date");
  assert.match(stamp, new RegExp(`^${day}T\\d{6}Z$`));
  const hash = createHash("sha256").update(request.join("\n")).digest("hex");
  const scope = [day, location, service, kind].join("/");
  const toSign = [get("X-Goog-Algorithm"), stamp, scope, hash].join("\n");
  assert.equal(get("X-Goog-Algorithm"), "GOOG4-RSA-SHA256");
  const startMs = Date.parse(
    stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
  const inTime = atMs >= startMs && atMs < startMs + Number(get("X-Goog-Expires")) * 1000;
  return inTime && isSigned(toSign, signature);
}

type Condition = Record<string, string> | [string, string | number, string | number];
type Form = Readonly<Record<string, string>>;

/** What Storage does with a form: whether it would take this content at this time. */
function takes(form: Form, content: { bytes: number }, bucket: string, atMs: number): boolean {
  const { policy = "", "x-goog-signature": signature = "" } = form;
  if (!isSigned(policy, signature)) return false;
  const { conditions, expiration } = JSON.parse(Buffer.from(policy, "base64").toString()) as {
    conditions: Condition[];
    expiration: string;
  };
  if (atMs >= Date.parse(expiration)) return false;
  const given: Record<string, string> = { ...form, bucket };
  const covered = new Set(["policy", "x-goog-signature", "bucket"]);
  for (const condition of conditions) {
    if (Array.isArray(condition)) {
      const [operator, low, high] = condition;
      assert.equal(operator, "content-length-range", "the only range there is");
      if (content.bytes < Number(low) || content.bytes > Number(high)) return false;
      continue;
    }
    for (const [field, value] of Object.entries(condition)) {
      covered.add(field);
      if (given[field] !== value) return false;
    }
  }
  // A field that no condition names is refused.
  return Object.keys(form).every((field) => covered.has(field) || field.startsWith("x-ignore-"));
}

describe("a signed address", () => {
  const buckets = createBuckets(() => Promise.resolve({ clientEmail, privateKey }));
  const nowMs = Date.now();
  const terms: UploadTerms = {
    ...{ uid: "someone", fileId: "u1", kind: "document", name: "Übersicht.pdf" },
    ...{ contentType: "application/pdf", size: 1234, checksum: null },
  };
  const file = newUpload(terms, nowMs);
  let upload: Upload;
  let download: { url: string; expiresAt: string };

  before(async () => {
    assert.equal(process.env["STORAGE_EMULATOR_HOST"], undefined, "this is about the real thing");
    const bucket = await buckets.signing();
    upload = await signUpload(bucket, file, file.expiresAt ?? "");
    const stored = {
      path: "files/someone/u1/1.pdf",
      name: "Über sicht (1).pdf",
      contentType: "application/pdf",
    };
    download = await signDownload(bucket, stored, nowMs);
  });

  const taken = (change: Form, bytes = 1234, atMs = nowMs) =>
    takes({ ...upload.fields, ...change }, { bytes }, bucketName, atMs);

  it("is refused as a service that is away where nothing can be signed (R-FILE-1)", async () => {
    const away = () => Promise.reject(new Error("Permission 'iam.serviceAccounts.signBlob' denied"));
    const bucket = { file: () => ({ generateSignedPostPolicyV4: away, getSignedUrl: away }) };
    const broken = bucket as unknown as Parameters<typeof signUpload>[0];
    const stored = { path: "files/someone/u1/1.pdf", name: "a.pdf", contentType: "application/pdf" };
    for (const call of [
      signUpload(broken, file, file.expiresAt ?? ""),
      signDownload(broken, stored, nowMs),
    ]) {
      await assert.rejects(call, { name: "DomainError", reason: "service_unavailable" });
    }
  });

  describe("of an upload", () => {
    it("is a form that Storage takes, by Google's own account of the signature (R-FILE-1)", () => {
      assert.deepEqual(
        [upload.method, upload.url],
        ["POST", `https://storage.googleapis.com/${bucketName}/`],
      );
      assert.equal(upload.fields["key"], quarantinePath(file));
      assert.equal(upload.fields["x-goog-algorithm"], "GOOG4-RSA-SHA256");
      const day = upload.fields["x-goog-date"]?.slice(0, 8);
      assert.equal(upload.fields["x-goog-credential"], `${clientEmail}/${day}/auto/storage/goog4_request`);
      assert.equal(taken({}), true);
    });

    it("is bound to the exact size, the type, the key and the bucket (R-FILE-1)", () => {
      assert.equal(taken({}, 1233), false);
      assert.equal(taken({}, 1235), false);
      assert.equal(taken({ "content-type": "text/html" }), false);
      assert.equal(taken({ key: "quarantine/another/u1" }), false);
      assert.equal(takes(upload.fields, { bytes: 1234 }, "another-bucket", nowMs), false);
      assert.equal(taken({ "content-encoding": "gzip" }), false, "a field more than was signed");
    });

    it("ends with the upload's life (R-FILE-1)", () => {
      assert.equal(Date.parse(upload.expiresAt) - nowMs, uploadLifeMs);
      assert.equal(taken({}, 1234, nowMs + uploadLifeMs - 1_000), true);
      assert.equal(taken({}, 1234, nowMs + uploadLifeMs), false);
    });

    it("is worth nothing with another policy under its signature (R-FILE-1)", () => {
      const policy = Buffer.from(upload.fields["policy"] ?? "", "base64").toString();
      const wider = policy.replace("1234,1234", "0,99999999");
      assert.notEqual(wider, policy);
      assert.equal(taken({ policy: Buffer.from(wider).toString("base64") }, 5), false);
    });
  });

  describe("of a download", () => {
    it("is served, by Google's own account of the signature, with GET only (R-FILE-1)", () => {
      const { pathname } = new URL(download.url);
      assert.equal(pathname, `/${bucketName}/files/someone/u1/1.pdf`);
      assert.equal(serves(download.url, "GET", nowMs), true);
      assert.equal(serves(download.url, "PUT", nowMs), false);
      assert.equal(serves(download.url, "DELETE", nowMs), false);
    });

    it("lives for five minutes (R-FILE-1)", () => {
      assert.equal(Date.parse(download.expiresAt) - nowMs, downloadLifeMs);
      assert.equal(serves(download.url, "GET", nowMs + downloadLifeMs - 1_000), true);
      assert.equal(serves(download.url, "GET", nowMs + downloadLifeMs), false);
    });

    it("fixes type, disposition and name, so that none can be changed (R-FILE-4)", () => {
      const { searchParams } = new URL(download.url);
      assert.equal(searchParams.get("response-content-type"), "application/pdf");
      assert.equal(
        searchParams.get("response-content-disposition"),
        "attachment; filename=\"Uber sicht (1).pdf\"; filename*=UTF-8''%C3%9Cber%20sicht%20%281%29.pdf",
      );
      for (const [field, value] of [
        ["response-content-type", "text/html"],
        ["response-content-disposition", "inline"],
        ["X-Goog-Expires", "604800"],
      ] as const) {
        const changed = new URL(download.url);
        changed.searchParams.set(field, value);
        assert.equal(serves(changed.href, "GET", nowMs), false, field);
      }
      assert.equal(serves(download.url.replace("/u1/", "/u2/"), "GET", nowMs), false);
    });
  });
});
