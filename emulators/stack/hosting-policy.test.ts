import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { defaultConfigFile, readPorts } from "./addresses.js";
import { localPolicy } from "./hosting-policy.js";

const { hosting } = JSON.parse(readFileSync(defaultConfigFile, "utf8")) as {
  hosting: { headers: { source: string; headers: { key: string; value: string }[] }[] };
};
const [everywhere] = hosting.headers;
const headers = new Map(everywhere?.headers.map(({ key, value }) => [key, value]));
const policy = headers.get("Content-Security-Policy") ?? "";
const directivesOf = (text: string) =>
  new Map(text.split("; ").map((part) => [part.split(" ")[0] ?? "", part.split(" ").slice(1)]));

describe("the deployed content security policy", () => {
  const directives = directivesOf(policy);

  it("stands on every page beside the other security headers (R-EDGE-4)", () => {
    assert.equal(everywhere?.source, "**");
    assert.deepEqual(
      [...headers.keys()].sort(),
      [
        ...["Cache-Control", "Content-Security-Policy", "Cross-Origin-Opener-Policy", "Permissions-Policy"],
        ...["Cross-Origin-Resource-Policy", "Referrer-Policy", "Strict-Transport-Security"],
        ...["X-Content-Type-Options", "X-Frame-Options"],
      ].sort(),
    );
  });

  it("names no address of this machine, no plain HTTP and no host by a bare wildcard (R-EDGE-4)", () => {
    assert.doesNotMatch(policy, /127\.0\.0\.1|localhost|http:|ws:| \*( |;|$)|https:( |;|$)/);
  });

  it("runs no script that the page did not load from its own host or App Check's (R-EDGE-4)", () => {
    const scripts = directives.get("script-src") ?? [];
    for (const unsafe of ["'unsafe-inline'", "'unsafe-eval'", "data:", "blob:"]) {
      assert.ok(!scripts.includes(unsafe), unsafe);
    }
    assert.equal(scripts[0], "'self'");
    assert.deepEqual(directives.get("object-src"), ["'none'"]);
    assert.deepEqual(directives.get("base-uri"), ["'none'"]);
    assert.deepEqual(directives.get("frame-ancestors"), ["'none'"]);
    assert.deepEqual(directives.get("form-action"), ["'self'"]);
  });

  it("gains the emulators on the local stack, and nothing else (R-EDGE-4)", () => {
    const local = directivesOf(localPolicy(policy, readPorts(defaultConfigFile)));
    assert.deepEqual([...local.keys()], [...directives.keys()]);
    for (const [name, values] of local) {
      const added = values.filter((value) => !directives.get(name)?.includes(value));
      for (const value of added) assert.match(value, /^http:\/\/127\.0\.0\.1:\d+$/);
      assert.equal(added.length > 0, ["connect-src", "img-src"].includes(name), name);
    }
  });
});
