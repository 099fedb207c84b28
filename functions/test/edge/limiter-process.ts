/**
 * One process that counts calls against a limit, all at once. Its only argument is a `LimiterTask` as JSON. Prints
 * `ready` when it could begin, begins when its standard input ends, and prints how many passed.
 */
import { createRateLimiter } from "../../src/platform/rate-limit.js";
import { createRedis } from "../../src/platform/redis.js";

export type LimiterTask = {
  readonly url: string;
  readonly token: string;
  readonly calls: number;
  readonly user: string;
};

const { url, token, calls, user } = JSON.parse(process.argv[2] ?? "") as LimiterTask;
// On a machine that is busy with tests an answer may take its time: here it is counted, not how fast.
const redis = createRedis({ url, token, timeoutMs: 10_000 });
const limiter = createRateLimiter(redis, Date.now);
await redis.run((client) => client.ping());
process.stdout.write("ready\n");
for await (const _ of process.stdin);
const verdicts = await Promise.all(Array.from({ length: calls }, () => limiter("trade", "user", user)));
process.stdout.write(`${verdicts.filter(({ passed }) => passed).length}\n`);
