/** All configuration: parameters, limits and defaults. Nothing else reads the environment. */
import { defineBoolean, defineList } from "firebase-functions/params";

export const region = "us-central1";

/** Runs on the Emulator Suite. The platform sets it; a deployed function never has it. */
export const isEmulator = () => process.env["FUNCTIONS_EMULATOR"] === "true";

export const projectId = () => process.env["GCLOUD_PROJECT"] ?? "demo-bourse";

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

/** Runtime of every function unless its own policy says otherwise. */
export const runtimeDefaults = {
  region,
  memory: "512MiB",
  timeoutSeconds: 60,
  concurrency: 80,
  // New projects have a quota of few instances for each function.
  maxInstances: 10,
} as const;

/** How long a process trusts the trading settings and an asset's terms: the time a kill switch takes at most. */
export const termsTrustedMs = 5_000;

/** Seed of the simulated market: the same seed gives the same prices. */
export const marketSeed = () => process.env["BOURSE_MARKET_SEED"] ?? "open-outcry";
