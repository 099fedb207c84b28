/* eslint-disable @typescript-eslint/no-require-imports -- its CLI loads CommonJS */
// Imports flow one way: money, ledger, nouns, stores, functions, index. A domain may use another's noun and store,
// never its functions; which files are functions is read from each domain's index.
const { existsSync, readFileSync, readdirSync } = require("node:fs");

const source = "functions/src";
const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const functionFiles = readdirSync(source, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(`${source}/${entry.name}/index.ts`))
  .flatMap(({ name }) => {
    const index = readFileSync(`${source}/${name}/index.ts`, "utf8");
    return [...index.matchAll(/from "\.\/([\w-]+)\.js"/g)].map(([, file]) => `${source}/${name}/${file}.ts`);
  });
const tests = "(\\.test\\.tsx?$|^functions/test/|/test/)";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "money-stands-alone",
      severity: "error",
      from: { path: `^${source}/money/`, pathNot: tests },
      to: { path: `^${source}/`, pathNot: `^${source}/money/` },
    },
    {
      name: "ledger-knows-money-only",
      comment: "store.ts and queries.ts are its Firestore side",
      severity: "error",
      from: { path: `^${source}/ledger/`, pathNot: [tests, "/(store|queries)\\.ts$"] },
      to: { path: [`^${source}/`, "firebase"], pathNot: `^${source}/(money|ledger)/` },
    },
    {
      name: "the-verifier-knows-money-and-ledger-only",
      comment: "it runs in browsers; its command reads files",
      severity: "error",
      from: { path: `^${source}/verifier/`, pathNot: [tests, "/main\\.ts$"] },
      to: {
        path: [`^${source}/`, "firebase", "^(node:|fs|crypto)"],
        pathNot: `^${source}/(money|ledger|verifier)/`,
      },
    },
    {
      name: "contracts-import-zod-and-money-only",
      severity: "error",
      from: { path: "/contract\\.ts$" },
      to: { pathNot: [`^${source}/money/`, "/contract\\.ts$", "(^|node_modules/)zod($|/)"] },
    },
    {
      name: "functions-are-imported-by-their-index-only",
      severity: "error",
      from: { pathNot: ["/index\\.ts$", tests] },
      to: { path: functionFiles.map((file) => `^${escaped(file)}$`) },
    },
    {
      name: "only-platform-imports-firebase-functions",
      severity: "error",
      from: { path: `^${source}/`, pathNot: [`^${source}/platform/`, tests] },
      to: { path: "firebase-functions" },
    },
    {
      name: "the-web-app-imports-contracts-only",
      comment: "and the verifier, because a proof that the server gives of itself proves nothing",
      severity: "error",
      from: { path: "^hosting/src" },
      to: {
        path: "^(functions|emulators|bench)/",
        pathNot: "/contract\\.ts$|/money/|/platform/reasons\\.ts$|/verifier/in-browser\\.ts$",
      },
    },
    {
      name: "features-do-not-import-each-other",
      severity: "error",
      from: { path: "^hosting/src/features/([^/]+)/" },
      to: { path: "^hosting/src/features/", pathNot: "^hosting/src/features/$1/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "functions/tsconfig.json" },
    enhancedResolveOptions: { extensions: [".ts", ".tsx", ".js", ".mjs"], exportsFields: ["exports"] },
  },
};
