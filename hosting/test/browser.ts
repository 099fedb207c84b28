/** A real Chromium: the one named by BOURSE_CHROMIUM, else the system's, else the one in `@sparticuz/chromium`. */
import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const systemChromium = "/usr/bin/chromium";

/** Chromium looks up its maker's hosts at every start unless it is told not to. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-default-apps",
  "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication",
];

export async function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: await chromiumPath(), headless: true, args: quiet });
}

async function chromiumPath(): Promise<string> {
  const named = process.env["BOURSE_CHROMIUM"];
  if (named) return named;
  if (existsSync(systemChromium)) return systemChromium;
  const { default: packed } = await import("@sparticuz/chromium");
  return packed.executablePath();
}
