/** Contents of files: real ones, and ones that are not what they say. */
import { crc32, deflateSync, gzipSync } from "node:zlib";

const text = (content: string) => new TextEncoder().encode(content);

/** A PDF of one empty page, as long as asked for. */
export function pdf(bytes?: number): Uint8Array {
  const start =
    "%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n";
  const end = "trailer\n<</Root 1 0 R>>\n%%EOF\n";
  const padding = Math.max(0, (bytes ?? 0) - start.length - end.length - 2);
  return text(`${start}%${" ".repeat(padding)}\n${end}`);
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A black picture of one bit a pixel: 20,000 by 20,000 are 50 MB unpacked and 50 KB packed. */
export function png(width: number, height: number): Uint8Array {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
      ...[
        chunk("IHDR", header),
        chunk("IDAT", deflateSync(rows, { level: 9 })),
        chunk("IEND", Buffer.alloc(0)),
      ],
    ]),
  );
}

/** A zip archive with one file of zeros, as many mebibytes of them as asked for: a thousandth of that, packed. */
export function zipBomb(mebibytes: number): Uint8Array {
  const zeros = Buffer.alloc(mebibytes * 1024 * 1024);
  // The raw stream inside of gzip: without its header of 10 bytes and its end of 8.
  const packed = gzipSync(zeros, { level: 9 }).subarray(10, -8);
  const name = Buffer.from("zeros");
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(crc32(zeros), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(zeros.length, 18);
  fields.writeUInt16LE(name.length, 22);
  return new Uint8Array(Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), fields, name, packed]));
}

/** The test string of EICAR inside a text, beginning at a place of one's choice. */
export function infected(at: number): Uint8Array {
  const halves = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"];
  return text(`${"a".repeat(at)}${halves.join("")}\n`);
}

export const csv = () => text("date,amount\n2026-01-31,12.50 €\n");
