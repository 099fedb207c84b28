import type { DeadLetterRecord } from "../dead-letters/store.js";
import type { DeadLetterView } from "./contract.js";

export const letterView = ({ letterId: id, ...letter }: DeadLetterRecord): DeadLetterView => ({
  id,
  ...letter,
});
