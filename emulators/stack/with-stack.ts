import type { StackOptions } from "./options.js";
import { SetupError } from "./say.js";
import { startStack, type Stack } from "./stack.js";
import { withRun } from "./with-run.js";

/** Starts the stack, uses it, and leaves nothing behind. A part that ends by itself ends everything. */
export function withStack(
  options: StackOptions,
  use: (stack: Stack, signal: AbortSignal) => Promise<number>,
): Promise<number> {
  return withRun(async (run) => {
    const stack = await startStack(options, run);
    const outcome = await Promise.race([use(stack, run.signal), stack.crashed]);
    if (typeof outcome === "string") throw new SetupError(`a part of the stack ended by itself: ${outcome}`);
    return outcome;
  });
}
