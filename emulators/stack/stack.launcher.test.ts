import assert from "node:assert/strict";
import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { prepareGround, type Ground, type Launched } from "./launched.js";
import { isFree } from "./ports.js";
import { signal } from "./processes.js";

const testMs = 150_000;
const goneMs = 10_000;
const pollMs = 100;
const betweenSignalsMs = 700;

describe("The launcher", function () {
  this.timeout(testMs);
  let ground: Ground;
  let launched: Launched | undefined;

  beforeEach(async () => {
    ground = await prepareGround();
    launched = undefined;
  });

  afterEach(async () => {
    for (const { pid } of (await launched?.alive()) ?? []) signal(pid, "SIGKILL");
    await ground.leave();
  });

  it("names the busy port and the process that holds it, and starts nothing", async () => {
    const holder = createServer().listen(ground.ports["auth"], "127.0.0.1");
    await once(holder, "listening");
    try {
      const start = begin("start", "--only", "auth");
      assert.equal(await start.ended(), 1);
      const line = `port ${ground.ports["auth"]} (auth) is held by process ${process.pid}: `;
      assert.ok(start.output().includes(line), start.output());
      assert.deepEqual(await start.alive(), []);
    } finally {
      holder.close();
      await once(holder, "close");
    }
  });

  it("says `ready` in one line, and Ctrl-C leaves no process and no port", async () => {
    const start = begin("start", "--only", "auth,firestore", "--no-seed");
    await start.said(/^ready /m);
    assert.equal(start.output().match(/^ready /gm)?.length, 1);
    assert.ok((await start.alive()).some(({ command }) => command.startsWith("java")));
    start.child.kill("SIGINT");
    assert.equal(await start.ended(), 0);
    await nothingIsLeft(start);
  });

  it("ends everything on SIGTERM while it is still starting", async () => {
    const start = begin("start", "--only", "auth,firestore", "--no-seed");
    await start.said("starting auth, firestore");
    start.child.kill("SIGTERM");
    assert.equal(await start.ended(), 143);
    await nothingIsLeft(start);
  });

  it("ends everything at once on a second Ctrl-C", async () => {
    const start = begin(
      "start",
      "--only",
      "auth,firestore",
      "--no-seed",
      "--export",
      join(ground.folder, "data"),
    );
    await start.said(/^ready /m);
    start.child.kill("SIGINT");
    await delay(betweenSignalsMs);
    start.child.kill("SIGINT");
    await start.ended();
    await nothingIsLeft(start);
  });

  it("ends everything when an emulator crashes, and names it", async () => {
    const start = begin("start", "--only", "auth,firestore", "--no-seed");
    await start.said(/^ready /m);
    const java = (await start.alive()).find(({ command }) => command.startsWith("java"));
    assert.ok(java && signal(java.pid, "SIGKILL"));
    assert.equal(await start.ended(), 1);
    assert.match(start.output(), new RegExp(`ended by itself: process ${java.pid} ended: java`));
    await nothingIsLeft(start);
  });

  it("leaves nothing even when it is killed itself", async () => {
    const start = begin("start", "--only", "auth,firestore", "--no-seed");
    await start.said(/^ready /m);
    const own = (await start.alive()).find(({ command }) => command.includes("commands/start.ts"));
    assert.ok(own && signal(own.pid, "SIGKILL"));
    await start.ended();
    const deadline = Date.now() + goneMs;
    while ((await start.alive()).length > 0 && Date.now() < deadline) await delay(pollMs);
    await nothingIsLeft(start);
  });

  it("runs a command against the emulators and exits with its code", async () => {
    const script = "process.stdout.write(process.env.FIREBASE_AUTH_EMULATOR_HOST); process.exit(7)";
    const exec = begin("exec", "--only", "auth", "--no-seed", "--", process.execPath, "-e", script);
    assert.equal(await exec.ended(), 7);
    assert.ok(exec.output().includes(`127.0.0.1:${ground.ports["auth"]}`));
    await nothingIsLeft(exec);
  });

  it("ends the command when it is interrupted", async () => {
    const script = "console.log('command runs'); setInterval(() => {}, 1000)";
    const exec = begin("exec", "--only", "auth", "--no-seed", "--", process.execPath, "-e", script);
    await exec.said("command runs");
    exec.child.kill("SIGINT");
    assert.equal(await exec.ended(), 130);
    await nothingIsLeft(exec);
  });

  it("starts from the data that an earlier run has written", async () => {
    const data = join(ground.folder, "data");
    const address = `http://127.0.0.1:${ground.ports["firestore"]}`;
    const path = `${address}/v1/projects/demo-bourse/databases/(default)/documents/kept/one`;
    const request = (method: string) =>
      `fetch("${path}", { method: "${method}", headers: { authorization: "Bearer owner" }, ` +
      `body: ${method === "PATCH"} ? '{"fields":{"kept":{"booleanValue":true}}}' : undefined })` +
      `.then(async (answer) => { console.log(answer.status, await answer.text()) })`;
    const only = ["--only", "firestore"];
    const first = begin("exec", ...only, "--export", data, "--", process.execPath, "-e", request("PATCH"));
    assert.equal(await first.ended(), 0, first.output());
    assert.ok(await readFile(join(data, "firebase-export-metadata.json"), "utf8"));
    const second = begin("exec", ...only, "--import", data, "--", process.execPath, "-e", request("GET"));
    assert.equal(await second.ended(), 0, second.output());
    assert.match(second.output(), /200 [^]*"booleanValue": true/);
  });

  it("asks for Java 21 or newer where there is none", async () => {
    const bin = join(ground.folder, "bin");
    await mkdir(bin);
    launched = ground.launch(["start", "--only", "firestore", "--config", ground.config], { PATH: bin });
    assert.equal(await launched.ended(), 1);
    assert.match(launched.output(), /Java 21 or newer is needed/);
  });

  it("refuses parts that it does not know, and explains itself", async () => {
    const wrong = begin("start", "--only", "auth,database");
    assert.notEqual(await wrong.ended(), 0);
    assert.match(wrong.output(), /database is not one of/);
    for (const command of ["start", "exec", "test", "demo", "check", "bench"]) {
      const help = ground.launch([command, "--help"]);
      assert.equal(await help.ended(), 0);
      assert.match(help.output(), /Usage: /);
    }
  });

  function begin(command: string, ...args: string[]): Launched {
    const [options, rest] = split(args);
    launched = ground.launch([command, ...options, "--config", ground.config, ...rest]);
    return launched;
  }

  async function nothingIsLeft(run: Launched): Promise<void> {
    assert.deepEqual(await run.alive(), []);
    const temporary = (await readdir(ground.folder)).filter((name) => name.startsWith("bourse-"));
    assert.deepEqual(temporary, []);
    for (const port of Object.values(ground.ports)) assert.ok(await isFree(port), `port ${port} is held`);
  }
});

describe("The bootstrap", () => {
  let ground: Ground;

  beforeEach(async () => {
    ground = await prepareGround();
  });
  afterEach(() => ground.leave());

  it("installs on a fresh clone, and passes on that the install failed", async () => {
    const bin = join(ground.folder, "bin");
    await mkdir(bin);
    await mkdir(join(ground.folder, "emulators"));
    const script = join(ground.folder, "emulators", "bootstrap.mjs");
    await writeFile(script, await readFile(new URL("../bootstrap.mjs", import.meta.url)));
    await writeFile(join(ground.folder, "package-lock.json"), JSON.stringify({ packages: {} }));
    await symlink(process.execPath, join(bin, "node"));
    await writeFile(join(bin, "npm"), '#!/bin/sh\necho "fake npm $*"\nexit 9\n');
    await chmod(join(bin, "npm"), 0o755);
    const run = ground.launch(["start"], { PATH: `${bin}:/bin:/usr/bin` }, script);
    assert.equal(await run.ended(), 9);
    assert.match(run.output(), /installing packages with npm ci/);
    assert.match(run.output(), /fake npm ci /);
    assert.match(run.output(), /npm ci failed/);
  });
});

/** A command for `exec` stands behind `--`; options must come before it. */
function split(args: string[]): [string[], string[]] {
  const at = args.indexOf("--");
  return at < 0 ? [args, []] : [args.slice(0, at), args.slice(at)];
}
