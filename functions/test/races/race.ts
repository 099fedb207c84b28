/**
 * Two processes race on one account: each has its own client, committer and memory of the account, and whoever
 * commits first decides. A round sets the scene, lets both go at once and names what came out; any other outcome
 * than the documented ones is a failure.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Finding } from "../../src/ledger/audit.js";
import { audit } from "../../src/ledger/audit.js";
import type { Command, DecisionContext, Tick } from "../../src/ledger/command.js";
import type { Outcome } from "../../src/ledger/committer.js";
import type { OrderStatus } from "../../src/ledger/order.js";
import { readOrder } from "../../src/ledger/queries.js";
import { createContext, type Context } from "../../src/platform/context.js";
import { requestOf } from "../simulation/book.js";
import { limits as defaultLimits, marketContext } from "../simulation/ground.js";
import {
  connectFirestore,
  readDocuments,
  uniqueUid,
  type Connected,
} from "../simulation/firestore-ground.js";
import { quoteTermsOf, termsOf } from "../support/resting.js";

const assetId = "RACED";
const plenty = 10n ** 15n;
const limits = { ...defaultLimits, dailyDepositMax: plenty, dailyWithdrawalMax: plenty };

/** Of one race: both processes and the account. */
export type Track = {
  readonly uid: string;
  /** Submits by the process, at a price in cents. */
  readonly submit: (side: Side, command: Command, price?: bigint) => Promise<Outcome>;
  /** Submits and demands that it is committed. */
  readonly set: (command: Command, price?: bigint) => Promise<void>;
  /** Makes the process read the account, by asking for what is refused. */
  readonly know: (side: Side) => Promise<void>;
  readonly statusOf: (orderId: string) => Promise<OrderStatus | undefined>;
  /** Sets the clocks of both processes. */
  readonly setClocks: (leftMs: number, rightMs: number) => void;
};
export type Side = "left" | "right";

export type Race = {
  readonly title: string;
  /** Names of the documented outcomes. */
  readonly outcomes: readonly string[];
  /** Once, before the first round. */
  readonly open?: (track: Track) => Promise<void>;
  /** Answers the name of what came out. */
  readonly round: (track: Track, round: number) => Promise<string>;
};

/** How much earlier one may go: about a commit's time, so that each gets its turn to win. */
const headStartMsMax = 12;

/** Both at once, or nearly so. The left process has set the scene; the right one mostly knows the account too. */
export async function bothOf(
  track: Track,
  left: () => Promise<Outcome>,
  right: () => Promise<Outcome>,
): Promise<readonly [string, string]> {
  if (Math.random() < 0.9) await track.know("right");
  const headStartMs = (Math.random() * 2 - 1) * headStartMsMax;
  const after = async (ms: number, go: () => Promise<Outcome>) => {
    if (ms > 0) await sleep(ms);
    return go();
  };
  const answers = await Promise.all([after(headStartMs, left), after(-headStartMs, right)]);
  return [told(answers[0]), told(answers[1])];
}

/** `committed`, or the reason of the rejection. */
function told(outcome: Outcome): string {
  return outcome.kind === "rejected" ? outcome.rejection.reason : outcome.kind;
}

export const tickAt = (sequence: number, price: bigint): Tick => ({
  ...{ from: sequence, sequence, price, low: price, high: price },
});

export type Raced = {
  readonly title: string;
  readonly counts: Readonly<Record<string, number>>;
  /** Outcomes that are not documented, with their round. */
  readonly failures: readonly string[];
  readonly findings: readonly Finding[];
};

export async function runRace(race: Race, rounds: number, progress: () => void): Promise<Raced> {
  const clients = { left: connectFirestore(), right: connectFirestore() };
  try {
    const track = openTrack(clients);
    await race.open?.(track);
    const counts: Record<string, number> = Object.fromEntries(race.outcomes.map((name) => [name, 0]));
    const failures: string[] = [];
    for (let round = 1; round <= rounds; round++) {
      const name = await race.round(track, round);
      if (race.outcomes.includes(name)) counts[name] = (counts[name] ?? 0) + 1;
      else failures.push(`round ${round}: ${name}`);
      progress();
    }
    const { account, entries, orders } = await readDocuments(clients.left.db, track.uid);
    if (!account) throw new Error("a race leaves an account");
    return { title: race.title, counts, failures, findings: audit(account, entries, orders) };
  } finally {
    await Promise.all([clients.left.close(), clients.right.close()]);
  }
}

function openTrack(clients: Readonly<Record<Side, Connected>>): Track {
  const uid = uniqueUid("race");
  const clocks: Record<Side, () => number> = { left: Date.now, right: Date.now };
  const processOf = (side: Side): Context =>
    createContext({ db: clients[side].db, clock: () => clocks[side]() });
  const processes = { left: processOf("left"), right: processOf("right") };
  const submit: Track["submit"] = (side, command, price = 100_00n) => {
    const market = { terms: termsOf(assetId), quote: quoteTermsOf(price) };
    const context: Omit<DecisionContext, "nowMs"> = { limits, market, halt: null };
    const request = requestOf(command, marketContext(market.terms, market.quote));
    return processes[side].committer.submit(uid, { command, context, request });
  };
  return {
    ...{ uid, submit },
    set: async (command, price) => {
      const outcome = await submit("left", command, price);
      if (outcome.kind !== "committed") throw new Error(`${command.kind}: ${JSON.stringify(outcome)}`);
    },
    know: async (side) => {
      const outcome = await submit(side, { kind: "cancel", orderId: "none" });
      if (told(outcome) !== "order_is_closed") throw new Error(`not refused: ${told(outcome)}`);
    },
    statusOf: async (orderId) => (await readOrder(clients.left.db, uid, orderId))?.status,
    setClocks: (leftMs, rightMs) => {
      clocks.left = () => leftMs;
      clocks.right = () => rightMs;
    },
  };
}
