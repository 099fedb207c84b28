/** Sessions, blocks, roles and deletion as the person at the screen meets them. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { callAs, callAsAdmin, uidOf, warmUp } from "./operator.js";
import { register, signIn, visit, type Visitor } from "./visitor.js";

const scenarioMs = 240_000;

async function openProfile(page: Page, email: string): Promise<void> {
  await page.getByRole("button", { name: `Your menu, ${email}` }).click();
  await page.getByRole("menuitem", { name: "Profile and security" }).click();
  await page.getByRole("heading", { level: 1, name: "Profile and security" }).waitFor();
}

const seeSessions = (page: Page, count: number) =>
  page.waitForFunction(
    (wanted) => document.querySelectorAll('[data-testid="session"]').length === wanted,
    count,
  );

describe("The web app's sessions in a browser", function () {
  this.timeout(scenarioMs);
  let browser: Browser;
  let visitor: Visitor;
  before(async () => {
    // Both blocking functions start here, and not inside the deadline of a page.
    await warmUp();
    browser = await launchBrowser();
  });
  after(() => browser.close());
  beforeEach(async () => {
    visitor = await visit(browser);
  });

  it("fetches a new token when the role changes, without signing in again (R-AUTH-3)", async () => {
    const { page, leave } = visitor;
    const { email } = await register(page);
    await openProfile(page, email);
    await seeSessions(page, 1);
    const uid = await uidOf(email);
    const refreshed = page.waitForResponse((answer) =>
      answer.url().includes("securetoken.googleapis.com/v1/token"),
    );
    await callAsAdmin("users-setRole", { uid, role: "operator" });
    const { id_token: token } = (await (await refreshed).json()) as { id_token: string };
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as object;
    assert.equal((claims as { role: string }).role, "operator");
    assert.match(page.url(), /\/profile$/);
    await leave();
  });

  it("is led to sign in, with a sentence, when its session is ended elsewhere (R-AUTH-3, R-AUTH-8)", async () => {
    const { page, leave, expectFailureOf } = visitor;
    const credentials = await register(page);
    await openProfile(page, credentials.email);
    await seeSessions(page, 1);
    // A listener that is under way may be refused before the app has left.
    expectFailureOf("127.0.0.1");
    await callAs(credentials, "users-revokeSessions", {});
    await page.getByText("This session was ended. Please sign in again.").waitFor();
    assert.match(page.url(), /\/sign-in\?next=%2Fprofile$/);
    await signIn(page, credentials);
    await page.waitForURL("**/profile");
    await seeSessions(page, 1);
    await leave();
  });

  it("lists another session as it begins and ends it (R-AUTH-8)", async () => {
    const { page, leave } = visitor;
    const credentials = await register(page);
    await openProfile(page, credentials.email);
    await seeSessions(page, 1);
    await page.getByText("This device").waitFor();
    await callAs(credentials, "users-get", {});
    await seeSessions(page, 2);
    await page.getByRole("button", { name: "End the session of" }).click();
    await seeSessions(page, 1);
    await page.getByText("This device").waitFor();
    await leave();
  });

  it("is led out by a block, and cannot sign in before it is lifted (R-AUTH-3, R-AUTH-5)", async () => {
    const { page, leave, expectFailureOf } = visitor;
    const credentials = await register(page);
    await page.getByText("Your account is open.").waitFor();
    const uid = await uidOf(credentials.email);
    expectFailureOf("127.0.0.1");
    await callAsAdmin("users-block", { uid, why: "For a test" });
    await page.getByText("This account has been blocked. Please contact support.").waitFor();
    await page.waitForURL("**/sign-in**");
    await signIn(page, credentials);
    await page
      .getByRole("status")
      .getByText("This account has been blocked. Please contact support.")
      .waitFor();
    await callAsAdmin("users-unblock", { uid });
    await signIn(page, credentials);
    await page.waitForURL("**/dashboard");
    await leave();
  });

  it("saves the profile, changes the password, and deletes the account once it is confirmed (R-AUTH-8)", async () => {
    const { page, leave } = visitor;
    const { email, password } = await register(page);
    await openProfile(page, email);
    await page.getByLabel("Name").fill("Vera Visitor");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved.").waitFor();

    const next = "another-long-password";
    await page.getByLabel("Current password").fill(password);
    await page.getByLabel("New password").fill(next);
    await page.getByRole("button", { name: "Change the password" }).click();
    await page.getByText("The password is changed, and every other session has ended.").waitFor();
    await seeSessions(page, 1);
    const profile = await callAs<{ displayName: string }>({ email, password: next }, "users-get", {});
    assert.equal(profile.displayName, "Vera Visitor");
    await assert.rejects(callAs({ email, password }, "users-get", {}));

    const remove = page.getByRole("button", { name: "Delete my account" });
    assert.equal(await remove.isDisabled(), true);
    await page.getByLabel("Type your email address to confirm").fill(email);
    await remove.click();
    await page.getByText("Your account was deleted.").waitFor();
    await assert.rejects(callAs({ email, password: next }, "users-get", {}));
    await leave();
  });
});
