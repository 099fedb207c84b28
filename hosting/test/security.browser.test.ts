/** What the browser itself refuses because of the headers that Hosting sends. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { deposit, go, openAsset, register, tellScreen, trade, visit, type Visitor } from "./visitor.js";

const address = "http://localhost:3000";

type Reported = { readonly directive: string; readonly blocked: string };
declare global {
  interface Window {
    violations?: Reported[];
    injected?: boolean;
  }
}

describe("The pages' security headers", function () {
  this.timeout(180_000);
  let browser: Browser;
  let visitor: Visitor;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    visitor = await visit(browser);
    await visitor.page.addInitScript(() => {
      window.violations = [];
      document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
        window.violations?.push({ directive: effectiveDirective, blocked: blockedURI });
      });
    });
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await tellScreen(visitor.page, this.currentTest.title);
  });

  it("stand on pages and scripts, and let the whole app work without a violation (R-EDGE-4)", async () => {
    const { page, leave } = visitor;
    for (const path of ["/", "/sign-in", "/color-scheme.js"]) {
      const { headers } = await fetch(`${address}${path}`, { signal: AbortSignal.timeout(10_000) });
      assert.match(headers.get("content-security-policy") ?? "", /script-src 'self'[^;]*;/);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.equal(headers.get("x-frame-options"), "DENY");
      assert.equal(headers.get("cross-origin-opener-policy"), "same-origin");
    }
    await register(page);
    await deposit(page, "10,000.00");
    await openAsset(page, "BTC");
    await trade(page, "Buy", "BTC", "0.01");
    for (const place of ["Dashboard", "Portfolio", "Orders", "Account"] as const) await go(page, place);
    assert.deepEqual(await page.evaluate(() => window.violations), []);
    await leave();
  });

  it("see to it that the page runs no script that was injected (R-EDGE-4)", async () => {
    const { page } = visitor;
    await page.goto("/");
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.injected = true";
      document.body.append(script);
      const image = document.createElement("div");
      image.innerHTML = '<img src="data:," onerror="window.injected = true">';
      document.body.append(image);
    });
    await page.waitForFunction(() => (window.violations?.length ?? 0) >= 2);
    const [injected, violations] = await page.evaluate(() => [window.injected, window.violations] as const);
    assert.equal(injected, undefined);
    assert.deepEqual(violations?.map(({ directive }) => directive).sort(), [
      "script-src-attr",
      "script-src-elem",
    ]);
  });

  it("see to it that the page stays out of foreign frames (R-EDGE-4)", async () => {
    const { page } = visitor;
    // A page that has no policy of its own, as an attacker's would have none.
    await page.goto("about:blank");
    await page.evaluate((src) => {
      const frame = document.createElement("iframe");
      frame.src = src;
      document.body.append(frame);
    }, `${address}/sign-in`);
    // Once the answer is there, the frame holds something of another origin: the app, or the browser's own refusal.
    await page.waitForFunction(() => document.querySelector("iframe")?.contentDocument === null);
    assert.match(page.frames().at(-1)?.url() ?? "", /^chrome-error:/);
  });
});
