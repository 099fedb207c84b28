/** The deployed surface: one line a domain. A function is deployed as `<folder>-<name>`. */
export * as accounts from "./accounts/index.js";
export * as assets from "./assets/index.js";
export * as ops from "./ops/index.js";
export * as orders from "./orders/index.js";
export * as prices from "./prices/index.js";
export * as users from "./users/index.js";
