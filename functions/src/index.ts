/** The deployed surface: one line a domain. A function is deployed as `<folder>-<name>`. */
export * as accounts from "./accounts/index.js";
export * as alerts from "./alerts/index.js";
export * as assets from "./assets/index.js";
export * as jobs from "./jobs/index.js";
export * as files from "./files/index.js";
export * as mail from "./mail/index.js";
export * as notifications from "./notifications/index.js";
export * as ops from "./ops/index.js";
export * as orders from "./orders/index.js";
export * as portfolio from "./portfolio/index.js";
export * as prices from "./prices/index.js";
export * as users from "./users/index.js";
export * as watchlists from "./watchlists/index.js";
export * as webhooks from "./webhooks/index.js";
