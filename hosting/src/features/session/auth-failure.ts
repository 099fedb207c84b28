/** Why Firebase Authentication refused, as a statement and as a sentence. */
const sentences = {
  credentials_are_wrong: "The email address or the password is not right.",
  email_is_taken: "There is already an account with this email address. Sign in instead.",
  email_is_invalid: "That does not look like an email address.",
  password_is_weak: "Choose a longer password.",
  user_is_blocked: "This account has been blocked. Please contact support.",
  too_many_attempts: "Too many attempts. Wait a few minutes and try again.",
  network_failed: "No answer arrived. Check your connection and try again.",
  unknown: "Signing in did not work. Please try again in a moment.",
} as const;
export type AuthFailureReason = keyof typeof sentences;

const reasonsByCode: Readonly<Record<string, AuthFailureReason>> = {
  "auth/invalid-credential": "credentials_are_wrong",
  "auth/invalid-login-credentials": "credentials_are_wrong",
  "auth/user-not-found": "credentials_are_wrong",
  "auth/wrong-password": "credentials_are_wrong",
  "auth/missing-password": "credentials_are_wrong",
  "auth/email-already-in-use": "email_is_taken",
  "auth/invalid-email": "email_is_invalid",
  "auth/missing-email": "email_is_invalid",
  "auth/weak-password": "password_is_weak",
  "auth/password-does-not-meet-requirements": "password_is_weak",
  "auth/user-disabled": "user_is_blocked",
  "auth/too-many-requests": "too_many_attempts",
  "auth/network-request-failed": "network_failed",
};

export class AuthFailure extends Error {
  override readonly name = "AuthFailure";
  constructor(
    readonly reason: AuthFailureReason,
    options?: ErrorOptions,
  ) {
    super(sentences[reason], options);
  }
}

/** Reads whatever the Auth SDK threw. */
export function authFailureOf(error: unknown): AuthFailure {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  // A blocking function's refusal comes as the text of its answer.
  const isBlocked = typeof message === "string" && message.includes("user_is_blocked");
  if (isBlocked) return new AuthFailure("user_is_blocked", { cause: error });
  const reason = typeof code === "string" ? reasonsByCode[code] : undefined;
  return new AuthFailure(reason ?? "unknown", { cause: error });
}
