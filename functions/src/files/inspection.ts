/** Looks at content as it streams by: is it what was announced? Nothing is unpacked, and memory is bounded. */
import { createHash } from "node:crypto";
import type { FileKind, FileReason } from "./contract.js";
import type { Scanner } from "./scanner.js";

export type Announced = {
  readonly kind: FileKind;
  readonly contentType: string;
  readonly size: number;
  readonly checksum: string | null;
};
export type Verdict =
  | { readonly reason: FileReason }
  | {
      readonly reason: null;
      /** SHA-256, hex. */
      readonly checksum: string;
      /** MD5 in base64, as Storage has it. */
      readonly md5: string;
      readonly image: { readonly width: number; readonly height: number } | null;
    };

/** What is kept of the beginning: types and dimensions stand there. */
const headBytes = 1024 * 1024;
/** A decoder takes four bytes a pixel, whatever the compressed size: 50 million are 200 MB. */
const documentPixelsMax = 50_000_000;
const avatarPixelsMax = 16_000_000;
const sideMax = 16_384;

const isText = (contentType: string) => contentType.startsWith("text/");
const isImage = (contentType: string) => contentType.startsWith("image/");
/** Controls that no text has: all but tabulator, line feed, form feed and carriage return. */
const controls = /[\u0000-\u0008\u000b\u000e-\u001f\u007f]/;

export async function inspect(
  content: AsyncIterable<Uint8Array>,
  announced: Announced,
  scanner: Scanner,
): Promise<Verdict> {
  const { contentType, size } = announced;
  const [sha256, md5, scan] = [createHash("sha256"), createHash("md5"), scanner()];
  const text = isText(contentType) ? textCheck() : undefined;
  const head: Uint8Array[] = [];
  let [read, kept] = [0, 0];
  for await (const chunk of content) {
    read += chunk.byteLength;
    // What is too long is not read to its end.
    if (read > size) return { reason: "size_differs" };
    sha256.update(chunk);
    md5.update(chunk);
    text?.feed(chunk);
    await scan.feed(chunk);
    if (kept < headBytes) {
      const part = chunk.subarray(0, headBytes - kept);
      head.push(part);
      kept += part.byteLength;
    }
  }
  if (read !== size) return { reason: "size_differs" };
  const checksum = sha256.digest("hex");
  if (announced.checksum !== null && announced.checksum !== checksum) return { reason: "checksum_differs" };
  if ((await scan.verdict()) === "infected") return { reason: "malware_found" };
  if (text)
    return text.isPlain() ? found(checksum, md5.digest("base64"), null) : { reason: "text_is_not_plain" };
  const beginning = Buffer.concat(head);
  if ((await typeOf(beginning)) !== contentType) return { reason: "type_differs" };
  if (!isImage(contentType)) return found(checksum, md5.digest("base64"), null);
  const image = await dimensions(beginning);
  if (!image) return { reason: "image_is_unreadable" };
  const pixelsMax = announced.kind === "avatar" ? avatarPixelsMax : documentPixelsMax;
  const { width, height } = image;
  const fits = Math.max(width, height) <= sideMax && width * height <= pixelsMax;
  return fits ? found(checksum, md5.digest("base64"), image) : { reason: "image_has_too_many_pixels" };
}

const found = (checksum: string, md5: string, image: { width: number; height: number } | null): Verdict => ({
  reason: null,
  checksum,
  md5,
  image,
});

/** Strict UTF-8 without controls: everything that is not text fails this within a few bytes. */
function textCheck() {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let plain = true;
  const decode = (chunk?: Uint8Array) => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      plain = false;
      return "";
    }
  };
  return {
    feed: (chunk: Uint8Array) => {
      if (plain && controls.test(decode(chunk))) plain = false;
    },
    isPlain: () => {
      if (plain) decode();
      return plain;
    },
  };
}

/** By its first bytes; undefined where they are of no known type. */
async function typeOf(beginning: Uint8Array): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import("file-type");
  // What ends too early to be any type is of none.
  return fileTypeFromBuffer(beginning).then(
    (type) => type?.mime,
    () => undefined,
  );
}

async function dimensions(beginning: Uint8Array): Promise<{ width: number; height: number } | undefined> {
  const { imageSize } = await import("image-size");
  try {
    const { width, height } = imageSize(beginning);
    return width > 0 && height > 0 ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}
