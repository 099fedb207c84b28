/**
 * Matching: the new ticks of an asset meet the orders that they concern. Two queries of the trigger index find
 * those; what becomes of each is the kernel's decision, committed on its account. The cost follows the orders that
 * are crossed, never those that are open.
 *
 * Everything here may be repeated, late or beside itself: an order takes each tick once (`tickSequence`), the shares
 * of a depth are kept, and the tape says up to which tick all of it is done.
 */
import type { Account } from "../ledger/account.js";
import type { Committer } from "../ledger/committer.js";
import { isResting } from "../ledger/order.js";
import type { RejectionReason } from "../ledger/rejection.js";
import type { AssetTerms } from "../assets/terms.js";
import type { TradableTerms } from "../money/asset.js";
import { errorFields, log } from "../platform/log.js";
import type { TapeRecord } from "../prices/tape.js";
import { haltOf, type Settings, type TradingSettings } from "../settings/store.js";
import { groupsOf, inPriority, prospectOf, sharesOf, type Prospect, type TickGroup } from "./crossing.js";
import {
  directions,
  type Candidate,
  type CrossedPage,
  type Direction,
  type MatchingStore,
  type Place,
} from "./matching-port.js";

/** What matching needs, so that a test can run it over a model. */
export type Matching = {
  readonly store: MatchingStore;
  readonly submit: Committer["submit"];
  readonly terms: AssetTerms;
  readonly settings: TradingSettings;
  /** Leaves a page of crossed orders to a task. */
  readonly leave: (page: LeftPage) => Promise<void>;
};

/** A page of the orders that the ticks `fromSequence` to `toSequence` crossed, beginning after `after`. */
export type LeftPage = {
  readonly assetId: string;
  readonly fromSequence: number;
  readonly toSequence: number;
  readonly direction: Direction;
  readonly after: Place;
};

/** Fields for the log. `crossed` counts the orders that were found, `changed` the commands that changed one. */
export type Evaluation = { readonly ticks: number; readonly crossed: number; readonly changed: number };
export const noEvaluation: Evaluation = { ticks: 0, crossed: 0, changed: 0 };
const sum = (left: Evaluation, right: Evaluation): Evaluation => ({
  ticks: left.ticks + right.ticks,
  crossed: left.crossed + right.crossed,
  changed: left.changed + right.changed,
});

/** Orders that are worked on at once. */
const pageSize = 200;
/** Pages of each direction among which the depth of a tick is shared out; the orders behind them get none. */
const depthPagesMax = 5;

export type OpenMarket = { readonly terms: TradableTerms; readonly settings: Settings };

/** Null where nothing of the asset may be traded now: no order needs to be looked at to know that. */
export async function openMarket(matching: Matching, assetId: string): Promise<OpenMarket | null> {
  const [terms, settings] = await Promise.all([matching.terms(assetId), matching.settings()]);
  const { everything, assets } = settings.halts;
  if (!terms || terms.status === "halted" || everything || assets.has(assetId)) return null;
  return { terms, settings };
}

/**
 * Evaluates the ticks that the tape says are new.
 * @throws what made an order fail that another try may mend; the others were matched all the same
 */
export async function evaluate(matching: Matching, assetId: string): Promise<Evaluation> {
  const tape = await matching.store.tape(assetId);
  return tape ? evaluateTape(matching, tape) : noEvaluation;
}

export async function evaluateTape(matching: Matching, tape: TapeRecord): Promise<Evaluation> {
  const { assetId, evaluatedSequence } = tape;
  const ticks = tape.ticks.filter(({ sequence }) => sequence > evaluatedSequence);
  const last = ticks.at(-1);
  if (!last) return noEvaluation;
  const market = await openMarket(matching, assetId);
  let done: Evaluation = { ...noEvaluation, ticks: ticks.length };
  // The sweep looks at the last tick again when the market opens.
  for (const group of market ? groupsOf(ticks, market.terms) : []) {
    if (!market) break;
    const { left, ...met } = await meetGroup(matching, market, group);
    done = sum(done, met);
    if (!left || group.to === last.sequence) continue;
    // What comes after has to wait for the pages that were left: their last task goes on from here.
    await matching.store.markEvaluated(assetId, group.to);
    return done;
  }
  await matching.store.markEvaluated(assetId, last.sequence);
  return done;
}

async function meetGroup(
  matching: Matching,
  market: OpenMarket,
  group: TickGroup,
): Promise<Evaluation & { left: boolean }> {
  const { assetId } = market.terms;
  if (group.depth !== null) {
    const candidates = await collect(matching, assetId, group, depthPagesMax);
    return { ...(await meetDepth(matching, market, group, group.depth, candidates)), left: false };
  }
  const pages = await Promise.all(
    directions.map((direction) => readPage(matching, assetId, group, direction, null)),
  );
  const left = pages.some(({ next }) => next !== null);
  return { ...(await meetAll(matching, market, group, distinct(pages))), left };
}

/** Works on a page that was left to a task, after leaving the next one; the last one goes on with the tape. */
export async function meetLeftPage(matching: Matching, page: LeftPage): Promise<Evaluation> {
  const { assetId, fromSequence, toSequence, direction, after } = page;
  const [tape, market] = await Promise.all([matching.store.tape(assetId), openMarket(matching, assetId)]);
  if (!tape || !market) return noEvaluation;
  const ticks = tape.ticks.filter(({ from, sequence }) => from >= fromSequence && sequence <= toSequence);
  const [group] = groupsOf(ticks, market.terms);
  if (!group) return noEvaluation;
  const read = await readPage(matching, assetId, group, direction, after);
  const done = await meetAll(matching, market, group, read.candidates);
  return read.next ? done : sum(done, await evaluate(matching, assetId));
}

/** Where the page is full the next one is left to a task first: then nothing is lost if this process ends. */
async function readPage(
  matching: Matching,
  assetId: string,
  group: TickGroup,
  direction: Direction,
  after: Place | null,
): Promise<CrossedPage> {
  const price = direction === "above" ? group.high : group.low;
  const page = await matching.store.crossed({ assetId, direction, price, limit: pageSize, after });
  if (page.next) {
    const { from: fromSequence, to: toSequence } = group;
    await matching.leave({ assetId, fromSequence, toSequence, direction, after: page.next });
  }
  return page;
}

/** Both directions page by page. A trailing stop is found from both sides. */
export async function collect(
  { store }: Matching,
  assetId: string,
  { high, low }: TickGroup,
  pagesMax: number,
): Promise<Candidate[]> {
  const all = directions.map(async (direction) => {
    const price = direction === "above" ? high : low;
    const pages: CrossedPage[] = [];
    for (let after: Place | null = null; pages.length < pagesMax;) {
      const page: CrossedPage = await store.crossed({ assetId, direction, price, limit: pageSize, after });
      pages.push(page);
      if (!page.next) break;
      after = page.next;
    }
    return pages;
  });
  return distinct((await Promise.all(all)).flat());
}

function distinct(pages: readonly CrossedPage[]): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const candidate of pages.flatMap(({ candidates }) => candidates)) {
    found.set(`${candidate.uid}/${candidate.order.orderId}`, candidate);
  }
  return [...found.values()];
}

/** @param ticksFor the ticks that concern one candidate; all of the group's if left out */
export async function meetAll(
  matching: Matching,
  market: OpenMarket,
  group: TickGroup,
  candidates: readonly Candidate[],
  ticksFor: (candidate: Candidate) => TickGroup["ticks"] = () => group.ticks,
): Promise<Evaluation> {
  const prospects = candidates.flatMap((candidate) => prospectOf(candidate, ticksFor(candidate)) ?? []);
  const accounts = await submitAll(matching, market, group, inPriority(prospects), () => null);
  // Legs that a fill has just opened were in no index when it was read: what is left of the ticks is theirs.
  const opened = accounts.flatMap(({ prospect, account }) =>
    prospect.order.legIds.flatMap((legId) => {
      const leg = account.orders.get(legId);
      const found = leg && isResting(leg) ? prospectOf({ uid: prospect.uid, order: leg }, group.ticks) : null;
      return found ?? [];
    }),
  );
  const more = await submitAll(matching, market, group, inPriority(opened), () => null);
  return { ticks: 0, crossed: candidates.length, changed: accounts.length + more.length };
}

export async function meetDepth(
  matching: Matching,
  market: OpenMarket,
  group: TickGroup,
  depth: bigint,
  candidates: readonly Candidate[],
): Promise<Evaluation> {
  const prospects = inPriority(candidates.flatMap((candidate) => prospectOf(candidate, group.ticks) ?? []));
  const { terms } = market;
  const trading = prospects.some(({ tradesAt }) => tradesAt !== null);
  const shares = trading
    ? await matching.store.allot(terms.assetId, group.to, sharesOf(prospects, depth, terms))
    : [];
  const byOrder = new Map(shares.map(({ uid, orderId, quantity }) => [`${uid}/${orderId}`, quantity]));
  const share = ({ uid, order }: Prospect) => byOrder.get(`${uid}/${order.orderId}`) ?? 0n;
  const accounts = await submitAll(matching, market, group, prospects, share);
  return { ticks: 0, crossed: candidates.length, changed: accounts.length };
}

/** Rejections that leave nothing to do: what the order needed has happened, or must not happen now. */
const doneReasons: ReadonlySet<RejectionReason> = new Set([
  "not_crossed",
  "order_is_closed",
  "order_is_held",
  "trading_is_halted",
  "asset_is_halted",
  "account_is_frozen",
  "account_is_closed",
]);

type Met = { readonly prospect: Prospect; readonly account: Account };

/** Decides the prospects, those of one account in the order given. @returns the accounts that changed */
async function submitAll(
  { submit }: Matching,
  { terms, settings }: OpenMarket,
  { ticks, from, to }: TickGroup,
  prospects: readonly Prospect[],
  share: (prospect: Prospect) => bigint | null,
): Promise<Met[]> {
  const { assetId } = terms;
  const request = { kind: "match", assetId, ticks: `${from}-${to}` };
  const meet = async (prospect: Prospect): Promise<Met[]> => {
    const { uid, order } = prospect;
    const halt = haltOf(settings, uid, assetId) ?? null;
    const { limits } = settings;
    const outcome = await submit(uid, {
      command: { kind: "match", orderId: order.orderId, ticks, allotment: share(prospect) },
      context: { limits, market: { terms, quote: null }, halt },
      request,
    });
    if (outcome.kind === "committed") return [{ prospect, account: outcome.account }];
    if (outcome.kind === "rejected" && doneReasons.has(outcome.rejection.reason)) return [];
    throw new Error(`a match was answered with ${JSON.stringify(outcome)}`);
  };
  const outcomes = await Promise.allSettled(prospects.map(meet));
  const failed = outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome] : []));
  const [failure] = failed;
  if (failure) {
    const { reason } = failure as { reason: unknown };
    log().warn("orders were not matched", { assetId, orders: failed.length, ...errorFields(reason) });
    throw reason;
  }
  return outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? outcome.value : []));
}
