/** Sends the work of a dead letter again. */
import { createHash } from "node:crypto";
import { markRetried, readDeadLetter, type DeadLetterRecord } from "../dead-letters/store.js";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import { withScope } from "../platform/log.js";
import { scopeOf } from "../platform/trace.js";

/** One for each letter: a second request finds its task there. What fails again leaves a letter of its own. */
const taskIdOf = (letterId: string) =>
  `retry-${createHash("sha256").update(letterId).digest("hex").slice(0, 40)}`;

/**
 * Queues the stored payload for its function under the letter's own task id, so that however often this is called
 * there is one further task.
 * @throws DomainError `dead_letter_not_found`, `dead_letter_is_cut`, `service_unavailable`
 */
export async function retryLetter(
  { db, clock, queue }: Context,
  letterId: string,
  by: string,
): Promise<{ letter: DeadLetterRecord; replayed: boolean }> {
  const result = await optimistically(async () => {
    const found = await readDeadLetter(db, letterId);
    if (!found) throw new DomainError("dead_letter_not_found");
    const { letter } = found;
    const payload = payloadOf(letter);
    if (letter.retriedAt !== null) return { letter, payload, replayed: true };
    await markRetried(db, found, by, clock());
    const marked = { ...letter, retriedAt: new Date(clock()).toISOString(), retriedBy: by };
    return { letter: marked, payload, replayed: false };
  });
  const { payload, ...answer } = result;
  const { function: name, correlationId } = answer.letter;
  try {
    // A repeat too: the first request may have ended between the mark and the queue.
    await withScope(scopeOf(name, { "x-correlation-id": correlationId }), () =>
      queue.enqueue(name, payload, { id: taskIdOf(letterId) }),
    );
  } catch (error) {
    throw new DomainError("service_unavailable", {}, { cause: error });
  }
  return answer;
}

function payloadOf({ payload }: DeadLetterRecord): Record<string, unknown> {
  try {
    return JSON.parse(payload) as Record<string, unknown>;
  } catch (error) {
    throw new DomainError("dead_letter_is_cut", {}, { cause: error });
  }
}
