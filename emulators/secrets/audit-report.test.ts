import assert from "node:assert/strict";
import { reportOf } from "./audit-report.js";

const known = (severity: string, fixAvailable: unknown) => ({
  ...{ severity, isDirect: severity === "high", range: "<2.0.0", fixAvailable },
});

describe("the report on dependencies", () => {
  it("names what is known, the worst first (R-EDGE-4)", () => {
    const vulnerabilities = { mild: known("low", true), bad: known("high", false) };
    assert.deepEqual(reportOf(JSON.stringify({ vulnerabilities })), [
      "audit: 2 packages of what is deployed have known vulnerabilities",
      "  high      bad <2.0.0 (direct, no fix yet)",
      "  low       mild <2.0.0 (indirect, a fix is there)",
    ]);
    assert.match(reportOf('{"vulnerabilities":{}}').join(), /nothing is known against/);
  });

  it("says that nothing is known where npm has no answer, and is no failure (R-EDGE-4)", () => {
    for (const answer of ["", "{", '{"error":{"code":"ENOTFOUND"}}', '{"message":"request failed"}']) {
      assert.match(reportOf(answer).join(), /no network/);
    }
  });
});
