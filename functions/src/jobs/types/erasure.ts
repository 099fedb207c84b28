import { z } from "zod";
import { eraseFilesOf } from "../../files/erasing.js";
import { deleteMailOf } from "../../mail/store.js";
import type { Context } from "../../platform/context.js";
import { DomainError } from "../../platform/errors.js";
import { erasePerson } from "../../users/erasing.js";
import { jobContracts, type JobResult } from "../contract.js";
import { jobType } from "../job-type.js";
import { cancelJob } from "../steering.js";
import { deleteJobsOf, listLiveJobIds } from "../store.js";

const name = "erasure";

/** The person first, so that nothing new begins; once more at the end, for what was told meanwhile. */
const stages = ["person", "jobs", "files", "mail", "rest"] as const;
type Stage = (typeof stages)[number];

const count = z.int().min(0);
const checkpoint = z.strictObject({
  stage: z.enum(stages),
  ...{ files: count, objects: count, jobs: count, mails: count },
});
type Checkpoint = z.infer<typeof checkpoint>;

const policy = {
  name,
  // The system's own.
  roles: [],
  // Waits for workers that are under way, and may do so for long.
  attempts: 12,
  backoff: { minSeconds: 5, maxSeconds: 300 },
  rate: { maxDispatchesPerSecond: 5, maxConcurrentDispatches: 5 },
  timeoutSeconds: 1_800,
  leaseSeconds: 120,
  ...jobContracts[name],
  checkpoint,
} as const;

/** Documents and objects of one step. */
const pageSize = 100;
const begun: Checkpoint = { stage: "person", files: 0, objects: 0, jobs: 0, mails: 0 };

/** Removes what is left of a user who was deleted. The ledger stays, under a uid that names nobody. */
export const erasure = jobType(policy, async (context, run): Promise<JobResult<typeof name>> => {
  const { uid } = run.params;
  let kept = run.checkpoint ?? begun;
  for (let at = stages.indexOf(kept.stage); at < stages.length;) {
    const stage = stages[at] ?? "rest";
    const erased = await eraseOnce(context, uid, stage);
    kept = {
      stage,
      files: kept.files + erased.files,
      objects: kept.objects + erased.objects,
      jobs: kept.jobs + erased.jobs,
      mails: kept.mails + erased.mails,
    };
    if (!erased.more) at++;
    kept = { ...kept, stage: stages[at] ?? "rest" };
    await run.step({ checkpoint: kept, progress: { done: at, total: stages.length, note: stage } });
  }
  const { files, objects, jobs, mails } = kept;
  return { files, objects, jobs, mails };
});

type Erased = Omit<Checkpoint, "stage"> & { readonly more: boolean };
const nothing: Erased = { files: 0, objects: 0, jobs: 0, mails: 0, more: false };

/** One page of one stage. What was erased before is not found again, so it can be repeated at any moment. */
async function eraseOnce(context: Context, uid: string, stage: Stage): Promise<Erased> {
  const { db } = context;
  switch (stage) {
    case "person":
      await erasePerson(context, uid);
      return nothing;
    case "jobs": {
      await endJobs(context, uid);
      const jobs = await deleteJobsOf(db, uid, pageSize);
      return { ...nothing, jobs, more: jobs === pageSize };
    }
    case "files":
      return { ...nothing, ...(await eraseFilesOf(context, uid, pageSize)) };
    case "mail":
    case "rest": {
      if (stage === "rest") await erasePerson(context, uid);
      const mails = await deleteMailOf(db, uid, pageSize);
      return { ...nothing, mails, more: mails === pageSize };
    }
  }
}

/** @throws DomainError `service_unavailable` while a worker of one has not stopped: it could still write a file */
async function endJobs(context: Context, uid: string): Promise<void> {
  for (const jobId of await listLiveJobIds(context.db, uid, pageSize)) {
    await cancelJob(context, uid, jobId).catch((error: unknown) => {
      if (!(error instanceof DomainError && error.reason === "job_is_over")) throw error;
    });
  }
  const left = await listLiveJobIds(context.db, uid, 1);
  if (left.length > 0) throw new DomainError("service_unavailable");
}
