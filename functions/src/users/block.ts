import { callable } from "../platform/callable.js";
import { block as impose } from "./administering.js";
import { blockInput, type UserOutput } from "./contract.js";
import { showUser } from "./showing.js";

const policy = { name: "users-block", roles: ["admin"], rateClass: "admin", input: blockInput } as const;

/** Ends a user's sessions and refuses new ones, until the block is lifted. The first reason given stays. */
export const block = callable(policy, async (context, { uid: by, input }): Promise<UserOutput> => {
  const replayed = await impose(context, by, input.uid, input.why);
  return { user: await showUser(context, input.uid), replayed };
});
