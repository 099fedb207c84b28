import { callable } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { log } from "../platform/log.js";
import { queuesInput, type QueuesOutput } from "./contract.js";

const roles = ["operator", "admin"] as const;
const policy = { name: "ops-queues", roles, rateClass: "admin", input: queuesInput } as const;

/** All queues; or one of them, after it was paused, resumed or purged. Only an administrator may purge. */
export const queues = callable(
  policy,
  async ({ queueAdmin }, { uid, role, input }): Promise<QueuesOutput> => {
    const { queue, action } = input;
    const cannot = [...queueAdmin.cannot];
    if (!queue || !action) return { queues: await queueAdmin.reports(), cannot };
    if (action === "purge" && role !== "admin") throw new DomainError("not_allowed");
    // Said before as well as after: what an operator wanted is known where the answer was lost.
    log().warn("queue is to be changed", { queue, action, by: uid });
    const report = await queueAdmin.act(queue, action);
    log().warn("queue was changed", { action, by: uid, ...report });
    return { queues: [report], cannot };
  },
);
