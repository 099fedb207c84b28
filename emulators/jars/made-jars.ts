import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { cachedJar, packJar } from "./cached-jar.js";
import { runTool } from "./run-tool.js";

const firestoreMainClass = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";
const rulesRuntimeMainClass = "bourse.storagerules.Main";
const rulesRuntimeSources = fileURLToPath(new URL("../storage-rules-runtime", import.meta.url));
/** The oldest Java on which the launcher lets the emulators run. */
const javaRelease = "17";

/** The Cloud SDK's Firestore jar names no main class, and firebase-tools runs `java -jar`: this names it. */
export function runnableFirestoreJar(firestoreJar: string): Promise<string> {
  const attributes = { "Main-Class": firestoreMainClass, "Class-Path": pathToFileURL(firestoreJar).href };
  return cachedJar(
    "firestore",
    [{ text: JSON.stringify(attributes) }, { file: firestoreJar }],
    (folder, jar) => packJar(folder, jar, attributes),
  );
}

/** Compiles the Storage rules runtime of this repository against the engine in a Firestore emulator jar. */
export async function storageRulesRuntimeJar(firestoreJar: string): Promise<string> {
  const names = (await readdir(rulesRuntimeSources)).filter((name) => name.endsWith(".java")).sort();
  const files = names.map((name) => join(rulesRuntimeSources, name));
  const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
  const attributes = { "Main-Class": rulesRuntimeMainClass, "Class-Path": pathToFileURL(firestoreJar).href };
  const key = [...texts, JSON.stringify(attributes)].map((text) => ({ text }));
  return cachedJar("storage-rules-runtime", [...key, { file: firestoreJar }], async (folder, jar) => {
    const classes = join(folder, "classes");
    const options = ["-proc:none", "-nowarn", "--release", javaRelease, "-encoding", "UTF-8"];
    await runTool("javac", [...options, "-cp", firestoreJar, "-d", classes, ...files]);
    await packJar(folder, jar, attributes, classes);
  });
}
