import { readAccountNow } from "../ledger/queries.js";
import { callable, everyRole } from "../platform/callable.js";
import { accountView } from "./account-view.js";
import { getInput, type AccountView } from "./contract.js";

const policy = { name: "accounts-get", roles: everyRole, rateClass: "read", input: getInput } as const;

/** Balances, positions and open orders of the caller. An account that never moved money is empty, not absent. */
export const get = callable(policy, async (context, { uid }): Promise<AccountView> => {
  return accountView(await readAccountNow(context.db, uid));
});
