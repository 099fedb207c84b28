/** The engine of a simulation: brings ticks to the orders that they concern, and ends those whose time is over. */
import type { Command, Tick } from "../../src/ledger/command.js";
import { formatFixed, readDecimal } from "../../src/money/amount.js";
import type { OrderRecord } from "../../src/ledger/order-record.js";
import { scalesOf, type Market, type MarketTick } from "./market.js";
import { targetOf } from "./asks.js";
import type { Documents } from "./model-store.js";
import type { TickAsk } from "./scenario.js";

/** Submits a command of the engine until it is answered. */
export type Deliver = (command: Command, index?: number) => Promise<void>;
export type EngineWorld = {
  readonly market: Market;
  readonly documents: () => Promise<Documents>;
  readonly nowMs: () => number;
  readonly turn: (label: string) => Promise<void>;
  readonly deliver: Deliver;
};

/** What the two queries of the trigger index find, in the order in which orders fill. */
function crossedBy(orders: readonly OrderRecord[], assetId: string, tick: Tick): OrderRecord[] {
  const number = (price: bigint) => Number(formatFixed(price, scalesOf(assetId).priceScale));
  const [low, high] = [number(tick.low), number(tick.high)];
  return orders
    .filter(({ assetId: its, triggerAbove, triggerBelow }) => {
      if (its !== assetId) return false;
      return (
        (triggerAbove !== null && triggerAbove <= high) || (triggerBelow !== null && triggerBelow >= low)
      );
    })
    .sort((a, b) => a.acceptedSeq - b.acceptedSeq);
}

export async function bringTick(world: EngineWorld, ask: TickAsk): Promise<void> {
  world.market.move(ask);
  const ticks = world.market.bring(ask.asset, ask.delivery);
  for (let turn = 0; turn < ask.late; turn++) await world.turn("the engine is late");
  const documents = await world.documents();
  const found = new Map(
    ticks.flatMap((tick) => crossedBy(documents.orders, ask.asset, tick)).map((it) => [it.orderId, it]),
  );
  const stray = ask.astray === null ? undefined : targetOf(documents, ask.astray);
  if (stray?.assetId === ask.asset) found.set(stray.orderId, stray);
  const commands = matchesFor([...found.values()], ticks);
  if (ask.reversed) commands.reverse();
  await Promise.all(commands.map((command, index) => world.deliver(command, index)));
}

/** A tick with depth is shared out among the orders, in their order. */
function matchesFor(orders: readonly OrderRecord[], ticks: readonly MarketTick[]): Command[] {
  if (ticks.length === 0) return [];
  let depth = ticks.length === 1 ? (ticks[0]?.depth ?? null) : null;
  return orders.flatMap((order): Command[] => {
    let allotment: bigint | null = null;
    if (depth !== null) {
      const left = readDecimal(order.quantity, order.scale) - readDecimal(order.filledQuantity, order.scale);
      allotment = left < depth ? left : depth;
      depth -= allotment;
    }
    const plain = ticks.map(({ depth: _depth, ...tick }) => tick);
    return [{ kind: "match", orderId: order.orderId, ticks: plain, allotment }];
  });
}

/** Ends orders whose time is over. */
export async function sweepExpired(world: EngineWorld): Promise<void> {
  const { orders } = await world.documents();
  const over = orders.filter(
    ({ expiryHour, expiresAt }) => expiryHour && expiresAt && isPast(world, expiresAt),
  );
  await Promise.all(over.map(({ orderId }) => world.deliver({ kind: "expire", orderId })));
}

const isPast = ({ nowMs }: Pick<EngineWorld, "nowMs">, expiresAt: string) => Date.parse(expiresAt) <= nowMs();

/** Legs open and orders are found in turns: so many rounds at the end are enough for every family. */
const roundsMax = 8;

/** The last sweep: one more tick for each asset, brought until it concerns nobody any more. */
export async function sweepAll(world: EngineWorld, assets: readonly TickAsk["asset"][]): Promise<void> {
  for (let round = 0; round < roundsMax; round++) {
    await sweepExpired(world);
    for (const asset of assets) {
      const tick = world.market.lastTick(asset);
      const { orders } = await world.documents();
      const waiting = crossedBy(orders, asset, tick).filter((it) => it.tickSequence < tick.sequence);
      if (waiting.length === 0) continue;
      const commands = matchesFor(waiting, [{ ...tick, depth: null }]);
      await Promise.all(commands.map((command) => world.deliver(command)));
    }
  }
}
