import assert from "node:assert/strict";
import type { PlaceCommand, StopLoss } from "../../src/ledger/command.js";
import { evaluate, evaluateTape, meetLeftPage } from "../../src/orders/matching.js";
import type { TapeRecord } from "../../src/prices/tape.js";
import { Engine } from "./engine.js";
import { collarOf, Oracle, type OracleOrder, type OracleTick } from "./oracle.js";

/** Ticks and orders. */
const steps = Number(process.env["ORACLE_STEPS"] ?? 100_000);
const worlds = Number(process.env["ORACLE_WORLDS"] ?? 200);
const uids = ["ann", "bob", "cat", "dan", "eve"];
const openMax = 60;

/** Uniform integers, the same for the same seed (Marsaglia's xorshift). */
function randomOf(seed: number) {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (below: number) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}
type Random = ReturnType<typeof randomOf>;

function randomTick(random: Random, sequence: number, price: bigint): OracleTick {
  const next = price + BigInt(random(401) - 200);
  const close = next < 20_00n ? 20_00n : next > 200_00n ? 200_00n : next;
  const spike = () => (random(6) === 0 ? BigInt(random(500)) : 0n);
  const depth = random(4) === 0 ? BigInt(random(60) * 10 + random(10)) : null;
  return { sequence, price: close, low: close - spike(), high: close + spike(), depth };
}

/** An order that rests, or is refused: prices on both sides of the quote, near and far. */
function randomOrder(random: Random, id: string, price: bigint): PlaceCommand {
  const side = random(2) === 0 ? "buy" : "sell";
  const away = BigInt(1 + random(600));
  const [worse, better] = side === "buy" ? [price + away, price - away] : [price - away, price + away];
  const size = { quantity: BigInt(1 + random(20)) * 10n };
  const order = { kind: "place", orderId: id, side, size } as const;
  const type = (["limit", "limit", "stop", "stop_limit", "trailing_stop"] as const)[random(5)] ?? "limit";
  if (type === "stop") return { ...order, type, stopPrice: worse };
  if (type === "stop_limit") {
    return { ...order, type, stopPrice: worse, limitPrice: worse + BigInt(random(300) - 150) };
  }
  if (type === "trailing_stop") return { ...order, type, trail: { amount: BigInt(1 + random(500)) } };
  if (random(3) > 0) return { ...order, type, limitPrice: better };
  const [up, down] = [BigInt(1 + random(400)), BigInt(1 + random(400))];
  const sign = side === "buy" ? 1n : -1n;
  const stopPrice = better - sign * down;
  const losses: StopLoss[] = [
    { stopPrice, limitPrice: null },
    { stopPrice, limitPrice: stopPrice - sign * BigInt(random(100)) },
    { trail: { amount: down } },
  ];
  const stopLoss = losses[random(3)];
  const takeProfit = { limitPrice: better + sign * up };
  const legs = random(3);
  return {
    ...{ ...order, type, limitPrice: better },
    ...(legs !== 0 && { takeProfit }),
    ...(legs !== 1 && stopLoss && { stopLoss }),
  };
}

/** The order as the oracle knows it: by what was asked for alone. */
function expected(uid: string, command: PlaceCommand, price: bigint, seen: number): OracleOrder {
  const { orderId: id, side, limitPrice: limit = null, stopPrice = null, trail } = command;
  const amount = trail && "amount" in trail ? trail.amount : null;
  const first = side === "buy" ? price + (amount ?? 0n) : price - (amount ?? 0n);
  const stop = amount === null ? stopPrice : first;
  const quantity = "quantity" in command.size ? command.size.quantity : 0n;
  const fresh = { uid, filled: 0n, value: 0n, triggered: false, quantity, seen, legs: [] as OracleOrder[] };
  const order: OracleOrder = {
    ...{ ...fresh, id, side, limit, stop, trail: amount, mark: amount === null ? null : price },
    collar: side === "buy" && limit === null && stop !== null ? collarOf(stop) : null,
    ...{ state: "open", parent: null },
  };
  const { takeProfit, stopLoss } = command;
  const leg = (name: string): OracleOrder => ({
    ...{ ...fresh, legs: [], id: `${id}.${name}`, side: side === "buy" ? "sell" : "buy", limit: null },
    ...{ stop: null, trail: null, mark: null, collar: null, state: "waiting", parent: order },
  });
  if (takeProfit) order.legs.push({ ...leg("takeProfit"), limit: takeProfit.limitPrice });
  if (stopLoss && "trail" in stopLoss) {
    const by = "amount" in stopLoss.trail ? stopLoss.trail.amount : 0n;
    order.legs.push({ ...leg("stopLoss"), trail: by });
  } else if (stopLoss) {
    order.legs.push({ ...leg("stopLoss"), stop: stopLoss.stopPrice, limit: stopLoss.limitPrice });
  }
  return order;
}

/** One random world. @returns how much traded in it, so that a test can tell that something did */
async function play(seed: number, count: number) {
  const random = randomOf(seed);
  const engine = new Engine();
  const oracle = new Oracle(10n);
  let price = 100_00n;
  let sequence = 0;
  let pending = 0;
  const late: TapeRecord[] = [];
  const quoteNow = () => ({ price, sequence, asOfMs: 0, validForMs: null, depth: null });
  const step = (tick: OracleTick) => {
    ({ price, sequence } = tick);
    engine.write(tick);
    oracle.tick(tick);
  };
  step({ sequence: 1, price, low: price, high: price, depth: null });
  for (const uid of uids) {
    engine.decide(uid, { kind: "deposit", requestId: "funds", amount: 10n ** 13n }, null);
    const holding = { kind: "place", side: "buy", type: "market", size: { quantity: 1_000_000n } } as const;
    assert.ok(engine.decide(uid, { ...holding, orderId: "holding" }, quoteNow()).accepted);
  }
  const settle = async () => {
    await evaluate(engine.matching, "ORACLE");
    for (let page = engine.left.shift(); page; page = engine.left.shift()) {
      await meetLeftPage(engine.matching, page);
    }
    pending = 0;
  };
  const compare = (at: number) => {
    for (const order of oracle.orders) {
      const known = engine.orders.get(`${order.uid}/${order.id}`);
      const states: Record<string, OracleOrder["state"]> = { held: "waiting", partially_filled: "open" };
      const state = known && (states[known.status] ?? known.status);
      assert.deepEqual(
        [state, known?.filledQuantity, known?.exactValue],
        [order.state, order.filled, order.value],
        `seed ${seed}, step ${at}: ${order.uid}/${order.id}`,
      );
    }
  };
  for (let at = 1; at <= count; at++) {
    const choice = random(10);
    const open = oracle.orders.filter(({ state }) => state === "open").length;
    if (choice < 5 && open < openMax) {
      const uid = uids[random(uids.length)] ?? "ann";
      const command = randomOrder(random, `o${at}`, price);
      const decision = engine.decide(uid, command, quoteNow());
      if (decision.accepted) {
        const order = expected(uid, command, price, sequence);
        // Of two legs that would trade at one price the stop loss comes first.
        oracle.orders.push(order, ...order.legs.toReversed());
      }
    } else {
      step(randomTick(random, sequence + 1, price));
      pending++;
      if (engine.tape && random(10) === 0) late.push(engine.tape);
    }
    if (pending > 0 && (random(3) === 0 || pending > 20)) await settle();
    if (random(20) === 0) await evaluate(engine.matching, "ORACLE").then(() => (pending = 0));
    // An evaluation that read the tape long ago comes now: after others, or for the second time.
    const old = late.length > 2 ? late.shift() : undefined;
    if (old && pending === 0) await evaluateTape(engine.matching, old);
    if (pending === 0 && at % 10 === 0) compare(at);
  }
  await settle();
  compare(count);
  const ended = oracle.orders.filter(({ state }) => state === "filled");
  return { fills: ended.length, legs: ended.filter(({ parent }) => parent !== null).length };
}

describe("matching against an oracle", function () {
  this.timeout(3_600_000);

  it(`agrees with what every order would do tick by tick, over ${steps} ticks and orders, batched, repeated, late and reordered (R-TRADE-3)`, async () => {
    const total = { fills: 0, legs: 0 };
    for (let seed = 1; seed <= worlds; seed++) {
      const { fills, legs } = await play(seed, Math.ceil(steps / worlds));
      total.fills += fills;
      total.legs += legs;
    }
    assert.ok(total.fills > steps / 20 && total.legs > steps / 200, JSON.stringify(total));
  });
});
