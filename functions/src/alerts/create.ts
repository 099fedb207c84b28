import { callable, everyRole } from "../platform/callable.js";
import { createInput, type CreateOutput } from "./contract.js";
import { createAlert } from "./opening.js";

const policy = { name: "alerts-create", roles: everyRole, rateClass: "read", input: createInput } as const;

/** Opens a price alert of the caller. The same id and input again answer with it as it is now. */
export const create = callable(policy, (context, { uid, input }): Promise<CreateOutput> => {
  return createAlert(context, uid, input);
});
