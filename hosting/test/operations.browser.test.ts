/** What an operator sees and does. The stack is up and seeded. */
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { register, signIn, visit } from "./visitor.js";

const scenarioMs = 180_000;

describe("The operations page in a browser", function () {
  this.timeout(scenarioMs);
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  it("is not there for anybody else (R-AUTH-2)", async () => {
    const { page, leave } = await visit(browser);
    await register(page);
    await page.goto("/operations");
    await page.getByRole("heading", { level: 1, name: "There is no such page" }).waitFor();
    await leave();
  });

  it("blocks an address, tells of it, unblocks it, and shows the queues (R-EDGE-2, R-JOB-4)", async () => {
    const { page, leave } = await visit(browser);
    await page.goto("/sign-in");
    await signIn(page, { email: "operator@bourse.test", password: "open-outcry-1" });
    await page.waitForURL("**/dashboard");
    await page.goto("/operations");
    await page.getByRole("heading", { level: 1, name: "Operations" }).waitFor();

    const queues = page.getByRole("table", { name: "Queues" });
    await queues.getByRole("row").filter({ hasText: "running" }).first().waitFor();

    const address = "203.0.113.77";
    await page.getByLabel("Address or user id").fill(address);
    await page.getByLabel("Why").fill("tries passwords");
    await page.getByRole("button", { name: "Block", exact: true }).click();
    await page.getByText(`Blocked ${address} until`).waitFor();
    const events = page.getByRole("table", { name: "Security events" });
    await events.getByRole("row").filter({ hasText: address }).first().waitFor();
    const blocked = page.getByRole("table", { name: "Blocked for now" }).getByRole("row");
    await blocked.filter({ hasText: address }).getByRole("button", { name: "Unblock" }).click();
    await blocked.filter({ hasText: address }).waitFor({ state: "detached" });
    await leave();
  });
});
