/**
 * The kernel alone, on one core, without Firestore. Three parts in turns: deciding (invariants asserted, as in
 * production), sealing what was decided (canonical JSON and SHA-256), and the committer's fold, which does both and
 * makes the records.
 */
import { emptyAccount, type Account } from "../functions/src/ledger/account.js";
import type { Command, DecisionContext } from "../functions/src/ledger/command.js";
import type { Decision } from "../functions/src/ledger/conclude.js";
import { sealEntry } from "../functions/src/ledger/entry-record.js";
import { fold, type Submission } from "../functions/src/ledger/fold.js";
import { decide } from "../functions/src/ledger/kernel.js";
import type { Progress } from "./measure.js";
import { makeReport, type Report } from "./report.js";
import { rounded, summarise, type Slice } from "./statistics.js";
import { bitcoin } from "./world.js";

export type KernelOptions = { readonly seconds: number; readonly rounds?: number };

const nowMs = Date.UTC(2026, 0, 5);
const context: DecisionContext = {
  nowMs,
  limits: {
    feeRate: 1_000n,
    minOrderValue: 1_00n,
    maxOrderValue: 100_000_00n,
    dailyDepositMax: 10n ** 18n,
    dailyWithdrawalMax: 10n ** 18n,
    openOrdersMax: 200,
    limitDistanceMax: 10n,
  },
  market: {
    terms: bitcoin,
    quote: { price: 50_000_00n, asOfMs: nowMs, validForMs: null, depth: null, sequence: 1 },
  },
};
const groupSize = 32;
const assetsHeld = ["ETH", "SOL", "AAPL", "XAU"];
/** One decision in so many is timed by itself: reading the clock costs about as much as a tenth of a decision. */
const timedEvery = 16;

/** An account with six balances, as a user has them, money for all that follows among them. */
function startingAccount(): Account {
  const empty = emptyAccount("bench");
  const balance = { scale: 8, available: 10n ** 12n, held: 0n };
  const others = [bitcoin.assetId, ...assetsHeld];
  return {
    ...empty,
    balances: {
      USD: { scale: 2, available: 10n ** 15n, held: 0n },
      ...Object.fromEntries(others.map((assetId) => [assetId, balance])),
    },
    positions: Object.fromEntries(others.map((assetId) => [assetId, { cost: 10n ** 9n, realised: 0n }])),
  };
}

/** Ten commands: eight market orders, one of them by notional, a deposit and a withdrawal. */
function commandAt(index: number): Command {
  const id = `0b54c9d2-6a4e-4c55-9d5e-${index}`;
  const kind = index % 10;
  if (kind === 8) return { kind: "deposit", requestId: id, amount: 250_00n };
  if (kind === 9) return { kind: "withdraw", requestId: id, amount: 250_00n };
  const side = kind % 2 === 0 ? "buy" : "sell";
  const size = kind === 4 ? { notional: 50_00n } : { quantity: 100_000n };
  return { kind: "place", orderId: id, side, type: "market", size };
}

/** Keeps going until its time is over; the work is done in blocks so that the clock is asked rarely. */
function timedLoop(seconds: number, block: () => number): Slice {
  const startMs = performance.now();
  const endMs = startMs + seconds * 1000;
  let orders = 0;
  while (performance.now() < endMs) orders += block();
  return { orders, failed: 0, elapsedMs: performance.now() - startMs, latencies: [] };
}

class Desk {
  private account = startingAccount();
  private index = 0;
  failed = 0;
  readonly latencies: number[] = [];

  decideOne(): Decision | null {
    const decision = decide(this.account, commandAt(this.index++), context);
    if (decision.accepted) this.account = decision.account;
    else this.failed++;
    return decision.accepted ? decision : null;
  }

  decideBlock(): number {
    for (let count = 0; count < groupSize; count++) {
      const timed = count % timedEvery === 0;
      const startMs = timed ? performance.now() : 0;
      this.decideOne();
      if (timed) this.latencies.push(performance.now() - startMs);
    }
    return groupSize;
  }

  foldBlock(): number {
    const items = Array.from({ length: groupSize }, (): Submission => {
      return { command: commandAt(this.index++), context, request: { quantity: "100000", side: "buy" } };
    });
    const plan = fold(this.account, items, nowMs, "0b54c9d2-6a4e-4c55-9d5e-83b2d4a6f1c7");
    this.account = plan.account;
    this.failed += plan.refused.length;
    return plan.accepted.length;
  }
}

/** Seals the same drafts over and over, each onto the last: the chain makes every hash a new one. */
function sealer(desk: Desk): () => number {
  const decisions = Array.from({ length: groupSize }, () => desk.decideOne());
  const commitId = "0b54c9d2-6a4e-4c55-9d5e-83b2d4a6f1c7";
  let prevHash = "0".repeat(64);
  return () => {
    let sealed = 0;
    for (const decision of decisions) {
      for (const draft of decision?.entries ?? []) {
        const keeping = { request: { quantity: "100000", side: "buy" }, commitId, prevHash };
        prevHash = sealEntry(draft, decision?.account.balances ?? {}, keeping).hash;
        sealed++;
      }
    }
    return sealed;
  };
}

export function benchKernel({ seconds, rounds = 5 }: KernelOptions, progress: Progress): Report {
  const desk = new Desk();
  const parts = {
    decided: () => desk.decideBlock(),
    sealed: sealer(desk),
    folded: () => desk.foldBlock(),
  };
  const slices: Record<keyof typeof parts, Slice[]> = { decided: [], sealed: [], folded: [] };
  const names = ["decided", "sealed", "folded"] as const;
  progress("warming up");
  for (const name of names) timedLoop(seconds / rounds / 2, parts[name]);
  desk.latencies.length = 0;
  for (let round = 1; round <= rounds; round++) {
    for (const name of names) {
      const slice = timedLoop(seconds / rounds, parts[name]);
      slices[name].push(slice);
      const rate = Math.round(summarise([slice]).perSecond).toLocaleString("en-US");
      progress(`round ${round}/${rounds}  ${name.padEnd(8)} ${rate.padStart(9)} a second`);
    }
  }
  const rate = (name: keyof typeof parts) => rounded(summarise(slices[name]).perSecond, 0);
  const timed: Slice = { orders: 0, failed: desk.failed, elapsedMs: 0, latencies: desk.latencies };
  const { p50Ms, p95Ms, p99Ms } = summarise([timed]);
  return makeReport({
    ...{ bench: "kernel", callers: 1, conflicts: 0, writesPerOrder: 0, readsPerOrder: 0 },
    ours: { ...summarise(slices.decided), failed: desk.failed, p50Ms, p95Ms, p99Ms },
    more: {
      decisionsPerSecond: rate("decided"),
      sealedPerSecond: rate("sealed"),
      foldedPerSecond: rate("folded"),
    },
  });
}
