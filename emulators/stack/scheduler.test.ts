import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { startScheduler, toCron, type Scheduler } from "./scheduler.js";

const everySecond = "* * * * * *";
const runMs = 1_600;
const watchMs = 4_300;

describe("toCron", () => {
  const table: [string, string | undefined][] = [
    ["*/5 * * * *", "*/5 * * * *"],
    ["0 0 1 * *", "0 0 1 * *"],
    ["every 1 minutes", "*/1 * * * *"],
    ["every 15 mins", "*/15 * * * *"],
    ["Every 2 hours", "0 */2 * * *"],
    ["every day 00:05", "5 0 * * *"],
    ["every monday 09:30", "30 9 * * mon"],
    ["now and then", undefined],
    ["", undefined],
  ];
  for (const [schedule, cron] of table) {
    it(`reads "${schedule}" as ${cron}`, () => assert.equal(toCron(schedule), cron));
  }
});

describe("the local scheduler", () => {
  const fired: { name: string; event: Record<string, unknown>; type: string | undefined }[] = [];
  let running = 0;
  let runningMax = 0;
  let server: Server;
  let scheduler: Scheduler | undefined;

  beforeEach(async () => {
    fired.length = running = runningMax = 0;
    server = createServer((request, response) => {
      if (request.url === "/backends") {
        response.end(JSON.stringify({ backends: [{ functionTriggers: triggers }] }));
        return;
      }
      void receive(request).then(() => response.end());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });

  afterEach(async () => {
    scheduler?.stop();
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });

  it("fires the loaded schedules with the event of Pub/Sub and never overlaps a run", async () => {
    scheduler = await startScheduler({ functionsPort: port(), market: "live" });
    assert.deepEqual(scheduler.names, ["jobs-sweep", "prices-tick"]);
    await delay(watchMs);
    const sweeps = fired.filter(({ name }) => name === "us-central1-jobs-sweep-0");
    assert.ok(sweeps.length >= 1 && sweeps.length <= 3, `${sweeps.length} runs`);
    assert.equal(runningMax, 1);
    assert.equal(sweeps[0]?.event["type"], "google.cloud.pubsub.topic.v1.messagePublished");
    assert.match(String(sweeps[0]?.event["source"]), /topics\/firebase-schedule-jobs-sweep$/);
    assert.match(sweeps[0]?.type ?? "", /cloudevents/);
  });

  it("leaves the market alone when it is paused", async () => {
    scheduler = await startScheduler({ functionsPort: port(), market: "paused" });
    assert.deepEqual(scheduler.names, ["jobs-sweep"]);
  });

  it("is silent once stopped", async () => {
    scheduler = await startScheduler({ functionsPort: port(), market: "live" });
    scheduler.stop();
    await delay(runMs);
    assert.equal(fired.length, 0);
  });

  const triggers = [
    { id: "us-central1-orders-place", name: "orders-place" },
    { id: "us-central1-jobs-sweep", name: "jobs-sweep", schedule: { schedule: everySecond, timeZone: null } },
    {
      id: "us-central1-prices-tick",
      name: "prices-tick",
      schedule: { schedule: "0 0 1 1 *", timeZone: "UTC" },
    },
  ];

  function port(): number {
    return (server.address() as AddressInfo).port;
  }

  async function receive(request: IncomingMessage): Promise<void> {
    const name = request.url?.split("/").at(-1) ?? "";
    let body = "";
    for await (const chunk of request) body += String(chunk);
    fired.push({
      name,
      event: JSON.parse(body) as Record<string, unknown>,
      type: request.headers["content-type"],
    });
    if (!name.includes("sweep")) return;
    runningMax = Math.max(runningMax, ++running);
    await delay(runMs);
    running -= 1;
  }
});
