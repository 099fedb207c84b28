/** What a user is told, chooses to be told, and has sent to a program of theirs. The stack is up and seeded. */
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { deposit, register, tellScreen, visit, type Visitor } from "./visitor.js";

const scenarioMs = 180_000;

describe("The notifications page in a browser", function () {
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
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await tellScreen(visitor.page, this.currentTest.title);
  });

  it("tells a deposit live, marks it as read, and keeps a preference (R-TRADE-7, R-WEB-1)", async () => {
    const { page, leave } = visitor;
    await register(page);
    await deposit(page, "250.00");
    await page.getByRole("button", { name: "Notifications, 1 unread notification" }).click();
    await page.getByRole("link", { name: "All notifications and preferences" }).click();
    await page.getByRole("heading", { level: 1, name: "Notifications" }).waitFor();
    const told = page.getByTestId("notification").filter({ hasText: "250.00" });
    await told.waitFor();
    // Closing the bell's list has marked what it showed.
    await page.getByRole("button", { name: "Notifications, 0 unread notifications" }).waitFor();

    const mailed = page.getByRole("checkbox", { name: "Deposits, by mail" });
    const before = await mailed.isChecked();
    await mailed.click();
    await page.getByRole("checkbox", { name: "Deposits, by mail", checked: !before }).waitFor();
    await page.getByRole("checkbox", { name: "Deposits, by mail", disabled: false }).waitFor();
    await page.reload();
    await page.getByRole("checkbox", { name: "Deposits, by mail", checked: !before }).waitFor();
    await page.getByRole("checkbox", { name: "Security of your account, by mail", disabled: true }).waitFor();
    await leave();
  });

  it("adds a webhook and shows its secret once, and refuses an address inside (R-TRADE-7)", async () => {
    const { page, leave, expectFailureOf } = visitor;
    await register(page);
    await page.goto("/notifications");
    await page.getByText("No webhooks yet").waitFor();
    expectFailureOf("webhooks-create");
    await page.getByLabel("Address").fill("https://10.0.0.8/hooks");
    await page.getByRole("button", { name: "Add webhook" }).click();
    await page.getByText("Url must be reachable from the internet.").waitFor();

    await page.getByLabel("Address").fill("https://hooks.example.com/bourse");
    await page.getByRole("button", { name: "Add webhook" }).click();
    await page.getByTestId("webhook-secret").waitFor();
    const row = page.getByTestId("webhook").filter({ hasText: "hooks.example.com" });
    await row.getByRole("button", { name: "Turn off" }).click();
    await row.filter({ hasText: "off (owner)" }).waitFor();
    await page.reload();
    await row.waitFor();
    await page.getByTestId("webhook-secret").waitFor({ state: "detached" });
    await row.getByRole("button", { name: "Delete" }).click();
    await page.getByText("No webhooks yet").waitFor();
    await leave();
  });
});
