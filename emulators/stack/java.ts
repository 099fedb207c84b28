import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { say, SetupError } from "./say.js";

/** What firebase-tools asks for. The emulators themselves also run on the oldest that is accepted here. */
const supportedMajor = 21;
const oldestMajor = 17;
const versionDeadlineMs = 20_000;

/**
 * Checks the Java on the path, and answers the environment that the emulators need with it.
 *
 * firebase-tools reads the first `version "NN` that `java -version` prints and refuses anything below 21. On 17 to
 * 20, on which the emulators do run, the JVM is made to print such a line first: it repeats the options that it was
 * given, so an option that holds the text is enough. Only the emulators get it.
 */
export async function javaEnvironment(): Promise<Record<string, string>> {
  const major = await javaMajor();
  if (major >= supportedMajor) return {};
  if (major < oldestMajor) {
    throw new SetupError(`Java 21 or newer is needed; the java on the PATH is ${major}.`);
  }
  say(
    `Java 21 or newer is what firebase-tools supports; this is ${major}. Going on with JAVA_TOOL_OPTIONS ` +
      `"-Dbourse.java-compat=…" for the emulators only, which makes their JVM answer 21 when asked.`,
  );
  const own = process.env["JAVA_TOOL_OPTIONS"];
  const option = `-Dbourse.java-compat='version "${supportedMajor}"'`;
  return { JAVA_TOOL_OPTIONS: own ? `${option} ${own}` : option };
}

async function javaMajor(): Promise<number> {
  const environment = { ...process.env };
  delete environment["JAVA_TOOL_OPTIONS"]; // Its text is printed as well and could be taken for the version.
  try {
    const { stdout, stderr } = await promisify(execFile)("java", ["-version"], {
      env: environment,
      timeout: versionDeadlineMs,
    });
    const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(stdout + stderr) ?? [];
    return Number(first === "1" ? second : first);
  } catch {
    throw new SetupError(
      "Java 21 or newer is needed for the emulators, and there is no working java on the PATH.",
    );
  }
}
