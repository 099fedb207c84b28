import { priceSecrets, priceSettings, redisSecrets } from "../platform/config.js";
import { scheduled } from "../platform/trigger.js";
import type { PriceProvider } from "./provider.js";
import { refreshQuotes } from "./refresh.js";
import { simulatedMarket } from "./simulated.js";

const policy = {
  ...{ name: "prices-tick", schedule: "every 1 minutes", timeoutSeconds: 60 },
  secrets: [...priceSecrets(), ...redisSecrets()],
};

let provider: PriceProvider | undefined;

/** One a process: its circuit remembers how the provider fared. */
async function processProvider(): Promise<PriceProvider> {
  if (provider) return provider;
  const settings = priceSettings();
  if (settings.provider === "simulated") return (provider = simulatedMarket(settings));
  const { coingecko } = await import("./coingecko.js");
  return (provider ??= coingecko(settings));
}

/** A new quote for every active asset that the provider has a price for. */
export const tick = scheduled(policy, async (context) => refreshQuotes(context, await processProvider()));
