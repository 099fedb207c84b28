/** `npm run export-memory`: exports a long order history on the emulators and tells time and memory. */
import { parseArgs } from "node:util";
import { defaultConfigFile } from "../../../emulators/stack/addresses.js";
import { readJob } from "../../src/jobs/store.js";
import { startJob } from "../../src/jobs/creating.js";
import { orderHistoryExport } from "../../src/jobs/types/order-history-export.js";
import { workOn } from "../../src/jobs/working.js";
import { createContext } from "../../src/platform/context.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { writeOrders } from "./many-orders.js";

const help = `Exports an order history of many rows, by the worker itself (R-JOB-2, R-TRADE-7).

npm run export-memory -- [--rows 100000]

Exit code 0: the file holds every row. Figures go to standard output.
`;
const { values } = parseArgs({
  options: { rows: { type: "string", default: "100000" }, help: { type: "boolean", default: false } },
});

const megabyte = 1024 * 1024;
const sampleEveryMs = 100;

async function measure(rows: number): Promise<number> {
  process.env["LOG_LEVEL"] = "error";
  const queue = { enqueue: () => Promise.resolve("queued" as const) };
  const context = { ...createContext({ db: adminDb() }), queue };
  const uid = uniqueName("exporter");
  const writtenMs = Date.now();
  await writeOrders(context.db, uid, rows);
  process.stdout.write(`${rows} orders written in ${((Date.now() - writtenMs) / 1_000).toFixed(1)} s\n`);
  let complete = true;
  for (const format of ["csv", "ndjson"] as const) {
    const { job } = await startJob(context, {
      ...{ uid, requestId: format, type: "order-history-export", params: { format } },
    });
    globalThis.gc?.();
    const before = process.memoryUsage();
    let [heap, resident] = [before.heapUsed, before.rss];
    const timer = setInterval(() => {
      const { heapUsed, rss } = process.memoryUsage();
      [heap, resident] = [Math.max(heap, heapUsed), Math.max(resident, rss)];
    }, sampleEveryMs);
    const startedMs = Date.now();
    await workOn(context, orderHistoryExport, { jobId: job.jobId, generation: 1 });
    clearInterval(timer);
    const seconds = (Date.now() - startedMs) / 1_000;
    const done = (await readJob(context.db, job.jobId))?.job;
    complete &&= done?.result?.["rows"] === rows;
    const mb = (bytes: number) => `${Math.round(bytes / megabyte)} MB`;
    process.stdout.write(
      `${format}: ${done?.status ?? "gone"} ${JSON.stringify(done?.result)} in ${seconds.toFixed(1)} s, ` +
        `${Math.round(rows / seconds)} rows/s, heap ${mb(before.heapUsed)} before and ${mb(heap)} at most, ` +
        `resident ${mb(before.rss)} and ${mb(resident)}\n`,
    );
  }
  return complete ? 0 : 1;
}

async function main(): Promise<number> {
  const rows = Number(values.rows);
  if (!Number.isInteger(rows) || rows < 1) throw new RangeError("--rows is a positive integer");
  if (process.env["FIRESTORE_EMULATOR_HOST"]) return measure(rows);
  const { withStack } = await import("../../../emulators/stack/with-stack.js");
  return withStack(
    {
      ...{ only: ["firestore", "storage"], seed: false, market: "paused", verbose: false },
      ...{ importDir: undefined, exportDir: undefined, configFile: defaultConfigFile },
    },
    (stack) => {
      Object.assign(process.env, stack.environment);
      return measure(rows);
    },
  );
}

if (values.help) process.stdout.write(help);
else process.exit(await main());
