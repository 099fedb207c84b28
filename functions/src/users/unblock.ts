import { callable } from "../platform/callable.js";
import { unblock as lift } from "./administering.js";
import { unblockInput, type UserOutput } from "./contract.js";
import { showUser } from "./showing.js";

const policy = { name: "users-unblock", roles: ["admin"], rateClass: "admin", input: unblockInput } as const;

/** Lifts a block: the user may sign in again. */
export const unblock = callable(policy, async (context, { uid: by, input }): Promise<UserOutput> => {
  const replayed = await lift(context, by, input.uid);
  return { user: await showUser(context, input.uid), replayed };
});
