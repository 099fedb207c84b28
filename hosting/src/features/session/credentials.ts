/** What a person signs in with, checked before it is sent. */
export type Credentials = { readonly email: string; readonly password: string };

/** Firebase Authentication asks for six; a password that guards money should be longer. */
export const passwordLengthMin = 8;

/** Only what is surely a slip: the mail server has the last word on addresses. */
export function emailProblem(email: string): string | null {
  if (email.trim() === "") return "Enter your email address.";
  return /^[^\s@]+@[^\s@]+$/.test(email.trim()) ? null : "Enter a whole email address, like ada@example.com.";
}

export function newPasswordProblem(password: string): string | null {
  if (password === "") return "Choose a password.";
  return password.length < passwordLengthMin ? `Use at least ${passwordLengthMin} characters.` : null;
}
