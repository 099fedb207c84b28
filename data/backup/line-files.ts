/** Gzipped files of lines, written and read a piece at a time. */
import { createReadStream, createWriteStream } from "node:fs";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { finished, pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

export type LineWriter = { write(line: string): Promise<void>; close(): Promise<void> };

export function openLines(file: string): LineWriter {
  const gzip = createGzip();
  const written = pipeline(gzip, createWriteStream(file));
  // Reported by `close`; until then nobody waits for it.
  written.catch(() => undefined);
  return {
    async write(line) {
      if (!gzip.write(`${line}\n`)) await Promise.race([once(gzip, "drain"), written]);
    },
    async close() {
      gzip.end();
      await written;
    },
  };
}

/** @throws the error of the disk or of gzip, where the file is damaged */
export async function* readLines(file: string): AsyncGenerator<string> {
  const source = createReadStream(file);
  const gunzip = createGunzip();
  source.on("error", (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  const whole = finished(gunzip, { writable: false });
  whole.catch(() => undefined);
  yield* createInterface({ input: gunzip, crlfDelay: Infinity });
  await whole;
}
