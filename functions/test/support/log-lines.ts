/** Reads what the process logs. */

/** A log line as Cloud Logging parses it. */
export type Line = Record<string, unknown>;

/**
 * Takes the JSON lines of standard output into a list.
 * @returns what ends it
 */
export function captureLog(lines: Line[]): () => void {
  const { stdout } = process;
  const write = stdout.write.bind(stdout);
  stdout.write = (chunk: string | Uint8Array, ...rest: never[]) => {
    const text = String(chunk);
    if (!text.startsWith("{")) return write(text, ...rest);
    for (const line of text.split("\n").filter(Boolean)) lines.push(JSON.parse(line) as Line);
    return true;
  };
  return () => {
    stdout.write = write;
  };
}
