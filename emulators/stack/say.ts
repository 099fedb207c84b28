/** Progress goes to standard error, so that a command's own output can be piped. */
export function say(line: string): void {
  process.stderr.write(`bourse: ${line}\n`);
}

/** A failure that the reader can mend: shown as one message, without a stack trace. */
export class SetupError extends Error {
  override name = "SetupError";
}

export function messageOf(error: unknown): string {
  if (error instanceof SetupError) return error.message;
  if (error instanceof Error) return error.stack ?? error.message;
  return String(error);
}
