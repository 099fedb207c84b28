/** Matching over a model: real planning and the real kernel, documents in maps. */
import { emptyAccount, type Account } from "../../src/ledger/account.js";
import type { Command, QuoteTerms } from "../../src/ledger/command.js";
import { decide } from "../../src/ledger/kernel.js";
import { isClosed, watchOf, type Order } from "../../src/ledger/order.js";
import type { TradableTerms } from "../../src/money/asset.js";
import { formatFixed, formatShortest } from "../../src/money/amount.js";
import type { Share } from "../../src/orders/matching-port.js";
import type { LeftPage, Matching } from "../../src/orders/matching.js";
import type { Settings } from "../../src/settings/store.js";
import { tapeAfter, type TapeRecord } from "../../src/prices/tape.js";
import { limits as defaultLimits, noonMs } from "../simulation/ground.js";
import type { OracleTick } from "./oracle.js";

const terms: TradableTerms = {
  ...{ assetId: "ORACLE", status: "active", scale: 2, quantityStep: 10n, minQuantity: 1n },
  ...{ priceScale: 2, tickSize: 1n },
};
const plenty = 10n ** 15n;
const limits = { ...defaultLimits, dailyDepositMax: plenty, maxOrderValue: plenty, limitDistanceMax: 1_000n };
const settings: Settings = {
  ...{ limits, maxQuoteAgeMs: 60_000 },
  halts: { everything: false, assets: new Set(), accounts: new Set() },
};

export class Engine {
  readonly accounts = new Map<string, Account>();
  readonly orders = new Map<string, Order>();
  readonly left: LeftPage[] = [];
  private readonly open = new Map<string, Order>();
  private readonly shares = new Map<number, readonly Share[]>();
  tape: TapeRecord | undefined;
  /** Each decision is a millisecond later: orders are accepted one after another. */
  private nowMs = noonMs;

  readonly matching: Matching = {
    store: {
      tape: () => Promise.resolve(this.tape),
      crossed: ({ direction, price, limit, after }) => {
        const rows = [...this.open]
          .flatMap(([path, order]) => {
            const place = Number(watchOf(order)[direction] ?? NaN) / 100;
            return (direction === "above" ? place <= price : place >= price) ? [{ path, order, place }] : [];
          })
          .sort(
            (a, b) =>
              (direction === "above" ? a.place - b.place : b.place - a.place) || (a.path < b.path ? -1 : 1),
          );
        const from = after ? rows.findIndex(({ path }) => path === after.path) + 1 : 0;
        const page = rows.slice(from, from + limit);
        const last = page.length === limit ? page.at(-1) : undefined;
        return Promise.resolve({
          candidates: page.map(({ path, order }) => ({ uid: path.split("/")[0] ?? "", order })),
          next: last ? { price: last.place, path: last.path } : null,
        });
      },
      allot: (_, sequence, shares) => {
        const kept = this.shares.get(sequence) ?? shares;
        this.shares.set(sequence, kept);
        return Promise.resolve(kept);
      },
      markEvaluated: (_, sequence) => {
        if (this.tape) this.tape = { ...this.tape, evaluatedSequence: sequence };
        return Promise.resolve();
      },
    },
    submit: (uid, { command, context }) => {
      const outcome = this.decide(uid, command, context.market?.quote ?? null);
      const record = {} as never;
      return Promise.resolve(
        outcome.accepted
          ? { kind: "committed", replayed: false, account: outcome.account, record }
          : { kind: "rejected", rejection: outcome },
      );
    },
    terms: () => Promise.resolve(terms),
    settings: () => Promise.resolve(settings),
    leave: (page) => Promise.resolve(void this.left.push(page)),
  };

  decide(uid: string, command: Command, quote: QuoteTerms | null) {
    const account = this.accounts.get(uid) ?? emptyAccount(uid);
    const decision = decide(account, command, { nowMs: this.nowMs++, limits, market: { terms, quote } });
    if (!decision.accepted) return decision;
    this.accounts.set(uid, decision.account);
    for (const order of decision.orders) {
      const path = `${uid}/${order.orderId}`;
      this.orders.set(path, order);
      if (isClosed(order)) this.open.delete(path);
      else this.open.set(path, order);
    }
    return decision;
  }

  write({ sequence, price, low, high, depth }: OracleTick): void {
    const text = (amount: bigint) => formatFixed(amount, terms.priceScale);
    this.tape = tapeAfter(this.tape, {
      ...{ assetId: terms.assetId, sequence, source: "manual", validForMs: null },
      ...{ price: text(price), low: text(low), high: text(high) },
      depth: depth === null ? null : formatShortest(depth, terms.scale),
      asOf: new Date(noonMs + sequence).toISOString(),
    });
  }
}
