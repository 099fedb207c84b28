/** The environment of a server where something else than limits is tried, on a machine that may be busy. */
import { rateClasses } from "../../src/platform/rate-class.js";

const bucket = { burst: 1_000_000, refill: 1_000_000, everyMs: 1_000 };

export const unlimited = {
  RATE_LIMITS: JSON.stringify(
    Object.fromEntries(rateClasses.map((name) => [name, { user: bucket, address: bucket }])),
  ),
  REDIS_TIMEOUT_MS: "20000",
};
