/** The portfolio in a real browser. The stack is up: Hosting at localhost:3000, seeded, market paused. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { setQuote } from "./operator.js";
import { deposit, go, openAsset, register, trade, visit, type Visitor } from "./visitor.js";

const scenarioMs = 240_000;

describe("The portfolio page in a browser", function () {
  this.timeout(scenarioMs);
  let browser: Browser;
  let visitor: Visitor;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    visitor = await visit(browser);
  });

  it("counts a position by every method and explains a figure entry by entry (R-WEB-1, R-WEB-2)", async () => {
    const { page, leave } = visitor;
    await register(page);
    await deposit(page, "10000");
    await setQuote("ETH", "3000.00");
    await openAsset(page, "ETH");
    await trade(page, "Buy", "ETH", "1");
    await setQuote("ETH", "3100.00");
    await go(page, "Portfolio");
    await page.getByTestId("holding-row").filter({ hasText: "$3,100.00" }).waitFor();
    await page.getByTestId("twr").filter({ hasText: "%" }).waitFor();
    await page.locator('[role="img"][data-drawn="true"]').waitFor();

    await page.getByRole("button", { name: "Explain Cost of ETH" }).click();
    const total = page.getByTestId("explained-total");
    await total.filter({ hasText: "$3,003.00" }).waitFor();
    assert.equal(await page.getByTestId("explained").count(), 1);
    await page.keyboard.press("Escape");
    await total.waitFor({ state: "detached" });

    await page.getByText("Side by side", { exact: true }).click();
    await page.getByRole("columnheader", { name: "HIFO" }).waitFor();
    await leave();
  });
});
