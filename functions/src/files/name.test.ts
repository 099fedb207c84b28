import assert from "node:assert/strict";
import fc from "fast-check";
import { fileNameLengthMax } from "./contract.js";
import { attachment, safeName } from "./name.js";

const pdf = "application/pdf";

const rows: [title: string, given: string, contentType: string, safe: string][] = [
  ["a plain one", "report.pdf", pdf, "report.pdf"],
  ["letters of other scripts", "Прогноз 株.pdf", pdf, "Прогноз 株.pdf"],
  ["an accent apart from its letter", "re\u0301sume\u0301.pdf", pdf, "r\u00e9sum\u00e9.pdf"],
  ["a path upwards", "../../etc/passwd", "text/plain", "passwd.txt"],
  ["a path of Windows", "C:\\Users\\me\\report.pdf", pdf, "report.pdf"],
  ["points only", "...", pdf, "file.pdf"],
  ["spaces only inside a path", "a/  ", pdf, "file.pdf"],
  ["a hidden file", ".env", "text/plain", "env.txt"],
  ["control characters", "a\u0000b\r\nc\u007f.pdf", pdf, "abc.pdf"],
  ["a turned writing direction", "invoice\u202efdp.exe", pdf, "invoicefdp.exe.pdf"],
  ["isolates and invisible characters", "a\u2066b\u200bc\ufeff.pdf", pdf, "abc.pdf"],
  ["half an emoji", "a\ud83d.pdf", pdf, "a.pdf"],
  ["a device of Windows", "CON.txt", "text/plain", "_CON.txt"],
  ["a device of Windows without ending", "lpt1", "text/plain", "_lpt1.txt"],
  ["quotes and a line end for a header", 'a"; filename="b.exe\r\n.pdf', pdf, "a__ filename=_b.exe.pdf"],
  ["another ending than its type", "virus.exe", pdf, "virus.exe.pdf"],
  ["a spoofed double ending", "invoice.pdf.html", pdf, "invoice.pdf.html.pdf"],
  ["the other usual ending", "photo.JPEG", "image/jpeg", "photo.JPEG"],
  ["no ending", "report", "text/csv", "report.csv"],
  ["many spaces", "  my \t report  .pdf", pdf, "my report.pdf"],
  ["an ending and nothing else", ".pdf", pdf, "pdf.pdf"],
];

describe("the name of a file", () => {
  for (const [title, given, contentType, safe] of rows) {
    it(`is made safe where it has ${title} (R-FILE-4)`, () =>
      assert.equal(safeName(given, contentType), safe));
  }

  it("is at most 120 characters, cut between characters, its ending kept (R-FILE-4)", () => {
    const long = safeName(`${"😀".repeat(200)}.pdf`, pdf);
    assert.ok(long.length <= fileNameLengthMax && long.endsWith("😀.pdf"), long);
  });

  it("is one safe part of a path whatever it is made of, and stays as it is (R-FILE-4)", () => {
    const types = fc.constantFrom(pdf, "text/csv", "image/jpeg", "x/unknown");
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), types, (given, contentType) => {
        const safe = safeName(given, contentType);
        assert.ok(safe.length > 0 && safe.length <= fileNameLengthMax);
        assert.doesNotMatch(safe, /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}<>:"|?*\\/]|^\.|^\s|[\s.]$/u);
        assert.equal(safeName(safe, contentType), safe);
      }),
    );
  });

  it("is given to browsers in plain ASCII and in full (R-FILE-4)", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (given) => {
        const name = safeName(given, pdf);
        const header = attachment(name);
        const [, plain, full] =
          /^attachment; filename="([\x20-\x7e]*)"; filename\*=UTF-8''([\w.%~-]+)$/.exec(header) ?? [];
        assert.ok(plain !== undefined && !plain.includes('"'), header);
        assert.equal(decodeURIComponent(full ?? ""), name);
      }),
    );
  });
});
