/** Turns what a scenario asks for into commands. What an id was first made of it keeps: repeats ask for the same. */
import type { Command, PlaceCommand, Size, StopLoss } from "../../src/ledger/command.js";
import { openEntry } from "../../src/ledger/entry-record.js";
import { readOpenOrder, type OrderRecord } from "../../src/ledger/order-record.js";
import { oppositeOf, type Order, type Trail } from "../../src/ledger/order.js";
import { openOnly } from "../../src/ledger/audit-order.js";
import { btc, share } from "./ground.js";
import { away, scalesOf, type Market } from "./market.js";
import type { Documents } from "./model-store.js";
import type { Ask, BracketAsk, PlaceAsk, ReplaceAsk } from "./scenario.js";

/** What can be looked up when an id is used first. */
export type Surroundings = {
  readonly market: Market;
  readonly nowMs: () => number;
  readonly documents: () => Promise<Documents>;
};
/** Asked for by a client; the rest of the asks move the market or the engine. */
export type ClientAsk = Exclude<Ask, { kind: "tick" | "sweep" }>;
/** A command, and whose market it is decided with. */
export type Made = { readonly command: Command; readonly assetId: string | null };

/** Makes commands, the same for the same id. @returns undefined where there is nothing to ask for */
export function openAsks(surroundings: Surroundings) {
  const known = new Map<string, Promise<Made | undefined>>();
  return {
    /** @param changed the same id with another input */
    commandOf(ask: ClientAsk, id: string, changed: boolean): Promise<Made | undefined> {
      const name = `${id}${changed ? " changed" : ""}`;
      const before = known.get(name);
      if (before) return before;
      const original = changed ? this.commandOf(ask, id, false) : undefined;
      const made = original
        ? original.then((it) => it && { ...it, command: otherInput(it.command) })
        : firstInput(surroundings, ask, id);
      known.set(name, made);
      return made;
    },
  };
}

/** The same command with another input under its id. */
function otherInput(command: Command): Command {
  switch (command.kind) {
    case "deposit":
    case "withdraw":
    case "hold":
      return { ...command, amount: command.amount + 1n };
    case "place": {
      const [[name, amount]] = Object.entries(command.size) as [[string, bigint]];
      return { ...command, size: { [name]: amount + (name === "quantity" ? stepOf(amount) : 1n) } as Size };
    }
    case "replace":
      return { ...command, quantity: (command.quantity ?? 0n) + stepOf(command.quantity ?? 0n) };
    case "release":
      return { ...command, holdId: `${command.holdId}-other` };
    default:
      return command;
  }
}
/** Quantities of the share are small, those of the coin never below its step. */
const stepOf = (quantity: bigint) => (quantity < btc.quantityStep ? share.quantityStep : btc.quantityStep);

async function firstInput(around: Surroundings, ask: ClientAsk, id: string): Promise<Made | undefined> {
  if (ask.kind === "place") {
    const { price } = around.market.quoteOf(ask.asset);
    return { command: placeCommand(ask, id, price, around.nowMs()), assetId: ask.asset };
  }
  const documents = await around.documents();
  if (ask.kind === "replace") {
    const target = targetOf(documents, ask.of);
    if (!target) return undefined;
    const { assetId } = target;
    const { price } = around.market.quoteOf(assetId);
    return { command: replaceCommand(ask, id, target, price), assetId };
  }
  const command = simpleCommand(documents, ask, id);
  return command && { command, assetId: null };
}

function simpleCommand(
  documents: Documents,
  ask: Exclude<ClientAsk, PlaceAsk | ReplaceAsk>,
  requestId: string,
): Command | undefined {
  switch (ask.kind) {
    case "deposit":
    case "withdraw":
      return { kind: ask.kind, requestId, amount: BigInt(ask.amount) };
    case "hold":
      return { kind: "hold", requestId, assetId: ask.asset, amount: BigInt(ask.amount) };
    case "release": {
      const holdId = among(Object.keys(documents.account?.holds ?? {}), ask.of) ?? "none";
      return { kind: "release", requestId, holdId };
    }
    case "reverse":
      return reversal(documents, ask.of);
    case "cancel":
    case "expire": {
      const target = targetOf(documents, ask.of);
      return target && { kind: ask.kind, orderId: target.orderId };
    }
  }
}

const among = <Value>(values: readonly Value[], of: number): Value | undefined =>
  values[of % Math.max(1, values.length)];

/** Mostly an order that is open, now and then any. */
export function targetOf({ orders }: Documents, of: number): OrderRecord | undefined {
  const open = orders.filter(({ status }) => ["open", "partially_filled", "held"].includes(status));
  return open.length > 0 && of % 5 > 0 ? among(open, of) : among(orders, of);
}

function reversal({ entries }: Documents, of: number): Command | undefined {
  const record = among(entries, of);
  if (!record) return undefined;
  const scales = { USD: 2, BTC: btc.scale, "BRK.B": share.scale };
  const balances = Object.fromEntries(
    Object.entries(scales).map(([assetId, scale]) => [assetId, { scale, available: 0n, held: 0n }]),
  );
  return { kind: "reverse", entry: openEntry(record, balances) };
}

function placeCommand(ask: PlaceAsk, orderId: string, price: bigint, nowMs: number): PlaceCommand {
  const { side, type, offset, until, expiresInMs } = ask;
  const command = { kind: "place", orderId, side, type, size: sizeOf(ask) } as const;
  const bracket =
    ask.bracket && (ask.bracket.profit !== null || ask.bracket.loss !== null) ? ask.bracket : null;
  const back = side === "buy" ? -1 : 1;
  const stopPrice = away(price, -back * Math.abs(offset));
  const entry = type === "limit" ? away(price, back * offset) : type === "market" ? price : stopPrice;
  return {
    ...command,
    ...(type === "limit" && { limitPrice: entry }),
    ...(type === "stop" && { stopPrice }),
    ...(type === "stop_limit" && { stopPrice, limitPrice: away(stopPrice, -back * ask.give) }),
    ...(type === "trailing_stop" && { trail: trailOf(ask.trail, Math.abs(offset), price) }),
    ...timeOf(type, until, bracket !== null),
    ...(until === "gtd" && (type !== "market" || bracket) && { expiresAtMs: nowMs + expiresInMs }),
    ...(bracket && legsOf(bracket, ask, entry)),
  };
}

/** What the contract lets through: immediate orders are limits or markets without legs. */
function timeOf(type: PlaceAsk["type"], until: PlaceAsk["until"], bracket: boolean) {
  const immediate = until === "ioc" || until === "fok";
  if (until === null || (immediate && (type !== "limit" || bracket))) return {};
  if (type === "market" && !bracket) return {};
  return { timeInForce: until };
}

function sizeOf({ type, by, side, asset, amount }: PlaceAsk): Size {
  if (type === "market" && by === "notional" && side === "buy") return { notional: BigInt(amount) * 50n };
  if (type === "market" && by === "percent" && side === "sell") return { percent: BigInt(amount) * 250n };
  return { quantity: asset === "BTC" ? BigInt(amount) * btc.quantityStep : BigInt(amount) / 1_000n + 1n };
}

function trailOf(by: PlaceAsk["trail"], offset: number, price: bigint): Trail {
  const points = BigInt(Math.max(1, offset));
  return by === "percent" ? { percent: points * 100n } : { amount: (price * points) / 10_000n + 1n };
}

function legsOf({ profit, loss, lossType }: BracketAsk, { side, trail, give }: PlaceAsk, entry: bigint) {
  const gain = side === "buy" ? 1 : -1;
  const stopLoss = (points: number): StopLoss => {
    if (lossType === "trail") return { trail: trailOf(trail, points, entry) };
    const stopPrice = away(entry, -gain * points);
    return { stopPrice, limitPrice: lossType === "stop" ? null : away(stopPrice, -gain * give) };
  };
  return {
    ...(profit !== null && { takeProfit: { limitPrice: away(entry, gain * profit) } }),
    ...(loss !== null && { stopLoss: stopLoss(loss) }),
  };
}

function replaceCommand(ask: ReplaceAsk, newOrderId: string, target: OrderRecord, price: bigint): Command {
  const old: Order = readOpenOrder(openOnly(target));
  const { quantityStep } = scalesOf(old.assetId);
  const asked = (field: ReplaceAsk["fields"][number]) => ask.fields.includes(field);
  const scaled = (old.quantity * BigInt(ask.share)) / 100n;
  const far = old.side === "buy" ? -ask.offset : ask.offset;
  const stop = away(price, oppositeOf(old.side) === "buy" ? -ask.offset : ask.offset);
  const changes = {
    ...(asked("quantity") && old.parentId === null && { quantity: scaled - (scaled % quantityStep) }),
    ...(asked("limitPrice") && old.limitPrice !== null && { limitPrice: away(price, far) }),
    ...(asked("stopPrice") && old.stopPrice !== null && !old.trail && { stopPrice: stop }),
  };
  const none = Object.keys(changes).length === 0;
  return { kind: "replace", orderId: old.orderId, newOrderId, ...(none ? { limitPrice: price } : changes) };
}
