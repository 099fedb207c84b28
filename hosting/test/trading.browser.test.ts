/** The whole path in a real browser. The stack is up: Hosting at localhost:3000, seeded, market paused. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { formatCents, readUsd } from "../src/lib/money.js";
import { launchBrowser } from "./browser.js";
import { setQuote } from "./operator.js";
import { deposit, go, openAsset, register, trade, visit, type Visitor } from "./visitor.js";

const scenarioMs = 120_000;

/** "Bought 0.05 BTC at $30,000.00 for $1,500.00, plus a fee of $1.50.": what it cost or brought, in cents. */
function figuresOf(sentence: string): { value: bigint; fee: bigint } {
  const match = /for \$([\d,]+\.\d{2}), (?:plus|less) a fee of \$([\d,]+\.\d{2})\./.exec(sentence);
  assert.ok(match, `no figures in "${sentence}"`);
  const [value, fee] = match.slice(1).map((text) => readUsd(text.replaceAll(",", "")));
  return { value: value ?? 0n, fee: fee ?? 0n };
}

const seeText = (page: Page, testId: string, text: string) =>
  page.getByTestId(testId).filter({ hasText: text }).waitFor();

const seeOrders = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) => document.querySelectorAll('[data-testid="order"]').length === wanted,
    count,
  );

describe("The web app in a browser", function () {
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

  it("goes from registration to two trades and out again (R-WEB-2, R-WEB-5, R-WEB-6, R-AUTH-8)", async () => {
    const { page, leave } = visitor;
    const { email, password } = await register(page);
    await page.getByText("Your account is open.").waitFor();
    await deposit(page, "10,000.00");
    await seeText(page, "cash", "$10,000.00");

    await openAsset(page, "BTC");
    const bought = figuresOf(await trade(page, "Buy", "BTC", "0.05"));
    await seeText(page, "holding", "0.05 BTC");
    await seeOrders(page, 1);
    const sold = figuresOf(await trade(page, "Sell", "BTC", "0.02"));
    await seeText(page, "holding", "0.03 BTC");
    await seeOrders(page, 2);

    await go(page, "Dashboard");
    const cash = 1_000_000n - bought.value - bought.fee + sold.value - sold.fee;
    await seeText(page, "cash", formatCents(cash));
    await go(page, "Orders");
    await seeOrders(page, 2);
    assert.deepEqual(
      (await page.getByTestId("order").allInnerTexts()).map((row) => /Buy|Sell/.exec(row)?.[0]),
      ["Sell", "Buy"],
    );

    await page.getByRole("button", { name: `Your menu, ${email}` }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.getByRole("heading", { level: 1, name: /live price/ }).waitFor();
    await page.goto("/orders");
    await page.waitForURL("**/sign-in?next=%2Forders");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.waitForURL("**/orders");
    await seeOrders(page, 2);
    await leave();
  });

  it("says in a sentence that the money does not cover an order, and keeps what was typed (R-WEB-3)", async () => {
    const { page, expectFailureOf, leave } = visitor;
    await register(page);
    await deposit(page, "100");
    await openAsset(page, "BTC");
    expectFailureOf("orders-place");
    await page.getByLabel("Quantity").fill("1");
    await page.getByRole("button", { name: "Buy BTC" }).click();
    await page.getByText(/^Not enough money: this needs \$[\d,.]+ and \$100\.00 is available\.$/).waitFor();
    assert.equal(await page.getByLabel("Quantity").inputValue(), "1");
    await page.getByText("No BTC orders yet").waitFor();
    await leave();
  });

  it("refuses a wrong password in a sentence and stays where it is (R-WEB-3, R-AUTH-8)", async () => {
    const { page, expectFailureOf, leave } = visitor;
    expectFailureOf("signInWithPassword");
    await page.goto("/sign-in");
    await page.getByLabel("Email").fill("trader2@bourse.test");
    await page.getByLabel("Password", { exact: true }).fill("not-the-password");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("The email address or the password is not right.").waitFor();
    assert.match(page.url(), /\/sign-in$/);
    await leave();
  });

  it("places one order for a double click and for an answer that was lost (R-WEB-3)", async () => {
    const { page, expectFailureOf, leave } = visitor;
    await register(page);
    await deposit(page, "5000");
    await openAsset(page, "ETH");
    await page.getByLabel("Quantity").fill("0.1");
    await page.getByRole("button", { name: "Buy ETH" }).dblclick();
    await page.getByText(/^Bought 0\.1 ETH/).waitFor();

    let lost = 0;
    expectFailureOf("orders-place");
    await page.route("**/orders-place", async (route) => {
      if (route.request().method() !== "POST" || lost > 0) return route.continue();
      lost += 1;
      await route.fetch();
      await route.abort();
    });
    await page.getByLabel("Quantity").fill("0.2");
    await page.getByRole("button", { name: "Buy ETH" }).click();
    await page.getByText("This order had already gone through, once. Bought 0.2 ETH").waitFor();
    assert.equal(lost, 1);
    await seeText(page, "holding", "0.3 ETH");
    await seeOrders(page, 2);
    await leave();
  });

  it("asks to sign in again when the server has ended the session (R-WEB-3, R-AUTH-8)", async () => {
    const { page, expectFailureOf, leave } = visitor;
    await register(page);
    await deposit(page, "50");
    expectFailureOf("accounts-deposit");
    await page.route("**/accounts-deposit", (route) =>
      route.fulfill({
        status: 401,
        headers: { "access-control-allow-origin": "*", "access-control-allow-headers": "*" },
        json: { error: { status: "UNAUTHENTICATED", message: "", details: { reason: "sign_in_required" } } },
      }),
    );
    await page.getByLabel("Amount").fill("1");
    await page.getByRole("main").getByRole("button", { name: "Deposit" }).click();
    await page.waitForURL("**/sign-in?next=%2Faccount");
    await leave();
  });

  it("moves a price on the screen when the market moves (R-WEB-2)", async () => {
    const { page, leave } = visitor;
    await register(page);
    await openAsset(page, "XRP");
    for (const price of ["0.6411", "0.6389"]) {
      await setQuote("XRP", price);
      await page.getByRole("region", { name: "Price" }).getByText(`$${price}`).waitFor();
    }
    await leave();
  });

  it("says that the connection is lost, and goes on when it is back (R-WEB-3)", async () => {
    const { page, setOffline, leave } = visitor;
    await register(page);
    await deposit(page, "50");
    await setOffline(true);
    await page.getByText(/^No connection\./).waitFor();
    await page.getByLabel("Amount").fill("25");
    await page.getByRole("main").getByRole("button", { name: "Deposit" }).click();
    await page.getByText(/^No answer arrived\./).waitFor();
    await setOffline(false);
    await page.getByText(/^No connection\./).waitFor({ state: "detached" });
    await page.getByRole("main").getByRole("button", { name: "Deposit" }).click();
    await page.getByText("Deposited $25.00. Available cash is now $75.00.").waitFor();
    await seeText(page, "cash", "$75.00");
    await leave();
  });
});
