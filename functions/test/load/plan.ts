/** Plans mixed calls on one account: deposits, withdrawals, buys and sells, a fifth of them repeats of earlier ids. */

export type PlannedCall = {
  readonly callId: string;
  readonly name: "accounts-deposit" | "accounts-withdraw" | "orders-place";
  readonly input: Readonly<Record<string, string>>;
};

/** A small seeded generator (mulberry32): the same seed plans the same calls. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const repeatShare = 0.2;
/** Of the repeats, how many change their input. */
const changedShare = 0.25;

export function planCalls(seed: number, count: number, assetId: string, prefix: string): PlannedCall[] {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low));
  const calls: PlannedCall[] = [];
  for (let index = 0; index < count; index++) {
    const callId = `${prefix}-${index}`;
    const earlier = random() < repeatShare ? calls[between(0, calls.length)] : undefined;
    if (earlier)
      calls.push({ ...earlier, callId, input: random() < changedShare ? changed(earlier) : earlier.input });
    else calls.push({ callId, ...original(callId, assetId, random(), between) });
  }
  return calls;
}

function original(
  id: string,
  assetId: string,
  draw: number,
  between: (low: number, high: number) => number,
): Omit<PlannedCall, "callId"> {
  // Some ask for more than there can be: their refusals belong to the history.
  const cents = between(1, 20) === 1 ? "900000.00" : `${between(1, 400)}.${between(10, 99)}`;
  const quantity = between(1, 20) === 1 ? "4000" : `0.${between(100, 999)}`;
  if (draw < 0.2) return { name: "accounts-deposit", input: { requestId: id, amount: cents } };
  if (draw < 0.4) return { name: "accounts-withdraw", input: { requestId: id, amount: cents } };
  const order = { orderId: id, assetId, type: "market" };
  if (draw < 0.6) return { name: "orders-place", input: { ...order, side: "buy", quantity } };
  if (draw < 0.7) return { name: "orders-place", input: { ...order, side: "buy", notional: cents } };
  return { name: "orders-place", input: { ...order, side: "sell", quantity } };
}

function changed({ input }: PlannedCall): PlannedCall["input"] {
  const field = input["amount"] ? "amount" : input["notional"] ? "notional" : "quantity";
  return { ...input, [field]: "7.77" };
}
