import assert from "node:assert/strict";
import { addressProblem, mayConnect, reachOf } from "./address.js";

const strict = { loopback: false };
const local = { loopback: true };

/** Each way to write an address that leads inside. */
const inner: [what: string, url: string][] = [
  ["loopback", "https://127.0.0.1/"],
  ["loopback, another of its addresses", "https://127.8.9.10/"],
  ["loopback as one number", "https://2130706433/"],
  ["loopback in hexadecimal", "https://0x7f000001/"],
  ["loopback in octal", "https://0177.0.0.1/"],
  ["loopback with parts left out", "https://127.1/"],
  ["loopback in wide digits", "https://１２７.０.０.１/"],
  ["loopback with encoded points", "https://127%2e0%2e0%2e1/"],
  ["loopback in v6", "https://[::1]/"],
  ["loopback mapped into v6", "https://[::ffff:127.0.0.1]/"],
  ["loopback mapped into v6 in hexadecimal", "https://[::ffff:7f00:1]/"],
  ["loopback in the old v4-compatible form", "https://[::127.0.0.1]/"],
  ["loopback by name", "https://localhost/"],
  ["loopback by name in capitals with a point", "https://LOCALHOST./"],
  ["loopback below its name", "https://a.localhost/"],
  ["this network", "https://0.0.0.0/"],
  ["private, 10/8", "https://10.255.255.255/"],
  ["private, 172.16/12", "https://172.31.0.1/"],
  ["private, 192.168/16", "https://192.168.0.1/"],
  ["carrier-grade NAT", "https://100.127.0.1/"],
  ["link-local, where metadata is", "https://169.254.169.254/"],
  ["metadata as one number", "https://2852039166/"],
  ["metadata mapped into v6", "https://[::ffff:a9fe:a9fe]/"],
  ["metadata by name", "https://metadata.google.internal/"],
  ["metadata by its short name", "https://metadata/"],
  ["protocol assignments", "https://192.0.0.1/"],
  ["documentation", "https://203.0.113.1/"],
  ["benchmarks", "https://198.18.0.1/"],
  ["multicast", "https://239.1.1.1/"],
  ["reserved", "https://240.0.0.1/"],
  ["broadcast", "https://255.255.255.255/"],
  ["unspecified in v6", "https://[::]/"],
  ["unique local in v6", "https://[fd12:3456::1]/"],
  ["link-local in v6", "https://[fe80::1]/"],
  ["site-local in v6", "https://[fec0::1]/"],
  ["multicast in v6", "https://[ff02::1]/"],
  ["documentation in v6", "https://[2001:db8::1]/"],
  ["6to4, which holds a private address", "https://[2002:a00:1::1]/"],
  ["Teredo", "https://[2001::1]/"],
  ["NAT64, which holds a private address", "https://[64:ff9b::a00:1]/"],
  ["v6 that nobody was given", "https://[4000::1]/"],
  ["a name inside", "https://db.internal/"],
  ["a name on the link", "https://printer.local/"],
  ["a name without a point", "https://intranet/"],
];

const wrong: [what: string, url: string, problem: RegExp][] = [
  ["plain HTTP", "http://example.com/", /https/],
  ["another scheme", "gopher://example.com/", /https/],
  ["a file", "file:///etc/passwd", /https|internet/],
  ["a user name", "https://user@example.com/", /user name/],
  ["a user name that looks like the host", "https://example.com@10.0.0.1/", /user name/],
  ["a password", "https://:word@example.com/", /password/],
  ["the port of a database", "https://example.com:5432/", /port/],
  ["a fragment", "https://example.com/#a", /fragment/],
  ["no address", "example.com", /address/],
  ["a broken address", "https://[::1/", /address/],
];

const outer = [
  "https://example.com/",
  "https://example.com:443/hooks?a=b",
  "https://example.com:8443/",
  "https://8.8.8.8/",
  "https://[2606:4700::1111]/",
  "https://bücher.example/",
];

describe("the address of a webhook", () => {
  for (const [what, url] of inner) {
    it(`does not lead inside: ${what} (R-TRADE-7)`, () => {
      assert.match(addressProblem(url, strict) ?? "", /internet/);
    });
  }

  for (const [what, url, problem] of wrong) {
    it(`is refused with ${what} (R-TRADE-7)`, () => {
      for (const rules of [strict, local]) assert.match(addressProblem(url, rules) ?? "", problem);
    });
  }

  for (const url of outer) {
    it(`may be ${url} (R-TRADE-7)`, () => {
      for (const rules of [strict, local]) assert.equal(addressProblem(url, rules), null);
    });
  }

  it("may be this machine, over plain HTTP and on any port, on the local stack only (R-TRADE-7)", () => {
    for (const url of ["http://127.0.0.1:9000/", "http://localhost:9000/", "https://[::1]:9000/"]) {
      assert.equal(addressProblem(url, local), null);
      assert.match(addressProblem(url, strict) ?? "", /internet/);
    }
    assert.match(addressProblem("https://10.0.0.1/", local) ?? "", /internet/);
    assert.match(addressProblem("http://10.0.0.1/", local) ?? "", /https/);
  });
});

describe("a connection of a webhook", () => {
  const secure = new URL("https://example.com/");
  const plain = new URL("http://localhost/");

  it("goes to public addresses only, whatever the name was (R-TRADE-7)", () => {
    for (const [, url] of inner) {
      const host = new URL(url).hostname.replace(/^\[|\]$/g, "");
      assert.equal(mayConnect(secure, host, strict), false, host);
    }
    assert.equal(mayConnect(secure, "93.184.216.34", strict), true);
    assert.equal(mayConnect(secure, "2606:4700::1111", strict), true);
  });

  it("leaves this machine encrypted or not at all (R-TRADE-7)", () => {
    assert.equal(mayConnect(plain, "127.0.0.1", local), true);
    assert.equal(mayConnect(plain, "93.184.216.34", local), false);
    assert.equal(mayConnect(plain, "127.0.0.1", strict), false);
    assert.equal(mayConnect(secure, "10.0.0.1", local), false);
  });

  it("takes what is no address for one inside", () => {
    assert.equal(reachOf("example.com"), "inner");
    assert.equal(reachOf(""), "inner");
  });
});
