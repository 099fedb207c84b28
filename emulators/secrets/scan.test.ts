import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scanRepository } from "./main.js";
import { findSecrets } from "./scan.js";

const random = "q7Zk2PfW9xLr4TbV8nYc3MdJ6hGs1AeU5oKiQwRt";
/** Put together here, so that nobody else's scanner stumbles over the samples. */
const samples: readonly [title: string, text: string][] = [
  ["a private key", `-----BEGIN ${"RSA "}PRIVATE KEY-----`],
  ["a key of PKCS 8", `"private_key": "-----BEGIN ${"PRIVATE"} KEY-----\\nMIIE"`],
  ["a service account", `"private_key_id": "${"0123456789abcdef".repeat(3).slice(0, 40)}"`],
  ["a Google API key", `apiKey: "${"AIza"}${random.slice(0, 35)}"`],
  ["an AWS key id", `${"AKIA"}IOSFODNN7EXAMPLE`],
  ["a Slack token", `${"xoxb"}-123456789012-${random.slice(0, 20)}`],
  ["a Slack webhook", `https://hooks.slack.com/services/${"T00000000/B00000000"}/${random.slice(0, 24)}`],
  ["a Stripe key", `${"sk_live"}_${random.slice(0, 24)}`],
  ["a GitHub token", `${"ghp"}_${random.slice(0, 36)}`],
  ["an npm token", `//host/:_authToken=${"npm"}_${random.slice(0, 36)}`],
  ["a signed token", `${"eyJ"}hbGciOiJIUzI1.${"eyJ"}zdWIiOiIxMjM0.${random}`],
  ["a password in an address", `redis://default:${random.slice(0, 12)}@cache.example.com`],
  ["a random value under a secret's name", `UPSTASH_REDIS_REST_TOKEN=${random}`],
  ["a random value in YAML", `webhook_secret: ${random}`],
];
const harmless: readonly [title: string, text: string][] = [
  ["the name of a secret", 'defineSecret("UPSTASH_REDIS_REST_TOKEN")'],
  ["the password of the seed", 'const password = "open-outcry-1";'],
  ["a value read elsewhere", 'token: process.env["UPSTASH_REDIS_REST_TOKEN"]'],
  ["a long word", "const tokenOfTheSessionThatEnded = sessionOfTheTokenThatBegan;"],
  ["the emulators' key", 'initializeApp({ projectId: "demo-bourse", apiKey: "demo-key" })'],
  ["an address without a password", "https://us-central1-demo.cloudfunctions.net/ops-health"],
];

describe("the search for secrets", () => {
  for (const [title, text] of samples) {
    it(`finds ${title} (R-EDGE-4)`, () => {
      assert.deepEqual(
        findSecrets(`first\n${text}\n`).map(({ line }) => line),
        [2],
      );
    });
  }

  for (const [title, text] of harmless) {
    it(`lets ${title} be (R-EDGE-4)`, () => assert.deepEqual(findSecrets(text), []));
  }

  it("finds one that is planted in a repository, tracked or not yet, and names its place (R-EDGE-4)", async () => {
    const folder = await mkdtemp(join(tmpdir(), "bourse-secrets-"));
    try {
      execFileSync("git", ["init", "-q"], { cwd: folder });
      await writeFile(join(folder, "clean.txt"), "nothing\n");
      assert.deepEqual(scanRepository(folder), []);
      await writeFile(join(folder, "notes.txt"), `a\nb\nkey ${"AKIA"}IOSFODNN7EXAMPLE\n`);
      assert.deepEqual(scanRepository(folder), ["notes.txt:3: an AWS key id"]);
      await writeFile(join(folder, ".gitignore"), "notes.txt\n");
      assert.deepEqual(scanRepository(folder), []);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it("finds none in this repository (R-EDGE-4)", () => {
    assert.deepEqual(scanRepository(), []);
  });
});
