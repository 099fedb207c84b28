import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { csv, infected, pdf, png, zipBomb } from "../../test/support/contents.js";
import type { FileReason } from "./contract.js";
import { inspect, type Announced } from "./inspection.js";
import { createTestStringScanner } from "./scanner.js";

const text = (content: string) => new TextEncoder().encode(content);

async function* inPieces(content: Uint8Array, bytes: number) {
  for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes);
  await Promise.resolve();
}

const look = (content: Uint8Array, contentType: string, change: Partial<Announced> = {}, pieces = 65_536) =>
  inspect(
    inPieces(content, pieces),
    { kind: "document", contentType, size: content.length, checksum: null, ...change },
    createTestStringScanner(),
  );

const jpeg = Buffer.from(
  "ffd8ffe000104a46494600010100000100010000ffdb004300" +
    "01".repeat(64) +
    "ffc0000b080002000301011100ffc4001400010000000000000000000000000000000000ffda0008010100003f00d2ffd9",
  "hex",
);
const webp = Buffer.concat([
  ...[Buffer.from("RIFF"), Buffer.from("1e000000", "hex"), Buffer.from("WEBPVP8L")],
  ...[Buffer.from("11000000", "hex"), Buffer.from("2f0280000000078810fde900000000000000", "hex")],
]);

const refused: [title: string, content: Uint8Array, contentType: string, reason: FileReason][] = [
  ["a picture under the type of a PDF", png(2, 2), "application/pdf", "type_differs"],
  ["a PDF under the type of a picture", pdf(), "image/png", "type_differs"],
  ["a picture under the type of another", png(2, 2), "image/jpeg", "type_differs"],
  [
    "a page of HTML under the type of a PDF",
    text("<!doctype html><script>"),
    "application/pdf",
    "type_differs",
  ],
  [
    "a drawing with scripts under the type of a picture",
    text("<svg onload='x()'/>"),
    "image/png",
    "type_differs",
  ],
  [
    "an executable under the type of a PDF",
    text("MZ\u0090\u0000".repeat(20)),
    "application/pdf",
    "type_differs",
  ],
  [
    "an archive that unpacks to 100 MiB under the type of a PDF",
    zipBomb(100),
    "application/pdf",
    "type_differs",
  ],
  ["an archive under the type of a text", zipBomb(1), "text/csv", "text_is_not_plain"],
  ["a picture under the type of a text", png(2, 2), "text/plain", "text_is_not_plain"],
  ["a text in Latin-1", Buffer.from("caf\xe9", "latin1"), "text/plain", "text_is_not_plain"],
  ["a text in UTF-16", Buffer.from("\ufeffcaf\u00e9", "utf16le"), "text/csv", "text_is_not_plain"],
  [
    "a text that ends inside a character",
    text("caf\u00e9").subarray(0, 4),
    "text/plain",
    "text_is_not_plain",
  ],
  ["a text with a zero in it", text("a\u0000b"), "text/csv", "text_is_not_plain"],
  ["a text that moves a terminal's cursor", text("a\u001b[2Jb"), "text/plain", "text_is_not_plain"],
  ["a picture of 400 million pixels in 50 KB", png(20_000, 20_000), "image/png", "image_has_too_many_pixels"],
  ["a picture of 16,385 by 1", png(16_385, 1), "image/png", "image_has_too_many_pixels"],
  ["a picture cut off after its first bytes", png(2, 2).subarray(0, 12), "image/png", "type_differs"],
  ["a picture without a width", png(0, 2), "image/png", "image_is_unreadable"],
];

describe("what is uploaded", () => {
  for (const [title, content, contentType, reason] of refused) {
    it(`is refused where it is ${title} (R-FILE-2)`, async () => {
      assert.deepEqual(await look(content, contentType), { reason });
    });
  }

  const accepted: [title: string, content: Uint8Array, contentType: string, image: object | null][] = [
    ["a PDF", pdf(), "application/pdf", null],
    ["a PNG", png(7, 5), "image/png", { width: 7, height: 5 }],
    ["a JPEG", jpeg, "image/jpeg", { width: 3, height: 2 }],
    ["a WebP", webp, "image/webp", { width: 3, height: 3 }],
    ["a CSV with characters of several bytes", csv(), "text/csv", null],
    ["a text with a byte order mark", text("\ufeffa\tb\r\nc\f"), "text/plain", null],
    ["a text that begins like a picture of Windows", text("BMW,VW\n1,2\n"), "text/csv", null],
  ];
  for (const [title, content, contentType, image] of accepted) {
    it(`is accepted where it is ${title}, in one piece and byte by byte (R-FILE-2)`, async () => {
      const expected = {
        ...{ reason: null, image },
        checksum: createHash("sha256").update(content).digest("hex"),
        md5: createHash("md5").update(content).digest("base64"),
      };
      assert.deepEqual(await look(content, contentType), expected);
      assert.deepEqual(await look(content, contentType, {}, 1), expected);
    });
  }

  it("is refused with a byte more or less than announced, and not read further (R-FILE-2)", async () => {
    const content = pdf();
    assert.deepEqual(await look(content, "application/pdf", { size: content.length + 1 }), {
      reason: "size_differs",
    });
    let read = 0;
    async function* endless() {
      for (; read < 1000; read++) yield await Promise.resolve(content);
    }
    const announced = { kind: "document", contentType: "application/pdf", checksum: null } as const;
    const verdict = await inspect(endless(), { ...announced, size: 10 }, createTestStringScanner());
    assert.deepEqual([verdict, read], [{ reason: "size_differs" }, 0]);
  });

  it("is held against the checksum that was announced (R-FILE-2)", async () => {
    const checksum = createHash("sha256").update(csv()).digest("hex");
    assert.equal((await look(csv(), "text/csv", { checksum })).reason, null);
    assert.equal((await look(csv(), "text/csv", { checksum: "0".repeat(64) })).reason, "checksum_differs");
  });

  it("may be larger as a document than as an avatar (R-FILE-2)", async () => {
    const picture = png(5_000, 4_000);
    assert.equal((await look(picture, "image/png")).reason, null);
    const { reason } = await look(picture, "image/png", { kind: "avatar" });
    assert.equal(reason, "image_has_too_many_pixels");
  });

  it("is found infected wherever the test string stands, also across pieces (R-FILE-2)", async () => {
    for (const at of [0, 1, 67, 68, 5_000]) {
      for (const pieces of [1, 7, 67, 68, 69, 65_536]) {
        const { reason } = await look(infected(at), "text/plain", {}, pieces);
        assert.equal(reason, "malware_found", `at ${at} in pieces of ${pieces}`);
      }
    }
    const harmless = Buffer.from(infected(10)).toString().replace("EICAR", "EICAS");
    assert.equal((await look(text(harmless), "text/plain", {}, 7)).reason, null);
  });

  it("asks whatever scanner there is, and waits for it (R-FILE-2)", async () => {
    const fed: number[] = [];
    const slow = () => ({
      feed: async (chunk: Uint8Array) => void fed.push(await Promise.resolve(chunk.length)),
      verdict: () => Promise.resolve("infected" as const),
    });
    const announced = {
      kind: "document",
      contentType: "text/csv",
      size: csv().length,
      checksum: null,
    } as const;
    assert.deepEqual(await inspect(inPieces(csv(), 10), announced, slow), { reason: "malware_found" });
    assert.equal(
      fed.reduce((sum, bytes) => sum + bytes, 0),
      csv().length,
    );
  });
});
