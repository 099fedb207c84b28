import { fileURLToPath } from "node:url";

/** The repository's root, wherever the command was started. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Things that are made on this machine and can be made again: jars, logs. Git ignores it. */
export const cacheDir = fileURLToPath(new URL("../../.cache", import.meta.url));
