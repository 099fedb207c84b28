/**
 * A worker in a process of its own, to be killed: works on one job, says when it has come to a page, and then hangs
 * there, with all that it has opened, until it is killed.
 *
 * Arguments: type, id of the job, and the page to hang at.
 */
import { jobTypes } from "../../src/jobs/registry.js";
import type { JobTypeName } from "../../src/jobs/contract.js";
import type { JobType, Run } from "../../src/jobs/job-type.js";
import { workOn } from "../../src/jobs/working.js";
import { createContext } from "../../src/platform/context.js";
import { adminDb } from "../support/backend.js";

const [, , name = "", jobId = "", page = "1"] = process.argv;
const type: JobType = jobTypes[name as JobTypeName];
let ticks = 0;

async function hang(): Promise<void> {
  ticks++;
  if (ticks < Number(page)) return;
  process.send?.("half-way");
  // A promise alone keeps no process alive.
  setInterval(() => undefined, 60_000);
  await new Promise<never>(() => undefined);
}

const killed: JobType = {
  ...type,
  work: (context, run: Run<unknown, unknown>) =>
    type.work(context, {
      ...run,
      tick: async (progress) => {
        await run.tick(progress);
        await hang();
      },
    }),
};
await workOn(createContext({ db: adminDb() }), killed, { jobId, generation: 1 });
process.send?.("ended");
