/** The price alerts that the new ticks of a tape have reached. They come before matching, which marks the ticks done. */
import type { TickRange } from "../alerts/alert.js";
import { fireAlerts } from "../alerts/firing.js";
import type { Context } from "../platform/context.js";
import type { TapeRecord, Tick } from "../prices/tape.js";

/** What alerts are more than one call takes is left to so many further calls. */
const callsMax = 5;

/** @returns how many fired */
export async function alertOnNewTicks(context: Context, tape: TapeRecord): Promise<number> {
  const { assetId, ticks, evaluatedSequence } = tape;
  const ranges = ticks.filter(({ sequence }) => sequence > evaluatedSequence).map(rangeOf);
  let fired = 0;
  for (let call = 0; call < callsMax; call++) {
    const done = await fireAlerts(context, assetId, ranges);
    fired += done.fired;
    if (!done.more) break;
  }
  return fired;
}

const rangeOf = ({ from, sequence, price, low, high, at }: Tick): TickRange => ({
  ...{ low, high, price, sequence, at },
  firstSequence: from,
});
