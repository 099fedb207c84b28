/**
 * Builds what is deployed: one bundle, split where a handler loads something lazily, with a `package.json` of its
 * own. Everything is in the bundle, because that loads in 190 ms in place of 330; the SDK is named as a
 * dependency all the same, because the deploy tool looks for it beside the code.
 */
import { cp, mkdir, rm, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = fileURLToPath(new URL(".", import.meta.url));
const outdir = `${here}dist`;

type Manifest = { version: string; engines: { node: string }; dependencies: Record<string, string> };

/** CommonJS dependencies ask for these, which ES modules do not have. */
const banner = [
  'import { createRequire as bourseRequire } from "node:module";',
  'import { dirname as bourseDirname } from "node:path";',
  'import { fileURLToPath as boursePath } from "node:url";',
  "const require = bourseRequire(import.meta.url);",
  "const __filename = boursePath(import.meta.url);",
  "const __dirname = bourseDirname(__filename);",
].join("\n");

await rm(outdir, { recursive: true, force: true });
const result = await build({
  entryPoints: { index: `${here}src/index.ts` },
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node22",
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: "linked",
  legalComments: "none",
  banner: { js: banner },
  metafile: true,
  logLevel: "warning",
});

/**
 * pdfkit asks for the metrics of a font when it is used, by a name that only its own package.json explains: the
 * fonts of our statements, and what they share, go beside the bundle under that name.
 */
const fonts = ["Helvetica", "HelveticaBold"];
const fontsFrom = `${dirname(createRequire(import.meta.url).resolve("pdfkit"))}/standard-fonts`;
await mkdir(`${outdir}/standard-fonts`);
for (const font of fonts) await cp(`${fontsFrom}/${font}.cjs`, `${outdir}/standard-fonts/${font}.cjs`);
await cp(`${fontsFrom}/chunks`, `${outdir}/standard-fonts/chunks`, {
  recursive: true,
  filter: (path) => !path.endsWith(".mjs"),
});

/** What names on statements are written with where the reader's own fonts do not know their letters. */
const notoSans = dirname(createRequire(import.meta.url).resolve("@fontsource/noto-sans/unicode.json"));
const subsets = JSON.parse(await readFile(`${notoSans}/unicode.json`, "utf8")) as object;
await mkdir(`${outdir}/fonts`);
for (const subset of Object.keys(subsets)) {
  const file = `noto-sans-${subset}-700-normal.woff`;
  await cp(`${notoSans}/files/${file}`, `${outdir}/fonts/${file}`);
}

const manifest = JSON.parse(await readFile(`${here}package.json`, "utf8")) as Manifest;
const lock = JSON.parse(await readFile(`${here}../package-lock.json`, "utf8")) as {
  packages: Record<string, { version?: string }>;
};
const dependencies = Object.fromEntries(
  ["firebase-functions", "firebase-admin"].map((name) => {
    const version = lock.packages[`node_modules/${name}`]?.version;
    if (!version) throw new Error(`${name} is not in package-lock.json`);
    return [name, version];
  }),
);
await writeFile(
  `${outdir}/package.json`,
  `${JSON.stringify(
    {
      name: "bourse-functions",
      version: manifest.version,
      private: true,
      type: "module",
      main: "index.js",
      imports: { "#standard-fonts/*": "./standard-fonts/*.cjs", "#fonts/*": "./fonts/*" },
      engines: { node: manifest.engines.node },
      dependencies,
    },
    null,
    2,
  )}\n`,
);
const bytes = Object.values(result.metafile.outputs).reduce((sum, { bytes: size }) => sum + size, 0);
process.stdout.write(
  `functions/dist: ${Object.keys(result.metafile.outputs).length} files, ${bytes} bytes\n`,
);
