// The first thing every npm script runs, on whatever Node the machine has: it installs what is missing, then
// hands over to the TypeScript command on the Node that the repository pins. Nothing is imported from
// node_modules here, because on a fresh clone there is none. The scripts say `exec node …`, because a shell left in
// between would keep the signals that npm passes on to itself.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const commands = ["start", "exec", "test", "demo", "bench", "check"];
const nodeMajorMin = 18;
const root = fileURLToPath(new URL("..", import.meta.url));
const modules = join(root, "node_modules");

/** True when a package of the lock file is not installed in its version. Times only decide whether to look. */
function installIsStale() {
  const lock = join(root, "package-lock.json");
  const installed = join(modules, ".package-lock.json");
  if (!existsSync(installed)) return true;
  if (statSync(lock).mtimeMs <= statSync(installed).mtimeMs) return false;
  const present = new Set(packagesIn(installed).map(({ id }) => id));
  return packagesIn(lock).some(({ id, optional }) => !optional && !present.has(id));
}

/** Name and version of every package, wherever npm has put it. */
function packagesIn(lockFile) {
  const folder = "node_modules/";
  return Object.entries(JSON.parse(readFileSync(lockFile, "utf8")).packages)
    .filter(([path, entry]) => path.includes(folder) && !entry.link)
    .map(([path, { version, optional }]) => {
      const name = path.slice(path.lastIndexOf(folder) + folder.length);
      return { id: `${name}@${version}`, optional };
    });
}

function install() {
  console.error("bourse: installing packages with npm ci (some minutes on a fresh clone)");
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: "inherit",
  });
  if (npm.status === 0) return;
  console.error(`bourse: npm ci failed${npm.error ? `: ${npm.error.message}` : ""}`);
  process.exit(npm.status || 1);
}

function handOver(command, args) {
  const pinned = join(modules, ".bin", "node");
  if (!existsSync(pinned)) {
    console.error(`bourse: the pinned Node is not in node_modules; using ${process.version}`);
  }
  const child = spawn(
    existsSync(pinned) ? pinned : process.execPath,
    [
      // tsx as a loader instead of its command: one process fewer for a signal to get lost in.
      "--import",
      pathToFileURL(join(modules, "tsx", "dist", "loader.mjs")).href,
      join(root, "emulators", "commands", `${command}.ts`),
      ...args,
    ],
    {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, PATH: [join(modules, ".bin"), process.env.PATH].join(delimiter) },
    },
  );
  // From a terminal the child gets Ctrl-C as well; the commands count signals that come together as one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => {
    console.error(`bourse: ${error.message}`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    process.exitCode = signal ? 128 + constants.signals[signal] : code;
  });
}

const [command, ...args] = process.argv.slice(2);
if (!commands.includes(command)) {
  console.error(`usage: node emulators/bootstrap.mjs ${commands.join("|")} [options]`);
  process.exit(2);
}
if (Number(process.versions.node.split(".")[0]) < nodeMajorMin) {
  console.error(`bourse: Node ${nodeMajorMin} or newer is needed to install; this is ${process.version}`);
  process.exit(1);
}
if (installIsStale()) install();
handOver(command, args);
