import { callable, everyRole } from "../platform/callable.js";
import { optimistically } from "../platform/optimistic.js";
import { updateInput, type UpdateOutput } from "./contract.js";
import { fileView } from "./file.js";
import { safeName } from "./name.js";
import { liveFile } from "./owned.js";
import { changeFile } from "./store.js";

const policy = { name: "files-update", roles: everyRole, rateClass: "read", input: updateInput } as const;

/** Gives a file of the caller another name. */
export const update = callable(policy, (context, { uid, input }): Promise<UpdateOutput> => {
  return optimistically(async () => {
    const known = await liveFile(context.db, uid, input.fileId);
    const name = safeName(input.name, known.record.contentType);
    if (name === known.record.name) return { file: fileView(known.record), replayed: true };
    const change = { name, updatedAt: new Date(context.clock()).toISOString() };
    await changeFile(context.db, known, change);
    return { file: fileView({ ...known.record, ...change }), replayed: false };
  });
});
