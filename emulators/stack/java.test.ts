import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { javaEnvironment } from "./java.js";

describe("javaEnvironment", () => {
  const path = process.env["PATH"];
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "bourse-java-"));
    process.env["PATH"] = folder;
  });

  afterEach(async () => {
    process.env["PATH"] = path;
    delete process.env["JAVA_TOOL_OPTIONS"];
    await rm(folder, { recursive: true, force: true });
  });

  it("asks nothing of Java 21 and newer", async () => {
    for (const version of ["21.0.2", "25"]) {
      await fakeJava(`openjdk version "${version}" 2024-01-16`);
      assert.deepEqual(await javaEnvironment(), {});
    }
  });

  it("makes Java 17 to 20 answer 21, beside the user's own options", async () => {
    process.env["JAVA_TOOL_OPTIONS"] = '-Dmine=version "8"';
    await fakeJava('openjdk version "17.0.15" 2025-04-15');
    const { JAVA_TOOL_OPTIONS: options = "" } = await javaEnvironment();
    // What firebase-tools looks for is the first such text.
    assert.equal(/version "([1-9][0-9]*)/.exec(options)?.[1], "21");
    assert.match(options, / -Dmine=version "8"$/);
  });

  it("refuses what is older and what is not there", async () => {
    for (const version of ["1.8.0_402", "11.0.22", "16"]) {
      await fakeJava(`java version "${version}"`);
      await assert.rejects(javaEnvironment(), /Java 21 or newer/);
    }
    await rm(join(folder, "java"));
    await assert.rejects(javaEnvironment(), /Java 21 or newer.*no working java/);
  });

  async function fakeJava(line: string): Promise<void> {
    const file = join(folder, "java");
    await writeFile(
      file,
      `#!/bin/sh\n[ -n "$JAVA_TOOL_OPTIONS" ] && echo "Picked up: $JAVA_TOOL_OPTIONS"\necho '${line}'\n`,
    );
    await chmod(file, 0o755);
  }
});
