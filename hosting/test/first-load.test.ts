/** What a first visit fetches, measured on a build made for it in memory. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";

/** JavaScript and CSS of a first visit, compressed. Raise them knowingly. */
const landingBytesMax = 150_000;
const signInBytesMax = 215_000;
const buildMs = 60_000;

type Chunk = Rolldown.OutputChunk;

describe("The first load", () => {
  const files = new Map<string, Rolldown.OutputChunk | Rolldown.OutputAsset>();
  before(async function () {
    this.timeout(buildMs);
    const root = fileURLToPath(new URL("..", import.meta.url));
    const built = await build({ root, mode: "production", logLevel: "silent", build: { write: false } });
    for (const { output } of [built].flat() as Rolldown.RolldownOutput[]) {
      for (const file of output) files.set(file.fileName, file);
    }
  });

  const chunks = () => [...files.values()].filter((file): file is Chunk => file.type === "chunk");
  /** The chunk that a source file begins, or that holds a package. */
  const chunkOf = (part: string): Chunk => {
    const chunk =
      chunks().find(({ facadeModuleId }) => facadeModuleId?.endsWith(part)) ??
      chunks().find(({ moduleIds }) => moduleIds.some((id) => id.includes(part)));
    assert.ok(chunk, `no chunk of ${part}`);
    return chunk;
  };
  /** Some chunks and all that they import at once. */
  const loaded = (...parts: string[]): Chunk[] => {
    const found = new Set<Chunk>();
    const add = (chunk: Chunk) => {
      if (found.has(chunk)) return;
      found.add(chunk);
      for (const name of chunk.imports) add(files.get(name) as Chunk);
    };
    for (const part of parts) add(chunkOf(part));
    return [...found];
  };
  const holds = (load: Chunk[], name: string) =>
    load.some(({ moduleIds }) => moduleIds.some((id) => id.includes(`/node_modules/${name}/`)));
  const sizeOf = (load: Chunk[], page: string): number => {
    const styles = new Set(load.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]));
    const sheets = [...styles].map((name) => (files.get(name) as Rolldown.OutputAsset).source);
    const bytes = [...load.map(({ code }) => code), ...sheets].map((text) => gzipSync(text).length);
    const sum = bytes.reduce((total, one) => total + one, 0);
    process.stdout.write(`    ${page}: ${bytes.length} files, ${Math.round(sum / 1024)} KiB compressed\n`);
    return sum;
  };

  it("of the landing page holds nothing of Firebase and stays small (R-WEB-4)", () => {
    const load = loaded("index.html", "src/routes/landing.tsx");
    assert.ok(holds(load, "react-dom"));
    assert.ok(!holds(load, "firebase") && !holds(load, "@firebase"));
    const bytes = sizeOf(load, "landing");
    assert.ok(bytes <= landingBytesMax, `${bytes} bytes`);
  });

  it("of the sign-in page holds Authentication, but neither Firestore nor the trading pages (R-WEB-4)", () => {
    const load = loaded("index.html", "src/app/guest-layout.tsx", "src/routes/sign-in.tsx", "@firebase/auth");
    assert.ok(holds(load, "@firebase/auth"));
    assert.ok(!holds(load, "@firebase/firestore"));
    assert.ok(!load.some(({ moduleIds }) => moduleIds.some((id) => id.includes("/features/orders/"))));
    const bytes = sizeOf(load, "sign-in");
    assert.ok(bytes <= signInBytesMax, `${bytes} bytes`);
  });

  it("of the trade page is where Firestore and the order ticket are; charts come after it (R-WEB-4)", () => {
    const load = loaded(
      "index.html",
      "src/app/protected-layout.tsx",
      "src/routes/trade.tsx",
      "@firebase/auth",
    );
    assert.ok(holds(load, "@firebase/firestore"));
    assert.ok(load.some(({ moduleIds }) => moduleIds.some((id) => id.includes("/features/orders/"))));
    assert.ok(!holds(load, "lightweight-charts"));
    // Contracts are types here: their code would bring the library that checks them.
    assert.ok(!holds(load, "zod"));
    sizeOf(load, "trade");
  });
});
