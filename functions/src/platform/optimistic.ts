/** Reads, decides and writes under a guard, and does so again where another was faster. For writes that are rare. */
import { DomainError } from "./errors.js";
import { classifyFirestoreError } from "./firestore-failure.js";

const attemptsMax = 20;
const backoffBaseMs = 4;
const backoffMaxMs = 400;

const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/**
 * @param attempt reads afresh, and must find its own earlier write where that took effect with a lost answer
 * @throws DomainError `service_unavailable` when its attempts are used up
 */
export async function optimistically<Result>(attempt: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (classifyFirestoreError(error) === "permanent") throw error;
      if (tries >= attemptsMax) throw new DomainError("service_unavailable", {}, { cause: error });
      await sleep(Math.random() * Math.min(backoffMaxMs, backoffBaseMs * 2 ** tries));
    }
  }
}
