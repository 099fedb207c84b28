import { openFiles } from "./files.js";
import { isMongoUri, openLive } from "./live.js";
import type { Source } from "./source.js";

/** @param from a folder, a file or a `mongodb:` address @throws SourceError */
export async function openSource(from: string, database?: string): Promise<Source> {
  return isMongoUri(from) ? openLive(from, database) : openFiles(from, database);
}
