export interface SeedOptions {
  log: (line: string) => void;
}

/** Placeholder until the seed is written: leaves the emulators empty. */
export function seed({ log }: SeedOptions): Promise<void> {
  log("the seed is not written yet; starting empty");
  return Promise.resolve();
}
