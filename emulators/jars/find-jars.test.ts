import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findBinaries } from "./find-jars.js";

const offline = () => Promise.resolve(false);
const online = () => Promise.resolve(true);
const variables = [
  "PATH",
  "FIREBASE_EMULATORS_PATH",
  "FIRESTORE_EMULATOR_BINARY_PATH",
  "STORAGE_EMULATOR_BINARY_PATH",
  "PUBSUB_EMULATOR_BINARY_PATH",
];

describe("findBinaries", () => {
  const before = Object.fromEntries(variables.map((name) => [name, process.env[name]]));
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "bourse-jars-"));
    for (const name of variables) delete process.env[name];
    process.env["PATH"] = join(folder, "bin");
    process.env["FIREBASE_EMULATORS_PATH"] = join(folder, "cache");
  });

  afterEach(async () => {
    for (const name of variables) delete process.env[name];
    for (const [name, value] of Object.entries(before)) if (value !== undefined) process.env[name] = value;
    await rm(folder, { recursive: true, force: true });
  });

  it("takes what a variable names before all else", async () => {
    const jar = await file("mine.jar");
    await file("bin/gcloud");
    await file("platform/pubsub-emulator/bin/cloud-pubsub-emulator");
    process.env["PUBSUB_EMULATOR_BINARY_PATH"] = jar;
    const { environment } = await findBinaries(["pubsub"], false, offline);
    assert.deepEqual(environment, { PUBSUB_EMULATOR_BINARY_PATH: jar });
  });

  it("says so when a variable names a file that is not there", async () => {
    process.env["FIRESTORE_EMULATOR_BINARY_PATH"] = join(folder, "nowhere.jar");
    await assert.rejects(
      findBinaries(["firestore"], false, online),
      /FIRESTORE_EMULATOR_BINARY_PATH.*not exist/,
    );
  });

  it("takes the Cloud SDK that the gcloud on the PATH belongs to", async () => {
    await file("bin/gcloud");
    const script = await file("platform/pubsub-emulator/bin/cloud-pubsub-emulator");
    const { environment } = await findBinaries(["pubsub", "auth"], false, offline);
    assert.deepEqual(environment, { PUBSUB_EMULATOR_BINARY_PATH: script });
  });

  for (const name of ["firestore", "storage", "pubsub"] as const) {
    it(`names the missing ${name} file, its place and its variable when there is no network`, async () => {
      await assert.rejects(findBinaries([name], false, offline), (error: Error) => {
        assert.equal(error.name, "SetupError");
        assert.match(error.message, new RegExp(`the ${name} emulator is missing`));
        assert.ok(error.message.includes(join(folder, "cache")));
        assert.ok(error.message.includes(`${name.toUpperCase()}_EMULATOR_BINARY_PATH`));
        return true;
      });
    });

    it(`leaves the ${name} download to firebase-tools when there is a network`, async () => {
      assert.deepEqual((await findBinaries([name], false, online)).environment, {});
    });
  }

  it("needs no network for what is written in JavaScript, and goes without the UI where it cannot be had", async () => {
    const found = await findBinaries(["auth", "functions", "hosting", "tasks", "eventarc"], true, offline);
    assert.deepEqual(found, { environment: {}, ui: false });
    assert.equal((await findBinaries(["auth"], true, online)).ui, true);
    assert.equal((await findBinaries(["auth"], false, online)).ui, false);
  });

  async function file(name: string): Promise<string> {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, "");
    return path;
  }
});
