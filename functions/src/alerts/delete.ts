import { callable, everyRole } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import { alertView } from "./alert.js";
import { deleteInput, type DeleteOutput } from "./contract.js";
import { endAlert, readAlert } from "./store.js";

const policy = { name: "alerts-delete", roles: everyRole, rateClass: "read", input: deleteInput } as const;

/** Ends an open alert of the caller. Its document stays, so that its id is not used for another. */
const deleteAlert = callable(policy, (context, { uid, input }): Promise<DeleteOutput> => {
  return optimistically(async () => {
    const known = await readAlert(context.db, uid, input.alertId);
    if (!known) throw new DomainError("alert_not_found");
    const { record } = known;
    if (record.status === "deleted") return { alert: alertView(record), replayed: true };
    if (!record.open) throw new DomainError("alert_is_closed", { facts: { status: record.status } });
    await endAlert(context.db, known, { status: "deleted" });
    return { alert: alertView({ ...record, status: "deleted", open: false }), replayed: false };
  });
});
// The name is a reserved word where it would be declared.
export { deleteAlert as delete };
