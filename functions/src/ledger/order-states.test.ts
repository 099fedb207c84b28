import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { accountRecord } from "./account-record.js";
import {
  accepted,
  btc,
  buy,
  cancel,
  expire,
  funded,
  marketContext,
  match,
  noonMs,
  placing,
  quoteAt,
  replace,
  tickAt,
} from "../../test/simulation/ground.js";
import type { Account } from "./account.js";
import type { Command, PlaceCommand } from "./command.js";
import { canonicalJson } from "./entry-record.js";
import { decide } from "./kernel.js";
import type { Order } from "./order.js";

const tenth = 10_000_000n;
const untilMs = noonMs + 3_600_000;
const at = (nowMs: number) => marketContext(btc, quoteAt(30_000_00n), { nowMs });
const market = at(noonMs);
const rich = accepted(funded(1_000_000_00n), buy("stock", 100_000_000n), market).account;
const until = { timeInForce: "gtd", expiresAtMs: untilMs } as const;
const legs = {
  takeProfit: { limitPrice: 31_000_00n },
  stopLoss: { stopPrice: 28_000_00n, limitPrice: null },
} as const;

const part = (orderId: string, sequence: number, price: bigint): Command => ({
  ...{ kind: "match", orderId, ticks: [tickAt(sequence, price)], allotment: 1_000_000n },
});
const after = (account: Account, ...commands: readonly Command[]): Account =>
  commands.reduce((now, command) => accepted(now, command, market).account, account);

const limitBuy = (orderId: string, rest: Partial<PlaceCommand> = {}) =>
  placing(orderId, ["buy", "limit"], tenth, { limitPrice: 29_000_00n, ...until, ...rest });
const stopLimit = placing("o", ["buy", "stop_limit"], tenth, {
  ...{ stopPrice: 31_000_00n, limitPrice: 31_500_00n, ...until },
});
const bracket = limitBuy("parent", legs);
const waiting = after(rich, bracket);
const resting = after(rich, limitBuy("o"));
const pending = after(rich, stopLimit);
const triggered = after(pending, match("o", tickAt(2, 32_000_00n)));

/** An account in which the order is in that state, and the order's id. */
const states: Readonly<Record<string, readonly [Account, string]>> = {
  none: [rich, "o"],
  held: [waiting, "parent.takeProfit"],
  open: [resting, "o"],
  partially_filled: [after(resting, part("o", 2, 29_000_00n)), "o"],
  "open, pending": [pending, "o"],
  "open, triggered": [triggered, "o"],
  "partially_filled, triggered": [after(triggered, part("o", 3, 31_500_00n)), "o"],
  filled: [after(resting, match("o", tickAt(2, 29_000_00n))), "o"],
  cancelled: [after(resting, cancel("o")), "o"],
  expired: [accepted(resting, expire("o"), at(untilMs)).account, "o"],
  replaced: [after(resting, replace("o", "n")), "o"],
  rejected: [
    accepted(resting, match("o", tickAt(2, 29_000_00n)), {
      ...marketContext({ ...btc, status: "delisted" }, quoteAt(30_000_00n)),
    }).account,
    "o",
  ],
};

/** By the state, what an order is crossed by: a leg that sells, a buy at 29,000.00, a stop at 31,000.00. */
const crossedBy = (state: string) =>
  state === "held" ? 31_000_00n : state.includes(",") ? 31_000_00n : 29_000_00n;
const events: Readonly<Record<string, (id: string, state: string) => readonly [Command, number]>> = {
  "crossed, in full": (id, state) => [match(id, tickAt(9, crossedBy(state))), noonMs],
  "crossed, in part": (id, state) => [part(id, 9, crossedBy(state)), noonMs],
  "trigger crossed in a gap": (id) => [match(id, tickAt(9, 33_000_00n)), noonMs],
  "not crossed": (id) => [match(id, tickAt(9, 30_000_00n)), noonMs],
  "an old tick": (id, state) => [match(id, tickAt(1, crossedBy(state))), noonMs],
  cancel: (id) => [cancel(id), noonMs],
  replace: (id) => [replace(id, "r"), noonMs],
  "expire, before its time": (id) => [expire(id), untilMs - 1],
  "expire, at its time": (id) => [expire(id), untilMs],
  "crossed at its time": (id, state) => [match(id, tickAt(9, crossedBy(state))), untilMs],
  "parent filled": () => [match("parent", tickAt(9, 29_000_00n)), noonMs],
  "parent cancelled unfilled": () => [cancel("parent"), noonMs],
  "parent expires unfilled": () => [expire("parent"), untilMs],
};

/** Next state with its hold and the kinds of the entries; or why it is refused. */
const closed = Object.fromEntries(Object.keys(events).map((event) => [event, "refused: order_is_closed"]));
const live = {
  "crossed at its time": "expired 0 [release]",
  "expire, before its time": "refused: not_expired",
  "expire, at its time": "expired 0 [release]",
  cancel: "cancelled 0 [release]",
  "an old tick": "refused: not_crossed",
  "not crossed": "refused: not_crossed",
  "parent filled": "refused: order_is_closed",
  "parent cancelled unfilled": "refused: order_is_closed",
  "parent expires unfilled": "refused: order_is_closed",
};
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  none: closed,
  held: {
    "crossed, in full": "refused: order_is_held",
    "crossed, in part": "refused: order_is_held",
    "trigger crossed in a gap": "refused: order_is_held",
    "not crossed": "refused: order_is_held",
    "an old tick": "refused: order_is_held",
    cancel: "cancelled 0 []",
    replace: "refused: order_is_held",
    "expire, before its time": "refused: order_is_held",
    "expire, at its time": "refused: order_is_held",
    "crossed at its time": "refused: order_is_held",
    "parent filled": "open 10000000 [fill]",
    "parent cancelled unfilled": "cancelled 0 [release]",
    "parent expires unfilled": "cancelled 0 [release]",
  },
  open: {
    ...live,
    "crossed, in full": "filled 0 [fill]",
    "crossed, in part": "partially_filled 261261 [fill]",
    "trigger crossed in a gap": "refused: not_crossed",
    replace: "replaced 0 [], then open 290290",
  },
  partially_filled: {
    ...live,
    "crossed, in full": "filled 0 [fill]",
    "crossed, in part": "partially_filled 232232 [fill]",
    "trigger crossed in a gap": "refused: not_crossed",
    replace: "replaced 0 [], then open 261261",
  },
  "open, pending": {
    ...live,
    "crossed, in full": "filled 0 [fill]",
    "crossed, in part": "partially_filled, triggered 283784 [fill]",
    "trigger crossed in a gap": "open, triggered 315315 []",
    "crossed at its time": "expired 0 [release]",
    replace: "replaced 0 [], then open, pending 315315",
  },
  "open, triggered": {
    ...live,
    "not crossed": "filled 0 [fill]",
    "crossed, in full": "filled 0 [fill]",
    "crossed, in part": "partially_filled, triggered 283784 [fill]",
    "trigger crossed in a gap": "refused: not_crossed",
    replace: "replaced 0 [], then open, triggered 315315",
  },
  "partially_filled, triggered": {
    ...live,
    "not crossed": "filled 0 [fill]",
    "crossed, in full": "filled 0 [fill]",
    "crossed, in part": "partially_filled, triggered 252252 [fill]",
    "trigger crossed in a gap": "refused: not_crossed",
    // Rounding starts anew: a cent more.
    replace: "replaced 0 [hold], then open, triggered 283784",
  },
  filled: closed,
  cancelled: closed,
  expired: closed,
  replaced: closed,
  rejected: closed,
};

const stateOf = ({ status, trigger, hold }: Order) =>
  `${status}${trigger !== "none" && (status === "open" || status === "partially_filled") ? `, ${trigger}` : ""} ${hold}`;

describe("states of an order (R-TRADE-4)", () => {
  for (const [state, [account, id]] of Object.entries(states)) {
    for (const [event, commandOf] of Object.entries(events)) {
      it(`${state}: ${event}`, () => {
        const expected = table[state]?.[event];
        assert.ok(expected, "the pair has no row");
        const [command, nowMs] = commandOf(id, state);
        const bytes = canonicalJson(accountRecord(account));
        const decision = decide(account, command, at(nowMs));
        assert.equal(canonicalJson(accountRecord(account)), bytes);
        if (!decision.accepted) return assert.equal(`refused: ${decision.reason}`, expected);
        const order = decision.orders.find(({ orderId }) => orderId === id);
        assert.ok(order);
        const kinds = `[${decision.entries.map(({ kind }) => kind).join()}]`;
        const next = decision.orders.find(({ orderId }) => orderId === "r");
        const then = next ? `, then ${stateOf(next)}` : "";
        assert.equal(`${stateOf(order)} ${kinds}${then}`, expected);
        // What is over leaves the account; what is not stays, as it was decided.
        assert.equal(
          decision.account.orders.get(id),
          expected.startsWith("open") || expected.startsWith("part") ? order : undefined,
        );
      });
    }
  }

  it("link a replaced order and its successor both ways", () => {
    const { orders } = accepted(resting, replace("o", "n"), market);
    assert.deepEqual(
      orders.map(({ orderId, replaces, replacedBy }) => [orderId, replaces, replacedBy]),
      [
        ["n", "o", null],
        ["o", null, "n"],
      ],
    );
  });

  it("refuse a leg the moment its parent's time is over only through the parent", () => {
    const decision = accepted(waiting, match("parent", tickAt(9, 29_000_00n)), at(untilMs));
    assert.deepEqual(
      decision.orders.map(({ status }) => status),
      ["expired", "cancelled", "cancelled"],
    );
  });
});
