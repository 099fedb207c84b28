/** The whole path in a real browser. The stack is up: Hosting at localhost:3000, seeded, market paused. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { formatCents, readUsd } from "../src/lib/money.js";
import { launchBrowser } from "./browser.js";
import { setQuote } from "./operator.js";
import { deposit, go, openAsset, register, tellScreen, trade, visit, type Visitor } from "./visitor.js";

const scenarioMs = 240_000;

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
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await tellScreen(visitor.page, this.currentTest.title);
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

  it("opens a new stream where the one that it has says nothing (R-WEB-3)", async () => {
    const { page, leave } = visitor;
    let held = 0;
    // The request that opens the first stream is never answered.
    await page.route("**/Listen/channel**", async (route) => {
      if (route.request().method() === "POST" && held === 0) held += 1;
      else await route.continue();
    });
    await register(page);
    await deposit(page, "100");
    await seeText(page, "cash", "$100.00");
    assert.equal(held, 1);
    await leave();
  });

  it("exports the account, verifies it in the browser and names what was changed in it (R-DATA-7)", async () => {
    const { page, leave } = visitor;
    await register(page);
    await deposit(page, "5000");
    await openAsset(page, "ETH");
    await trade(page, "Buy", "ETH", "0.1");
    await go(page, "Account");
    await page.getByRole("link", { name: "Export and verify" }).click();
    await page.getByRole("button", { name: "Export and verify my account" }).click();
    await page.getByText(/^Verified\. The journal of 2 entries is unbroken/).waitFor();
    await seeText(page, "verified-seq", "number 2");

    const arrived = page.waitForEvent("download");
    await page.getByRole("link", { name: "Download the export" }).click();
    const text = await readFile(await (await arrived).path(), "utf8");
    const choose = (content: string) =>
      page.locator("input[type=file]").setInputFiles({
        ...{ name: "bourse-account.ndjson", mimeType: "application/x-ndjson", buffer: Buffer.from(content) },
      });
    await choose(text.replaceAll("5000.00", "9000.00"));
    await page
      .getByText(/^Not verified\. The first bad record is the journal entry request\..+, on line 3:/)
      .waitFor();
    await choose(text);
    await page.getByText(/^Verified\./).waitFor();
    await leave();
  });

  it("rests a limit order that is changed and cancelled where it stands (R-WEB-2, R-WEB-3)", async () => {
    const { page, leave } = visitor;
    const openOrder = page.getByTestId("open-order");
    await register(page);
    await deposit(page, "10000");
    await setQuote("ETH", "3000.00");
    await openAsset(page, "ETH");
    await page.getByLabel("Order type").selectOption("limit");
    await page.getByLabel("Quantity").fill("1");
    await page.getByLabel("Limit price").fill("2900");
    await page.getByTestId("preview").getByText("$2,900.00", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Buy ETH" }).click();
    await page.getByText("Your limit order to buy 1 ETH at $2,900.00 is open.").waitFor();
    await openOrder.filter({ hasText: "limit $2,900.00" }).waitFor();

    await page.getByRole("button", { name: "Change limit buy order" }).click();
    await page.getByLabel("New limit price").fill("2800");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/^Changed: your limit order to buy ETH is now for 1 at \$2,800\.00\.$/).waitFor();
    await openOrder.filter({ hasText: "limit $2,800.00" }).waitFor();
    assert.equal(await openOrder.count(), 1);

    await page.getByRole("button", { name: "Cancel limit buy order" }).click();
    await page.getByText("Your limit order to buy ETH is cancelled.").waitFor();
    await page.getByText("No ETH order is waiting.").waitFor();
    await leave();
  });

  it("closes half of a position, is kind about a cancel that comes too late, and fills what rests (R-WEB-2)", async () => {
    const { page, expectFailureOf, leave } = visitor;
    await register(page);
    await deposit(page, "10000");
    await setQuote("ETH", "3000.00");
    await openAsset(page, "ETH");
    await trade(page, "Buy", "ETH", "1");
    await page.getByRole("radiogroup", { name: "How much to close" }).getByText("50 %").click();
    await page.getByRole("button", { name: "Close 50 %" }).click();
    await page.getByText(/^Sold 0\.5 ETH/).waitFor();
    await seeText(page, "holding", "0.5 ETH");

    await page.getByLabel("Order type").selectOption("limit");
    await page.getByLabel("Quantity").fill("1");
    await page.getByLabel("Limit price").fill("2900");
    await page.getByRole("button", { name: "Buy ETH" }).click();
    await page.getByTestId("open-order").waitFor();
    expectFailureOf("orders-cancel");
    await page.route("**/orders-cancel", (route) =>
      route.fulfill({
        status: 400,
        headers: { "access-control-allow-origin": "*", "access-control-allow-headers": "*" },
        json: {
          error: {
            ...{ status: "FAILED_PRECONDITION", message: "" },
            details: { reason: "order_is_closed", facts: { status: "filled" } },
          },
        },
      }),
    );
    await page.getByRole("button", { name: "Cancel limit buy order" }).click();
    await page.getByText("There was nothing left to do for this order: it filled a moment before.").waitFor();
    await setQuote("ETH", "2850.00");
    await page.getByTestId("open-order").waitFor({ state: "detached" });
    await page.getByTestId("order").filter({ hasText: "Limit" }).filter({ hasText: "Filled" }).waitFor();
    await leave();
  });

  it("shows the legs of a bracket, its order with all that it moved, and cancels them all (R-WEB-2)", async () => {
    const { page, leave } = visitor;
    await register(page);
    await deposit(page, "10000");
    await setQuote("ETH", "3000.00");
    await openAsset(page, "ETH");
    await page.getByText("Protect this order").click();
    await page.getByLabel("Take profit").fill("3300");
    await page.getByLabel("Stop loss", { exact: true }).fill("2700");
    await page.getByLabel("Quantity").fill("1");
    await page.getByRole("button", { name: "Buy ETH" }).click();
    await page.getByText(/^Bought 1 ETH/).waitFor();
    await page.getByText("Protection: when one fills, the other ends").waitFor();
    await page.getByTestId("open-order").filter({ hasText: "limit $3,300.00" }).waitFor();
    await page.getByTestId("open-order").filter({ hasText: "stop $2,700.00" }).waitFor();

    await go(page, "Orders");
    await page.getByTestId("order").getByRole("link", { name: "Market" }).click();
    await seeText(page, "order-status", "Filled");
    await page.getByRole("region", { name: "Legs" }).getByRole("link", { name: "Stop" }).waitFor();
    await go(page, "Orders");
    await page.getByRole("button", { name: "Cancel all" }).click();
    await page.getByRole("button", { name: "Cancel all 2" }).click();
    await page.getByText("Cancelled 2 orders.").waitFor();
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
