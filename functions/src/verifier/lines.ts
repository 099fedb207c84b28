/** Cuts a text that arrives in pieces into its lines, without ever holding more than a line and a piece. */
export type Chunks = AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>;

/** `bytes`: a line without its line end. `problem`: why it is none; nothing follows then. */
export type Line = { readonly bytes: Uint8Array } | { readonly problem: string };

/** The longest line is the account's: a document of up to 1 MiB, which JSON writes longer. */
export const lineBytesMax = 4 * 1024 * 1024;
const lineEnd = 10;

export async function* linesOf(source: string | Chunks): AsyncGenerator<Line> {
  const encoder = new TextEncoder();
  let open: Uint8Array[] = [];
  let openBytes = 0;
  for await (const chunk of typeof source === "string" ? [source] : source) {
    const bytes = typeof chunk === "string" ? encoder.encode(chunk) : chunk;
    let start = 0;
    for (let end = bytes.indexOf(lineEnd); end >= 0; end = bytes.indexOf(lineEnd, start)) {
      yield { bytes: joined([...open, bytes.subarray(start, end)]) };
      open = [];
      openBytes = 0;
      start = end + 1;
    }
    if (start === bytes.length) continue;
    // A copy: whoever sends the piece may use its memory again.
    open.push(bytes.slice(start));
    openBytes += bytes.length - start;
    if (openBytes <= lineBytesMax) continue;
    yield { problem: `is longer than ${lineBytesMax} bytes` };
    return;
  }
  if (openBytes > 0) yield { problem: "has no line end: the file was cut short" };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  if (only && parts.length === 1) return only;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
