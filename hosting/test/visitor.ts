/** One visitor in a browser of their own, and everything that went wrong on their screen. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";

const baseURL = "http://localhost:3000";
/** Every wait ends after this: a cold function of the emulator takes seconds to start. */
const deadlineMs = 60_000;
const ownHosts = new Set(["localhost", "127.0.0.1"]);

export type Visitor = {
  readonly page: Page;
  /** Failed requests that a scenario brings about on purpose, by a part of their address. */
  readonly expectFailureOf: (part: string) => void;
  /** Cuts the visitor off, or joins them up again. From the first cut on, what the console says does not count. */
  readonly setOffline: (offline: boolean) => Promise<void>;
  /** @throws where the console held an error, or a request went to a host that is not this machine */
  readonly leave: () => Promise<void>;
};

export async function visit(browser: Browser): Promise<Visitor> {
  const context = await browser.newContext({ baseURL });
  context.setDefaultTimeout(deadlineMs);
  const page = await context.newPage();
  const problems: string[] = [];
  const expected: string[] = [];
  let cutOff = false;
  const note = (problem: string) => {
    if (!cutOff) problems.push(problem);
  };
  page.on("pageerror", (error) => note(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    const { url } = message.location();
    // Chromium itself reports a response that is not 2xx as an error.
    const isExpected =
      message.text().startsWith("Failed to load") && expected.some((part) => url.includes(part));
    if (message.type() === "error" && !isExpected) note(`console: ${message.text()} (${url})`);
  });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (protocol.startsWith("http") && !ownHosts.has(hostname)) note(`request to ${hostname}`);
  });
  return {
    page,
    expectFailureOf: (part) => expected.push(part),
    setOffline: async (offline) => {
      cutOff = true;
      await context.setOffline(offline);
      // The browser says so itself only where the machine has another network than its own loopback.
      await page.evaluate((type) => window.dispatchEvent(new Event(type)), offline ? "offline" : "online");
    },
    leave: async () => {
      await context.close();
      assert.deepEqual(problems, []);
    },
  };
}

/** What the visitor saw when a scenario failed: without it a wait that ran out says nothing of its cause. */
export async function tellScreen(page: Page, title: string): Promise<void> {
  if (page.isClosed()) return;
  const text = await page.locator("body").innerText();
  process.stderr.write(
    `the screen at the end of "${title}" (${page.url()}):\n${text.replace(/^/gm, "    ")}\n`,
  );
}

/** Opens an account under a new address and ends on the dashboard. */
export async function register(page: Page): Promise<{ email: string; password: string }> {
  const email = `visitor-${crypto.randomUUID()}@bourse.test`;
  const password = "a-long-enough-password";
  await page.goto("/register");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Open account" }).click();
  await page.waitForURL("**/dashboard");
  return { email, password };
}

/** Fills in the form of the sign-in page, where the page is. */
export async function signIn(
  page: Page,
  { email, password }: { email: string; password: string },
): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

/** Follows the main navigation, as a reload would hide what is not live. */
export async function go(
  page: Page,
  place: "Dashboard" | "Markets" | "Portfolio" | "Orders" | "Files" | "Account",
): Promise<void> {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: place }).click();
  await page.getByRole("heading", { level: 1, name: place }).waitFor();
}

export async function deposit(page: Page, amount: string): Promise<void> {
  await go(page, "Account");
  await page.getByLabel("Amount").fill(amount);
  await page.getByRole("main").getByRole("button", { name: "Deposit" }).click();
  await page.getByText("Deposited").waitFor();
}

export async function openAsset(page: Page, assetId: string): Promise<void> {
  await go(page, "Markets");
  await page.getByLabel("Search by name or symbol").fill(assetId);
  await page.getByRole("link", { name: assetId, exact: true }).click();
  await page.getByRole("heading", { level: 1, name: assetId }).waitFor();
}

/** The sentence that an order ends with. */
export async function trade(
  page: Page,
  side: "Buy" | "Sell",
  assetId: string,
  quantity: string,
): Promise<string> {
  await page.getByRole("radiogroup", { name: "Side" }).getByText(side, { exact: true }).click();
  await page.getByLabel("Quantity").fill(quantity);
  await page.getByRole("button", { name: `${side} ${assetId}` }).click();
  const done = page.getByText(side === "Buy" ? /^Bought / : /^Sold /);
  await done.waitFor();
  return await done.innerText();
}
