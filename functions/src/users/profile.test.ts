import assert from "node:assert/strict";
import { newProfile, profileRecordSchema } from "./profile.js";

describe("a new profile", () => {
  it("starts with the defaults and the role it is given (R-AUTH-5)", () => {
    const profile = newProfile({ uid: "u" }, "trader", Date.UTC(2026, 0, 31));
    const at = "2026-01-31T00:00:00.000Z";
    assert.deepEqual(profileRecordSchema.parse(profile), {
      ...{ uid: "u", email: null, displayName: "", locale: "en", marketingEmails: false, role: "trader" },
      ...{ createdAt: at, updatedAt: at },
    });
  });

  it("cuts a long name between characters, never inside one", () => {
    const { displayName } = newProfile({ uid: "u", displayName: "a" + "😀".repeat(80) }, "trader", 0);
    assert.equal(displayName, "a" + "😀".repeat(79));
  });

  it("replaces what is no character at all", () => {
    const { displayName } = newProfile({ uid: "u", displayName: "a\ud83d" }, "trader", 0);
    assert.equal(displayName, "a\ufffd");
  });
});
