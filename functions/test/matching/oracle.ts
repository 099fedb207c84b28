/**
 * What resting orders must do, tick by tick, as plainly as it can be said: every order looks at every tick. It
 * shares no rule with the kernel or with matching; money is not counted, only what trades at which price.
 */
export type OracleTick = {
  readonly sequence: number;
  readonly price: bigint;
  readonly low: bigint;
  readonly high: bigint;
  readonly depth: bigint | null;
};

export type OracleOrder = {
  readonly id: string;
  readonly uid: string;
  readonly side: "buy" | "sell";
  readonly limit: bigint | null;
  stop: bigint | null;
  readonly trail: bigint | null;
  mark: bigint | null;
  /** The worst price of a buy without a limit. */
  collar: bigint | null;
  triggered: boolean;
  quantity: bigint;
  filled: bigint;
  /** Sum of quantity × price. */
  value: bigint;
  state: "waiting" | "open" | "filled" | "cancelled";
  /** The last tick that it does not look at any more. */
  seen: number;
  readonly legs: OracleOrder[];
  readonly parent: OracleOrder | null;
};

export function collarOf(stop: bigint): bigint {
  return stop < 50_00n ? (stop * 104n) / 100n : (stop * 1025n) / 1000n;
}

export class Oracle {
  /** In the order in which they were accepted. */
  readonly orders: OracleOrder[] = [];

  /** @param step quantities that depth does not cover whole are multiples of it */
  constructor(private readonly step: bigint) {}

  tick(tick: OracleTick): void {
    const trading: { order: OracleOrder; price: bigint; slack: bigint | null }[] = [];
    for (const order of this.orders) {
      if (order.state !== "open" || order.seen >= tick.sequence) continue;
      const price = lookAt(order, tick);
      if (price === null) continue;
      const worst = order.limit ?? order.collar;
      const slack = worst === null ? null : order.side === "buy" ? worst - tick.price : tick.price - worst;
      trading.push({ order, price, slack });
    }
    // Sorting keeps the order of acceptance where the price is no better.
    trading.sort((a, b) =>
      a.slack === b.slack ? 0 : a.slack === null ? -1 : b.slack === null ? 1 : a.slack > b.slack ? -1 : 1,
    );
    let depth = tick.depth;
    const shares = trading.map(({ order }) => {
      const rest = order.quantity - order.filled;
      if (depth === null) return rest;
      const share = rest <= depth ? rest : depth - (depth % this.step);
      depth -= share;
      return share;
    });
    trading.forEach(({ order, price }, at) => {
      if (order.state === "open") trade(order, price, shares[at] ?? 0n, tick.sequence);
    });
  }
}

/** Moves the mark, tests the trigger. @returns the price at which the order would trade; null: not now */
function lookAt(order: OracleOrder, { price, low, high }: OracleTick): bigint | null {
  const buys = order.side === "buy";
  let before = order.triggered || order.stop === null;
  if (!before && order.trail !== null && order.mark !== null) {
    if (buys && low < order.mark) order.mark = low;
    if (!buys && high > order.mark) order.mark = high;
    order.stop = buys ? order.mark + order.trail : order.mark - order.trail;
    if (order.collar !== null) order.collar = collarOf(order.stop);
  }
  if (!before && order.stop !== null && (buys ? high >= order.stop : low <= order.stop)) {
    order.triggered = true;
  } else if (!before) return null;
  const worst = order.limit ?? order.collar;
  before = before && worst !== null;
  if (worst === null || (buys ? price <= worst : price >= worst)) return price;
  return before && (buys ? low <= worst : high >= worst) ? worst : null;
}

function trade(order: OracleOrder, price: bigint, share: bigint, sequence: number): void {
  const rest = order.quantity - order.filled;
  const quantity = share < rest ? share : rest;
  if (quantity === 0n) return;
  order.filled += quantity;
  order.value += quantity * price;
  if (order.filled === order.quantity) order.state = "filled";
  const sibling = order.parent?.legs.find((leg) => leg !== order && leg.state === "open");
  if (sibling && order.state === "filled") sibling.state = "cancelled";
  else if (sibling) sibling.quantity = sibling.filled + order.quantity - order.filled;
  if (order.state !== "filled") return;
  for (const leg of order.legs) {
    leg.state = "open";
    leg.quantity = order.filled;
    leg.seen = sequence;
    if (leg.trail !== null) {
      leg.mark = price;
      leg.stop = leg.side === "buy" ? price + leg.trail : price - leg.trail;
    }
    if (leg.side === "buy" && leg.limit === null && leg.stop !== null) leg.collar = collarOf(leg.stop);
  }
}
