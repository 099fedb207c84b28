import assert from "node:assert/strict";
import { subjectOf } from "./subject.js";

describe("whom an operator means", () => {
  for (const who of ["203.0.113.7", "2001:db8::1", "2001:db8:0:7::/64", "::", "::ffff:203.0.113.7"]) {
    it(`${who} is an address`, () => assert.deepEqual(subjectOf(who), { address: who }));
  }

  for (const who of ["kV4xOSDDWE", "acme:1234", "max.mustermann", "1.2.3"]) {
    it(`${who} is a user`, () => assert.deepEqual(subjectOf(who), { uid: who }));
  }
});
