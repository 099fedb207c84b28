/**
 * `npm run failover -- redis [calls a second]`: Redis killed, then slow, under traffic. `npm run failover -- noise [calls
 * a second]`: a quiet user beside a noisy one. What is asked of a machine must be what it can serve. Times are printed;
 * it exits with 1 where a call failed or a circuit did not heal.
 */
import { broken, failover } from "./failover.js";
import { gatherCrowd } from "./mix.js";
import { noise } from "./noise.js";

const processes = 2;
const perSecondUsual = { redis: 200, noise: 400 };
const given = process.argv[3];
const perSecondOf = (drill: keyof typeof perSecondUsual) => {
  const perSecond = given === undefined ? perSecondUsual[drill] : Number(given);
  if (!Number.isInteger(perSecond) || perSecond < 1) throw new RangeError("calls a second must be a count");
  return perSecond;
};
/** A stage is a whole minute: the local scheduler starts something in each, and every stage is to bear the same. */
const plan = { processes, warmUpSeconds: 30, seconds: 60, redisTimeoutMs: 300, healDeadlineMs: 10_000 };
const ms = (value: number) => `${value.toFixed(1)} ms`;
const say = (lines: readonly string[]) => process.stdout.write(`${lines.join("\n")}\n`);

async function redisOutages(): Promise<number> {
  const crowd = await gatherCrowd();
  const perSecond = perSecondOf("redis");
  const reports = await failover(["killed", "slow"], { ...plan, perSecond, next: crowd.next });
  await crowd.close();
  for (const report of reports) {
    const { outage, calls, failedAtFirst, failedElse, opened, healedAfterMs, p95 } = report;
    say([
      `Redis ${outage}: ${calls} calls, ${perSecond}/s over ${processes} processes`,
      `  failed in the first moments ${failedAtFirst.length}, at any other time ${failedElse.length}`,
      `  circuits opened ${opened}, closed again after ${healedAfterMs.map(ms).join(", ")}`,
      `  p95 before ${ms(p95.beforeMs)}, open ${ms(p95.openMs)}, after ${ms(p95.afterMs)}`,
      `  p95 open / (before and after) ${(p95.openMs / p95.closedMs).toFixed(2)}`,
      ...broken(report, processes).map((problem) => `  NOT KEPT: ${problem}`),
    ]);
  }
  return reports.flatMap((report) => broken(report, processes)).length;
}

async function noisyUser(): Promise<number> {
  const told = await noise(perSecondOf("noise"));
  say([
    `noisy user: ${told.noisyServed} of ${told.noisyCalls} calls passed the limit`,
    `  quiet user's p95 alone ${ms(told.quietAloneMs)}`,
    `  beside the noisy one ${ms(told.quietBesideLimitedMs)}`,
    `  beside the noisy one without a limit ${ms(told.quietBesideUnlimitedMs)}`,
    `  quiet user's calls that failed ${told.quietFailed}`,
  ]);
  return told.quietFailed;
}

const drills: Record<string, (() => Promise<number>) | undefined> = { redis: redisOutages, noise: noisyUser };
const drill = drills[process.argv[2] ?? ""];
if (!drill) {
  process.stderr.write(`usage: npm run failover -- ${Object.keys(drills).join("|")}\n`);
  process.exit(2);
}
process.exit((await drill()) === 0 ? 0 : 1);
