/** A process that runs the seeds it is sent, one after another. It ends with whoever started it. */
import { runSeed } from "./seeds.js";

export type SeedTask = { readonly seed: number; readonly commands: number; readonly shrink: boolean };
export type SeedRun = { readonly seed: number } & Awaited<ReturnType<typeof runSeed>>;

process.on("message", ({ seed, commands, shrink }: SeedTask) => {
  void runSeed(seed, commands, shrink).then((run) => process.send?.({ seed, ...run } satisfies SeedRun));
});
