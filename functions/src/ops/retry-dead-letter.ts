import { callable } from "../platform/callable.js";
import { log } from "../platform/log.js";
import { retryDeadLetterInput, type RetryDeadLetterOutput } from "./contract.js";
import { letterView } from "./letter-view.js";
import { retryLetter } from "./retrying.js";

const policy = {
  name: "ops-retryDeadLetter",
  roles: ["operator", "admin"],
  rateClass: "admin",
  input: retryDeadLetterInput,
} as const;

/** Gives the work of a dead letter to its function once more. */
export const retryDeadLetter = callable(
  policy,
  async (context, { uid, input }): Promise<RetryDeadLetterOutput> => {
    const { letter, replayed } = await retryLetter(context, input.id, uid);
    log().warn("dead letter was sent again", { letterId: input.id, by: uid, replayed });
    return { letter: letterView(letter), replayed };
  },
);
