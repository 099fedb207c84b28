/**
 * Events that other domains tell of, described in one place. Each takes what makes it unique, so that telling it
 * again is telling nothing.
 */
import type { NewNotification } from "../notifications/notification.js";

type Moment = { readonly uid: string; readonly at: string };

export type SecurityChange =
  | { readonly change: "role_changed"; readonly role: string }
  | { readonly change: "sessions_revoked" | "blocked" | "unblocked" };

const securityWords: Record<SecurityChange["change"], [title: string, text: string]> = {
  role_changed: ["Your role was changed", "An administrator has changed your role."],
  sessions_revoked: ["You were signed out everywhere", "All sessions of your account have been ended."],
  blocked: ["Your account was blocked", "An administrator has blocked your account. Contact support."],
  unblocked: ["Your account is open again", "An administrator has lifted the block on your account."],
};

/** @param changeId names the change: the request's id, or that of its security event */
export function securityNotice(
  { uid, at, changeId }: Moment & { changeId: string },
  change: SecurityChange,
): NewNotification {
  const [title, text] = securityWords[change.change];
  const role = change.change === "role_changed" ? ` It is ${change.role} now.` : "";
  return {
    ...{ uid, createdAt: at, notificationId: `security.${changeId}`, kind: "security_notice", title },
    text: `${text}${role} If this surprises you, change your password.`,
    data: { ...change },
  };
}

/**
 * A job has ended. It succeeds once; each time that it is begun anew it may fail again.
 * @param type the job's type in words: "order export"
 * @param fileId what it has made, where that is a file
 */
export function jobEnded(
  { uid, at, jobId, generation }: Moment & { readonly jobId: string; readonly generation: number },
  {
    type,
    error,
    fileId,
  }: { readonly type: string; readonly error: string | null; readonly fileId: string | null },
): NewNotification {
  const failed = error !== null;
  const made =
    fileId === null ? "You find what came of it among your jobs." : "You find it among your files.";
  return {
    ...{ uid, createdAt: at, notificationId: `job.${jobId}.${failed ? `failed.${generation}` : "finished"}` },
    kind: failed ? "job_failed" : "job_finished",
    title: failed ? `Your ${type} could not be made` : `Your ${type} is ready`,
    text: failed ? error : made,
    data: { jobId, type, ...(failed && { error }), ...(fileId !== null && { fileId }) },
  };
}

/** @param month `YYYY-MM` */
export function statementReady(
  { uid, at }: Moment,
  { fileId, month }: { readonly fileId: string; readonly month: string },
): NewNotification {
  return {
    ...{ uid, createdAt: at, notificationId: `statement.${month}.${fileId}`, kind: "statement_ready" },
    title: `Your statement for ${month} is ready`,
    text: "You find it among your files.",
    data: { fileId, month },
  };
}

/** @param rejection why the file was refused, as a sentence; null: it can be used */
export function fileChecked(
  { uid, at }: Moment,
  {
    fileId,
    name,
    rejection,
  }: { readonly fileId: string; readonly name: string; readonly rejection: string | null },
): NewNotification {
  const rejected = rejection !== null;
  return {
    ...{ uid, createdAt: at, notificationId: `file.${fileId}.${rejected ? "rejected" : "ready"}` },
    kind: rejected ? "file_rejected" : "file_ready",
    title: rejected ? `${name} was rejected` : `${name} is ready`,
    text: rejected ? `${rejection} It has been deleted.` : "It has been checked and can be used.",
    data: { fileId, name, ...(rejected && { rejection }) },
  };
}
