/**
 * Deletes a user. What names the person goes: profile, lists, alerts, notifications, sessions, the sign-in itself.
 * What the ledger holds stays and still verifies: its entries and orders know the user by the uid alone, which
 * from then on names nobody.
 *
 * Every step can be repeated. The account is closed first, because that is the one step that may refuse and that
 * nothing may slip past. Then a job is begun that does the rest, whatever becomes of this call: files, jobs and mail
 * take longer than a call has. What can be done at once is done at once, beside it.
 */
import { startJob } from "../jobs/creating.js";
import { systemUid } from "../jobs/job.js";
import { closeAccount, type Remainder } from "../ledger/store.js";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { optimistically } from "../platform/optimistic.js";
import { writeSecurityEvent } from "../security/store.js";
import { deletedStanding } from "../standings/standing.js";
import { changeStanding } from "../standings/store.js";
import { eraseProfile } from "./store.js";

/** @throws DomainError `account_is_not_empty` or `account_is_frozen`, and then nothing is changed */
export async function deleteUser(context: Context, uid: string): Promise<void> {
  const { db } = context;
  const remainder = await optimistically(() => closeAccount(db, uid));
  if (remainder === "frozen") throw new DomainError("account_is_frozen");
  if (remainder) throw new DomainError("account_is_not_empty", { facts: factsOf(remainder) });
  const requestId = `erasure-${uid}`;
  await startJob(context, { uid: systemUid, requestId, type: "erasure", params: { uid } });
  await erasePerson(context, uid);
}

/** The profile with all below it, the sign-in, the standing. May be repeated, also beside itself. */
export async function erasePerson(context: Context, uid: string): Promise<void> {
  const { db } = context;
  await eraseProfile(db, uid);
  await deleteSignIn(context, uid);
  const nowMs = context.clock();
  await changeStanding(db, uid, nowMs, (record, batch) => {
    if (record.deleted) return null;
    writeSecurityEvent(db, batch, { kind: "user_deleted", uid, by: uid }, nowMs);
    return deletedStanding(uid, nowMs);
  });
  await context.standings.forget(uid);
  // Whatever a call that was under way has written meanwhile.
  await eraseProfile(db, uid);
}

const factsOf = ({ assetIds, openOrders }: Remainder) => ({
  assets: assetIds.join(", "),
  openOrders: String(openOrders),
});

async function deleteSignIn(context: Context, uid: string): Promise<void> {
  try {
    await context.auth().deleteUser(uid);
  } catch (error) {
    if ((error as { code?: string }).code !== "auth/user-not-found") throw error;
  }
}
