/** All configuration: parameters, limits and defaults. Nothing else reads the environment. */
import { defineBoolean, defineList, defineSecret, defineString, select } from "firebase-functions/params";

export const region = "us-central1";

/** Runs on the Emulator Suite. The platform sets it; a deployed function never has it. */
export const isEmulator = () => process.env["FUNCTIONS_EMULATOR"] === "true";

/** The deploy tool sets the parameter; outside of it, as in a unit test, there is only the default. */
const given = (name: string, otherwise: string) => process.env[name] ?? otherwise;

export const projectId = () => process.env["GCLOUD_PROJECT"] ?? "demo-bourse";

/** The default bucket of the project, which holds all files. */
export function bucketName(): string {
  const given = JSON.parse(process.env["FIREBASE_CONFIG"] ?? "{}") as { storageBucket?: unknown };
  return typeof given.storageBucket === "string" ? given.storageBucket : `${projectId()}.appspot.com`;
}

/**
 * With FIREBASE_AUTH_EMULATOR_HOST the Admin SDK takes unsigned tokens from anybody.
 * @throws Error where that variable is set in the cloud
 */
export function refuseUnsignedTokens(): void {
  const { FIREBASE_AUTH_EMULATOR_HOST: authEmulator, K_SERVICE: deployedAs } = process.env;
  if (authEmulator && deployedAs && !isEmulator()) {
    throw new Error("FIREBASE_AUTH_EMULATOR_HOST is set on a deployed function: unsigned tokens would pass");
  }
}

/** Whether callables refuse calls without a valid App Check token. */
export const enforceAppCheck = defineBoolean("ENFORCE_APP_CHECK", {
  default: false,
  description: "Refuse callable requests that carry no valid App Check token.",
});

const hostingOrigins = [`https://${projectId()}.web.app`, `https://${projectId()}.firebaseapp.com`];

/** Web origins that may call the functions from a browser. */
export const allowedOrigins = defineList("ALLOWED_ORIGINS", {
  default: hostingOrigins,
  description: "Web origins that may call the functions, as a JSON list.",
});

/** Whether a browser at the origin may call. The emulators allow every origin. */
export function isAllowedOrigin(origin: string): boolean {
  // The deploy tool sets the parameter; outside of it, as in a unit test, there is only the default.
  const origins = process.env[allowedOrigins.name] === undefined ? hostingOrigins : allowedOrigins.value();
  return isEmulator() || origins.includes(origin);
}

/**
 * Which networks may reach a function. What the project's own Scheduler and Eventarc start is closed to all others. Tasks
 * are not: the queue calls them at the address that the Admin SDK gives it, on cloudfunctions.net, and it is only on
 * run.app that Cloud Tasks is documented as internal. Their invoker is what guards them.
 */
export const ingress = { everyone: "ALLOW_ALL", internal: "ALLOW_INTERNAL_ONLY" } as const;

/** Runtime of every function unless its own policy says otherwise. */
export const runtimeDefaults = {
  region,
  memory: "512MiB",
  timeoutSeconds: 60,
  concurrency: 80,
  // New projects have a quota of few instances for each function.
  maxInstances: 10,
} as const;

/** Proxies that stand before the functions and each append to `X-Forwarded-For`: Google's front end is one. */
const trustedHopsParam = defineString("TRUSTED_HOPS", {
  default: "1",
  description: "Proxies before the functions that append the caller's address to X-Forwarded-For.",
});

/** @throws RangeError where the parameter is no count */
export function trustedHops(): number {
  const hops = Number(given(trustedHopsParam.name, "1"));
  if (!Number.isInteger(hops) || hops < 0) throw new RangeError("TRUSTED_HOPS is no count");
  return hops;
}

const redisUrl = defineString("UPSTASH_REDIS_REST_URL", {
  default: "",
  description:
    "Address of Upstash Redis' REST API; empty: each process limits and caches nothing beyond itself.",
});

const redisToken = defineSecret("UPSTASH_REDIS_REST_TOKEN");

/** Secrets of whatever uses Redis. The local stack sets the variable: its emulator would ask the cloud for it. */
export const redisSecrets = () => (isEmulator() ? [] : [redisToken]);

export type RedisSettings = { readonly url: string; readonly token: string; readonly timeoutMs: number };

/** How long Redis has for an answer: a request waits no longer for what it can do without. */
const redisTimeoutMs = defineString("REDIS_TIMEOUT_MS", {
  default: "300",
  description: "Milliseconds that Redis has for an answer.",
});

/** Null where no address is given. @throws RangeError where the timeout is none */
export function redisSettings(): RedisSettings | null {
  const url = given(redisUrl.name, "");
  if (url === "") return null;
  const timeoutMs = Number(given(redisTimeoutMs.name, "300"));
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1) throw new RangeError("REDIS_TIMEOUT_MS is no time");
  return { url, token: given(redisToken.name, ""), timeoutMs };
}

const rateLimitsParam = defineString("RATE_LIMITS", {
  default: "",
  description:
    'Rate limits in place of the built-in ones, as JSON: {"read": {"user": {…}}}. See rate-class.ts.',
});

/** On the local stack bursts of a thousand calls are everyday. */
const localRateFactor = 100;

/** What the built-in limits are multiplied by, and limits in place of them as JSON. */
export const rateSettings = () => ({
  factor: isEmulator() ? localRateFactor : 1,
  overrides: given(rateLimitsParam.name, ""),
});

const failureRulesParam = defineString("FAILURE_RULES", {
  default: "",
  description:
    'When repeated failures block, in place of the built-in rules, as JSON: {"address": {…}}. See failure-rules.ts.',
});

/** What the thresholds of repeated failures are multiplied by, and rules in place of them as JSON. */
export const failureSettings = () => ({
  factor: isEmulator() ? localRateFactor : 1,
  overrides: given(failureRulesParam.name, ""),
});

/** How long a process trusts the trading settings and an asset's terms: the time a kill switch takes at most. */
export const termsTrustedMs = 5_000;

/** Seed of the simulated market: the same seed gives the same prices. */
const marketSeed = () => process.env["BOURSE_MARKET_SEED"] ?? "open-outcry";

/** Where prices come from: the simulated market, or CoinGecko for the assets that name their CoinGecko id. */
const priceSource = defineString("PRICE_PROVIDER", {
  default: "simulated",
  input: select(["simulated", "coingecko"]),
  description: "Where prices come from: simulated or coingecko.",
});

const coingeckoUrl = defineString("COINGECKO_URL", {
  default: "https://api.coingecko.com",
  description: "Address of CoinGecko's API; https://pro-api.coingecko.com for a paid plan.",
});

/** `free` asks without a key; the others bind the secret, each under its own header. */
const coingeckoPlan = defineString("COINGECKO_PLAN", {
  default: "free",
  input: select(["free", "demo", "pro"]),
  description: "CoinGecko plan: free (no key), demo or pro.",
});

const coingeckoApiKey = defineSecret("COINGECKO_API_KEY");

const hasCoingeckoKey = () =>
  given(priceSource.name, "simulated") === "coingecko" && given(coingeckoPlan.name, "free") !== "free";

/** Secrets of the price provider: none unless it is asked with a key, so that no other deployment needs one. */
export const priceSecrets = () => (hasCoingeckoKey() ? [coingeckoApiKey] : []);

export type PriceSettings =
  | { readonly provider: "simulated"; readonly seed: string; readonly stepMs: number }
  | { readonly provider: "coingecko"; readonly url: string; readonly headers: Record<string, string> };

/** How often the market ticks on the local stack, and deployed. */
const localStepMs = 2_000;
const deployedStepMs = 60_000;

/** @throws RangeError where the parameter names no provider */
export function priceSettings(): PriceSettings {
  const provider = given(priceSource.name, "simulated");
  if (provider === "simulated") {
    return { provider, seed: marketSeed(), stepMs: isEmulator() ? localStepMs : deployedStepMs };
  }
  if (provider !== "coingecko") throw new RangeError(`PRICE_PROVIDER is "${provider}"`);
  const header = `x-cg-${given(coingeckoPlan.name, "free")}-api-key`;
  const headers: Record<string, string> = hasCoingeckoKey() ? { [header]: coingeckoApiKey.value() } : {};
  return { provider, url: given(coingeckoUrl.name, "https://api.coingecko.com"), headers };
}

/** Who delivers what stands in `mail`: the Trigger Email extension, or the task `mail-deliver` over SMTP. */
const mailTransport = defineString("MAIL_TRANSPORT", {
  default: "extension",
  input: select(["extension", "smtp"]),
  description: "Who delivers mail: the Trigger Email extension, or our own task over SMTP.",
});

const mailFrom = defineString("MAIL_FROM", {
  default: `Bourse <no-reply@${projectId()}.web.app>`,
  description: "Sender of mail, as in a From header.",
});

/** `smtps://user:password@host:465` or `smtp://…:587`. */
const smtpUrl = defineSecret("SMTP_URL");

const appAddress = defineString("APP_URL", {
  default: `https://${projectId()}.web.app`,
  description: "Address of the web app, for links in mail.",
});

const sendsBySmtp = () => given(mailTransport.name, "extension") === "smtp";

/** The secret of mail delivery: none where the extension delivers. */
export const mailSecrets = () => (sendsBySmtp() && !isEmulator() ? [smtpUrl] : []);

export type MailSettings = { readonly smtpUrl: string; readonly from: string };

/** Null: not ours to deliver. On the local stack it goes to the mailbox that the launcher has started. */
export function mailSettings(): MailSettings | null {
  if (isEmulator()) {
    const url = process.env["BOURSE_SMTP_URL"];
    return url ? { smtpUrl: url, from: "Bourse <no-reply@bourse.test>" } : null;
  }
  if (!sendsBySmtp()) return null;
  return { smtpUrl: smtpUrl.value(), from: given(mailFrom.name, `Bourse <no-reply@${projectId()}.web.app>`) };
}

/** Where the web app is, without a slash at the end. */
export const appUrl = () =>
  isEmulator()
    ? "http://127.0.0.1:3000"
    : given(appAddress.name, `https://${projectId()}.web.app`).replace(/\/+$/, "");

/** Whether webhooks may go to this machine itself, over plain HTTP and on any port: on the local stack only. */
export const webhooksReachLoopback = () => isEmulator();
