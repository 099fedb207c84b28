/** A user who calls far too often, beside one who does not: how long the quiet one waits. */
import { startServer } from "../load/processes.js";
import { signUp } from "../support/people.js";
import { startOutages } from "./outages.js";
import { percentile, request, traffic } from "./traffic.js";

export type NoiseReport = {
  readonly quietAloneMs: number;
  readonly quietBesideLimitedMs: number;
  readonly quietBesideUnlimitedMs: number;
  /** Of the noisy user's calls, those that passed the limit. */
  readonly noisyServed: number;
  readonly noisyCalls: number;
  readonly quietFailed: number;
};

const processes = 2;
const seconds = 10;
/** The quiet user calls once for so many calls of the noisy one, of whose calls a tenth is let through. */
const noisyForQuiet = 20;
const passedPart = 10;
const unlimited = { burst: 1_000_000, refill: 1_000_000, everyMs: 1_000 };

export async function noise(noisyPerSecond: number): Promise<NoiseReport> {
  const quietPerSecond = Math.ceil(noisyPerSecond / noisyForQuiet);
  const passed = Math.max(quietPerSecond * 2, Math.ceil(noisyPerSecond / passedPart));
  const bucket = { burst: passed, refill: passed, everyMs: 1_000 };
  const redis = await startOutages();
  const [quiet, noisy] = [await signUp("quiet"), await signUp("noisy")];
  const [quietToken, noisyToken] = [await quiet.token(), await noisy.token()];
  const ask = (token: string) => () => ({ name: "portfolio-get", data: {}, token });

  async function under(user: typeof bucket, isNoisy: boolean) {
    // What is measured is the limit: a user who is refused so often would be blocked after a while.
    const rules = { user: { noteAt: 1_000_000, blockAt: 1_000_000 } };
    const limits = {
      FAILURE_RULES: JSON.stringify(rules),
      RATE_LIMITS: JSON.stringify({ read: { user, address: unlimited } }),
    };
    const environment = { ...redis.environment, ...limits };
    const servers = [];
    while (servers.length < processes) servers.push(await startServer({ environment }));
    const ports = servers.map(({ port }) => port);
    for (const port of ports) await request(port, ask(quietToken)());
    // Of a class that is not measured: a server that has just begun compiles what it runs.
    const warm = { perSecond: 100, seconds: 10 };
    await traffic(ports, warm, () => ({ name: "assets-get", data: { assetId: "BTC" }, token: quietToken }));
    const [calm, loud] = await Promise.all([
      traffic(ports, { perSecond: quietPerSecond, seconds }, ask(quietToken)),
      isNoisy ? traffic(ports, { perSecond: noisyPerSecond, seconds }, ask(noisyToken)) : [],
    ]);
    await Promise.all(servers.map((server) => server.close()));
    return { calm, loud };
  }
  try {
    const alone = await under(bucket, false);
    const limited = await under(bucket, true);
    const free = await under(unlimited, true);
    return {
      quietAloneMs: percentile(alone.calm, 0.95),
      quietBesideLimitedMs: percentile(limited.calm, 0.95),
      quietBesideUnlimitedMs: percentile(free.calm, 0.95),
      noisyServed: limited.loud.filter(({ status }) => status === 200).length,
      noisyCalls: limited.loud.length,
      quietFailed: [...alone.calm, ...limited.calm].filter(({ status }) => status !== 200).length,
    };
  } finally {
    await Promise.all([quiet.close(), noisy.close(), redis.close()]);
  }
}
