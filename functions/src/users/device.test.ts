import assert from "node:assert/strict";
import { coarseAddress, shownAgent } from "./device.js";

describe("a session's device", () => {
  for (const [address, network] of [
    ["203.0.113.77", "203.0.113.0/24"],
    ["::ffff:203.0.113.77", "203.0.113.0/24"],
    ["2001:db8:12:3456:789a::1", "2001:db8:12::/48"],
    ["127.0.0.1", "127.0.0.0/24"],
    ["", "unknown"],
    ["203.0.113.77, 10.0.0.1", "unknown"],
    ["not an address", "unknown"],
  ] as const) {
    it(`at ${address || "no address"} is remembered as ${network} (R-AUTH-8)`, () => {
      assert.equal(coarseAddress(address), network);
    });
  }

  it("is called what it calls itself, on one line and not without end (R-AUTH-8)", () => {
    assert.equal(shownAgent("Mozilla/5.0\r\n(X11)\u202e"), "Mozilla/5.0(X11)");
    assert.equal(shownAgent("😀".repeat(300)), "😀".repeat(200));
  });
});
