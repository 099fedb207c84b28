import { z } from "zod";
import { assetIdSchema } from "../money/wire.js";
import { task } from "../platform/task.js";
import { directions } from "./matching-port.js";
import { meetLeftPage } from "./matching.js";
import { matchingOf } from "./matching-context.js";

const pathLengthMax = 1_500;

const policy = {
  name: "orders-match",
  input: z.strictObject({
    assetId: assetIdSchema,
    fromSequence: z.int().positive(),
    toSequence: z.int().positive(),
    direction: z.enum(directions),
    after: z.strictObject({ price: z.number(), path: z.string().max(pathLengthMax) }),
  }),
  attempts: 8,
  backoff: { minSeconds: 1, maxSeconds: 30 },
  rate: { maxDispatchesPerSecond: 50, maxConcurrentDispatches: 10 },
  timeoutSeconds: 120,
} as const;

/** A further page of the orders that ticks have crossed. */
export const match = task(policy, async (context, { input }) => meetLeftPage(matchingOf(context), input));
