export type Edit = { readonly find: string; readonly replace: string };
export type Mutant = {
  readonly name: string;
  /** Under `functions/src`. */
  readonly file: string;
  readonly edits: readonly Edit[];
  /** Only a test on the Firestore emulator can catch it. */
  readonly needsEmulator?: true;
};

/** A mutant of `ledger/`, by one change or more of one file. */
export const mutant = (
  name: string,
  file: string,
  find: string,
  replace: string,
  more: readonly Edit[] = [],
): Mutant => ({ name, file: `ledger/${file}.ts`, edits: [{ find, replace }, ...more] });
