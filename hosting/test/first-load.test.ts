/** What a first visit fetches, read from the build's manifest. `npm run build -w @bourse/hosting` made it. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

type Chunk = { file: string; imports?: string[]; dynamicImports?: string[]; css?: string[] };

const dist = new URL("../dist/", import.meta.url);
const manifestFile = new URL(".vite/manifest.json", dist);

/** JavaScript and CSS of a first visit, compressed. Raise them knowingly. */
const landingBytesMax = 150_000;
const signInBytesMax = 215_000;

describe("The first load", () => {
  let manifest: Record<string, Chunk>;
  before(function () {
    if (!existsSync(manifestFile))
      throw new Error("hosting/dist is missing: npm run build -w @bourse/hosting");
    manifest = JSON.parse(readFileSync(manifestFile, "utf8")) as Record<string, Chunk>;
  });

  const chunkOf = (key: string): Chunk => {
    const chunk = manifest[key];
    assert.ok(chunk, `${key} is not in the manifest`);
    return chunk;
  };
  /** The files of some chunks and of all that they import at once. */
  const filesOf = (keys: string[]): Set<string> => {
    const files = new Set<string>();
    const seen = new Set<string>();
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) {
      if (seen.has(key)) continue;
      seen.add(key);
      const { file, css = [], imports = [] } = chunkOf(key);
      for (const one of [file, ...css]) files.add(one);
      keys.push(...imports);
    }
    return files;
  };
  const bytesOf = (files: Set<string>) =>
    [...files].reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
  const holds = (files: Set<string>, text: string) =>
    [...files].some(
      (file) => file.endsWith(".js") && readFileSync(new URL(file, dist), "utf8").includes(text),
    );
  const keyOf = (part: string): string => {
    const key = Object.keys(manifest).find((one) => one.includes(part));
    assert.ok(key, `no chunk of ${part}`);
    return key;
  };

  const entry = "index.html";
  /** Firestore's own name for its database service, which minifying leaves alone. */
  const firestoreMark = "google.firestore.v1.Firestore";
  const authMark = "identitytoolkit.googleapis.com";

  it("of the landing page holds nothing of Firebase and stays small (R-WEB-4)", () => {
    const files = filesOf([entry, "src/routes/landing.tsx"]);
    const bytes = bytesOf(files);
    process.stdout.write(`    landing: ${files.size} files, ${Math.round(bytes / 1024)} KiB compressed\n`);
    assert.ok(!holds(files, firestoreMark) && !holds(files, authMark));
    assert.ok(bytes <= landingBytesMax, `${bytes} bytes`);
  });

  it("of the sign-in page holds Authentication but not Firestore (R-WEB-4)", () => {
    const auth = keyOf("firebase/auth");
    const files = filesOf([entry, "src/app/guest-layout.tsx", "src/routes/sign-in.tsx", auth]);
    const bytes = bytesOf(files);
    process.stdout.write(`    sign-in: ${files.size} files, ${Math.round(bytes / 1024)} KiB compressed\n`);
    assert.ok(holds(files, authMark));
    assert.ok(!holds(files, firestoreMark));
    assert.ok(bytes <= signInBytesMax, `${bytes} bytes`);
  });

  it("of the trade page is where Firestore is, so the mark that the others lack can be found", () => {
    const files = filesOf([entry, "src/app/protected-layout.tsx", "src/routes/trade.tsx"]);
    process.stdout.write(
      `    trade: ${files.size} files, ${Math.round(bytesOf(files) / 1024)} KiB compressed\n`,
    );
    assert.ok(holds(files, firestoreMark));
  });
});
