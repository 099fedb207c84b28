/** The races of criterion 2: which two things meet, and the only two ways in which they may come out. */
import type { Command, PlaceCommand } from "../../src/ledger/command.js";
import { buyAt } from "../support/resting.js";
import { bothOf, tickAt, type Race, type Track } from "./race.js";

const unit = 100_000_000n;
const hourMs = 3_600_000;
const funds = 1_000_000_00n;

const deposit = (requestId: string, amount: bigint): Command => ({ kind: "deposit", requestId, amount });
const market = (orderId: string, side: "buy" | "sell", more: Partial<PlaceCommand> = {}): Command => ({
  ...{ kind: "place", orderId, side, type: "market", size: { quantity: unit } },
  ...more,
});
const fill = (orderId: string, price: bigint): Command => ({
  ...{ kind: "match", orderId, ticks: [tickAt(2, price)], allotment: null },
});
const opened = (track: Track) => track.set(deposit("funds", funds));
const told = (...facts: readonly unknown[]) => facts.join(" / ");

const cancelAgainstFill: Race = {
  title: "cancel against fill",
  outcomes: ["committed / order_is_closed / cancelled", "order_is_closed / committed / filled"],
  open: opened,
  round: async (track, round) => {
    const orderId = `o${round}`;
    await track.set(buyAt(orderId, 98_00n));
    const [left, right] = await bothOf(
      track,
      () => track.submit("left", { kind: "cancel", orderId }),
      () => track.submit("right", fill(orderId, 97_00n)),
    );
    return told(left, right, await track.statusOf(orderId));
  },
};

const replaceAgainstFill: Race = {
  title: "replace against fill",
  outcomes: ["committed / order_is_closed / replaced / open", "order_is_closed / committed / filled / "],
  open: opened,
  round: async (track, round) => {
    const [orderId, newOrderId] = [`o${round}`, `n${round}`];
    await track.set(buyAt(orderId, 98_00n));
    const [left, right] = await bothOf(
      track,
      () => track.submit("left", { kind: "replace", orderId, newOrderId, limitPrice: 96_00n }),
      () => track.submit("right", fill(orderId, 97_00n)),
    );
    const name = told(left, right, await track.statusOf(orderId), await track.statusOf(newOrderId));
    if (left === "committed") await track.set({ kind: "cancel", orderId: newOrderId });
    return name;
  },
};

/** The clock of the process that expires is past the end, that of the one that fills is not. */
const expireAgainstFill: Race = {
  title: "expire against fill",
  outcomes: ["order_is_closed / committed / expired", "committed / order_is_closed / filled"],
  open: async (track) => {
    track.setClocks(Date.now(), Date.now());
    await opened(track);
  },
  round: async (track, round) => {
    const orderId = `o${round}`;
    const nowMs = Date.now() + round * 4 * hourMs;
    track.setClocks(nowMs, nowMs + 2 * hourMs);
    await track.set(buyAt(orderId, 98_00n, { timeInForce: "gtd", expiresAtMs: nowMs + hourMs }));
    const [left, right] = await bothOf(
      track,
      () => track.submit("left", fill(orderId, 97_00n)),
      () => track.submit("right", { kind: "expire", orderId }),
    );
    return told(left, right, await track.statusOf(orderId));
  },
};

const profitAgainstLoss: Race = {
  title: "take profit against stop loss",
  outcomes: [
    "committed / order_is_closed / filled / cancelled",
    "order_is_closed / committed / cancelled / filled",
  ],
  open: opened,
  round: async (track, round) => {
    const orderId = `o${round}`;
    const legs = {
      takeProfit: { limitPrice: 120_00n },
      stopLoss: { stopPrice: 80_00n, limitPrice: null },
    };
    await track.set(market(orderId, "buy", legs));
    const [profit, loss] = [`${orderId}.takeProfit`, `${orderId}.stopLoss`];
    const [left, right] = await bothOf(
      track,
      () => track.submit("left", fill(profit, 121_00n)),
      () => track.submit("right", fill(loss, 79_00n)),
    );
    return told(left, right, await track.statusOf(profit), await track.statusOf(loss));
  },
};

const twoSells: Race = {
  title: "two sells of one holding",
  outcomes: ["committed / insufficient_holdings", "insufficient_holdings / committed"],
  open: opened,
  round: async (track, round) => {
    await track.set(market(`b${round}`, "buy"));
    return told(
      ...(await bothOf(
        track,
        () => track.submit("left", market(`l${round}`, "sell")),
        () => track.submit("right", market(`r${round}`, "sell")),
      )),
    );
  },
};

/** A unit at 100.00 with its fee of 0.10: all that is there. */
const all = 100_10n;
/** What the sale of the unit leaves missing: both fees. */
const fees = 20n;

const withdrawAgainstBuy: Race = {
  title: "withdraw against buy",
  outcomes: ["committed / insufficient_funds", "insufficient_funds / committed"],
  open: (track) => track.set(deposit("funds", all)),
  round: async (track, round) => {
    const [left, right] = await bothOf(
      track,
      () => track.submit("left", { kind: "withdraw", requestId: `w${round}`, amount: all }),
      () => track.submit("right", market(`b${round}`, "buy")),
    );
    if (right === "committed") {
      await track.set(market(`s${round}`, "sell"));
      await track.set(deposit(`d${round}`, fees));
    } else await track.set(deposit(`d${round}`, all));
    return told(left, right);
  },
};

export const races: readonly Race[] = [
  cancelAgainstFill,
  replaceAgainstFill,
  expireAgainstFill,
  profitAgainstLoss,
  twoSells,
  withdrawAgainstBuy,
];
