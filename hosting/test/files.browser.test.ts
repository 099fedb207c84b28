/** Files in a real browser. The stack is up: Hosting at localhost:3000, seeded. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import type { Browser } from "playwright-core";
import { launchBrowser } from "./browser.js";
import { go, register, visit } from "./visitor.js";

const scenarioMs = 180_000;
const pdf = Buffer.from("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n");

describe("The files page in a browser", function () {
  this.timeout(scenarioMs);
  let browser: Browser;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser.close());

  it("uploads, checks, downloads, renames and deletes, and says why it refuses (R-FILE-1, R-WEB-1)", async () => {
    const { page, leave } = await visit(browser);
    await register(page);
    await go(page, "Files");
    await page.getByText("No files yet").waitFor();
    const input = page.locator('input[type="file"]');
    const rows = page.getByTestId("file");

    await input.setInputFiles({
      name: "archive.zip",
      mimeType: "application/zip",
      buffer: Buffer.from("PK"),
    });
    await page.getByText("is of a type we do not take").waitFor();

    await input.setInputFiles({ name: "Übersicht.pdf", mimeType: "application/pdf", buffer: pdf });
    const row = rows.filter({ hasText: "Übersicht.pdf" });
    await row.filter({ hasText: "Ready" }).waitFor({ timeout: 60_000 });
    await page.getByTestId("usage").filter({ hasText: "of 200 MB used" }).waitFor();

    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download Übersicht.pdf" }).click();
    assert.deepEqual(await readFile(await (await saved).path()), pdf);

    await page.getByRole("button", { name: "Rename Übersicht.pdf" }).click();
    await page.getByLabel("New name of Übersicht.pdf").fill("Report");
    await page.getByRole("button", { name: "Save" }).click();
    await rows.filter({ hasText: "Report.pdf" }).waitFor();

    await input.setInputFiles({
      name: "fake.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.from("<html>"),
    });
    await rows
      .filter({ hasText: "fake.pdf" })
      .filter({ hasText: "Its content is not of the type that its name says." })
      .waitFor({ timeout: 60_000 });

    await page.getByRole("button", { name: "Delete Report.pdf" }).click();
    await page.getByRole("button", { name: "Delete it" }).click();
    await rows.filter({ hasText: "Report.pdf" }).waitFor({ state: "detached" });
    if (process.env["BOURSE_SCREENSHOT"]) await page.screenshot({ path: process.env["BOURSE_SCREENSHOT"] });
    await leave();
  });
});
