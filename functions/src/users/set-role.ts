import { callable } from "../platform/callable.js";
import { setRole as give } from "./administering.js";
import { setRoleInput, type UserOutput } from "./contract.js";
import { showUser } from "./showing.js";

const policy = {
  ...({ name: "users-setRole", roles: ["admin"], rateClass: "admin" } as const),
  input: setRoleInput,
};

/** Gives a user another role. It counts from the user's next call on, whatever their token says. */
export const setRole = callable(policy, async (context, { uid: by, input }): Promise<UserOutput> => {
  const replayed = await give(context, by, input.uid, input.role);
  return { user: await showUser(context, input.uid), replayed };
});
