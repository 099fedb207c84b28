import assert from "node:assert/strict";
import * as fc from "fast-check";
import { clientAddress, unknownAddress } from "./client-address.js";

const from = (forwarded: string | string[] | undefined, hops?: number, remoteAddress?: string) =>
  clientAddress(
    {
      headers: { ...(forwarded !== undefined && { "x-forwarded-for": forwarded }) },
      socket: { remoteAddress },
    },
    hops,
  );

describe("a client's address", () => {
  it("is what the last trusted proxy was called from, whatever the client has put before it (R-EDGE-2)", () => {
    const text = fc.oneof(fc.string(), fc.ipV4(), fc.ipV6(), fc.constant(","), fc.constant(" , ,, "));
    fc.assert(
      fc.property(fc.array(text), fc.ipV4(), (forged, real) => {
        assert.equal(from([...forged, real].join(",")), real);
        assert.equal(from([...forged, real, "192.0.2.1"].join(", "), 2), real);
        assert.equal(from([...forged, "192.0.2.1"].join(","), 0, real), real);
      }),
    );
  });

  it("is the same for all spellings of one caller (R-EDGE-2)", () => {
    const rows: [string, string][] = [
      ["::ffff:192.0.2.7", "192.0.2.7"],
      ["::FFFF:C000:0207", "192.0.2.7"],
      [" 192.0.2.7 ", "192.0.2.7"],
      ["2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
      ["2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"],
      ["2001:db8:1:2::%eth0", "2001:db8:1:2::/64"],
      ["2001:db8:1:2::192.0.2.7", "2001:db8:1:2::/64"],
      ["2001:db8:1:3::1", "2001:db8:1:3::/64"],
    ];
    for (const [spelling, address] of rows) assert.equal(from(`1.1.1.1, ${spelling}`), address, spelling);
  });

  it("is one for all addresses of a subscriber's IPv6 network (R-EDGE-2)", () => {
    const part = fc.integer({ min: 0, max: 0xffff });
    fc.assert(
      fc.property(fc.array(part, { minLength: 4, maxLength: 4 }), (host) => {
        const tail = host.map((each) => each.toString(16)).join(":");
        assert.equal(from(`2001:db8:aa:bb:${tail}`), "2001:db8:aa:bb::/64");
      }),
    );
  });

  it("is the socket's where there is no proxy, or none that tells an address (R-EDGE-2)", () => {
    assert.equal(from(undefined, 1, "::ffff:127.0.0.1"), "127.0.0.1");
    assert.equal(from("1.2.3.4", 0, "192.0.2.9"), "192.0.2.9");
    for (const none of ["", "unknown", "_hidden", "1.2.3", "0x7f000001", "010.0.0.1.1", "1.2.3.4:5", "☃"]) {
      assert.equal(from(none, 1, "192.0.2.9"), "192.0.2.9", none);
    }
    assert.equal(from("unknown", 1, undefined), unknownAddress);
    assert.equal(from(undefined, 1, ""), unknownAddress);
  });

  it("is the first entry where a proxy was passed by, because every entry is a proxy's (R-EDGE-2)", () => {
    assert.equal(from("198.51.100.1", 2, "192.0.2.9"), "198.51.100.1");
  });

  it("reads repeated headers as one list (R-EDGE-2)", () => {
    assert.equal(from(["203.0.113.1", "203.0.113.2, 198.51.100.1"]), "198.51.100.1");
  });
});
