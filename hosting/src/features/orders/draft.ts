/**
 * What stands in the fields of the order ticket. A draft is read into an order for the wire, or into what is wrong
 * with which field; whether the market allows it is the server's to say.
 */
import { parseDecimal } from "@bourse/functions/money/amount";
import type { AssetView } from "@bourse/functions/assets/contract";
import type { PlaceInput } from "@bourse/functions/orders/contract";
import { readTypedAmount } from "../../lib/decimal-input.js";
import { readSize, type Side, type SizeBy } from "./ticket.js";

export type OrderType = PlaceInput["type"];
export type TimeInForce = NonNullable<PlaceInput["timeInForce"]>;
export type TrailBy = "percent" | "amount";
export type StopLossBy = "stop" | "stop_limit" | "trail";
/** An order but for its id, which it gets when it is sent. */
export type Ordered = Omit<PlaceInput, "orderId">;
export type Terms = Pick<
  AssetView,
  "assetId" | "scale" | "quantityStep" | "minQuantity" | "priceScale" | "tickSize"
>;

export type Draft = {
  readonly side: Side;
  readonly type: OrderType;
  readonly by: SizeBy;
  readonly size: string;
  readonly limitPrice: string;
  readonly stopPrice: string;
  readonly trail: string;
  readonly trailBy: TrailBy;
  readonly timeInForce: TimeInForce;
  /** As a date-time field has it: in the reader's own time zone, without naming it. */
  readonly expiresAt: string;
  /** Legs count while their part of the ticket is open, and an empty field is no leg. */
  readonly protects: boolean;
  readonly takeProfit: string;
  readonly stopLossBy: StopLossBy;
  readonly lossStop: string;
  readonly lossLimit: string;
  readonly lossTrail: string;
  readonly lossTrailBy: TrailBy;
  /** Price protection of a market order, while that part is open. */
  readonly bounded: boolean;
  readonly bound: string;
};

export const emptyDraft: Draft = {
  side: "buy",
  type: "market",
  by: "quantity",
  size: "",
  limitPrice: "",
  stopPrice: "",
  trail: "",
  trailBy: "percent",
  timeInForce: "gtc",
  expiresAt: "",
  protects: false,
  takeProfit: "",
  stopLossBy: "stop",
  lossStop: "",
  lossLimit: "",
  lossTrail: "",
  lossTrailBy: "percent",
  bounded: false,
  bound: "",
};

/** Fields in which a person types. */
export type Field =
  | ("size" | "limitPrice" | "stopPrice" | "trail" | "expiresAt" | "takeProfit" | "bound")
  | ("lossStop" | "lossLimit" | "lossTrail");
export type Problems = Partial<Record<Field, string>>;
export type ReadDraft = { ok: true; order: Ordered } | { ok: false; problems: Problems };

/** The other side, or another type, is another order: prices typed for the last one would mean something else. */
export const turned = ({ type, side, by, timeInForce }: Draft, change: Partial<Draft>): Draft => ({
  ...emptyDraft,
  ...{ type, side, by, timeInForce },
  ...change,
});

/** A sale is by quantity, and so is what waits for a price: what a sum would come to is known only with the price. */
export const sizeBy = ({ side, type, by }: Draft): SizeBy =>
  side === "sell" || type !== "market" ? "quantity" : by;

const isTyped = (text: string) => text.trim() !== "";

const lossFields = {
  stop: ["lossStop"],
  stop_limit: ["lossStop", "lossLimit"],
  trail: ["lossTrail"],
} as const satisfies Record<StopLossBy, readonly Field[]>;

const hasStopLoss = (draft: Draft) =>
  draft.protects && lossFields[draft.stopLossBy].some((field) => isTyped(draft[field]));
const hasTakeProfit = (draft: Draft) => draft.protects && isTyped(draft.takeProfit);
const hasLegs = (draft: Draft) => hasStopLoss(draft) || hasTakeProfit(draft);

/** Whether anything of the order, a leg at least, waits for its price. */
export const rests = (draft: Draft) => draft.type !== "market" || hasLegs(draft);

/** How long the order may stay: what fills at once or not at all is a limit without legs. */
export const timesFor = (draft: Draft): readonly TimeInForce[] =>
  draft.type === "limit" && !hasLegs(draft) ? ["gtc", "day", "gtd", "ioc", "fok"] : ["gtc", "day", "gtd"];
export const timeOf = (draft: Draft): TimeInForce =>
  timesFor(draft).includes(draft.timeInForce) ? draft.timeInForce : "gtc";

type Read = { ok: true; text: string } | { ok: false; problem: string };

/** A price as a multiple of the asset's tick size. */
export function readPrice(typed: string, { priceScale, tickSize }: Terms): Read {
  if (!isTyped(typed)) return { ok: false, problem: "Enter a price." };
  const read = readTypedAmount(typed, priceScale);
  if (!read.ok) return read;
  const tick = parseDecimal(tickSize, priceScale);
  if (typeof tick === "bigint" && tick > 0n && read.amount % tick !== 0n) {
    return { ok: false, problem: `The price must be a multiple of ${tickSize}.` };
  }
  return read;
}

/** The contract's: four decimals, below a hundred. */
const percentScale = 4;
const wholePercent = 1_000_000n;

function readTrail(typed: string, by: TrailBy, terms: Terms): Read {
  if (by === "amount") return readPrice(typed, terms);
  if (!isTyped(typed)) return { ok: false, problem: "Enter a percentage." };
  const read = readTypedAmount(typed.replace(/\s*%\s*$/, ""), percentScale);
  if (read.ok && read.amount >= wholePercent) return { ok: false, problem: "Less than 100 %." };
  return read;
}

function readExpiry(typed: string): Read {
  const atMs = Date.parse(typed);
  if (Number.isNaN(atMs)) return { ok: false, problem: "Choose a day and a time." };
  return { ok: true, text: new Date(atMs).toISOString() };
}

export function readDraft(draft: Draft, terms: Terms): ReadDraft {
  const { side, type } = draft;
  const problems: Problems = {};
  const note = (field: Field, read: Read): string => {
    if (read.ok) return read.text;
    problems[field] = read.problem;
    return "";
  };
  const price = (field: Field) => note(field, readPrice(draft[field], terms));
  const trail = (field: "trail" | "lossTrail", by: TrailBy) => {
    const text = note(field, readTrail(draft[field], by, terms));
    return by === "percent" ? { percent: text } : { amount: text };
  };
  const stopLoss = () =>
    draft.stopLossBy === "trail"
      ? { trail: trail("lossTrail", draft.lossTrailBy) }
      : {
          stopPrice: price("lossStop"),
          ...(draft.stopLossBy === "stop_limit" && { limitPrice: price("lossLimit") }),
        };
  const size = readSize(draft.size, sizeBy(draft), terms);
  if (!size.ok) problems.size = size.problem;
  const timeInForce = timeOf(draft);
  const order: Ordered = {
    ...{ assetId: terms.assetId, side, type },
    ...(size.ok && size.size),
    ...((type === "limit" || type === "stop_limit") && { limitPrice: price("limitPrice") }),
    ...((type === "stop" || type === "stop_limit") && { stopPrice: price("stopPrice") }),
    ...(type === "trailing_stop" && { trail: trail("trail", draft.trailBy) }),
    ...(rests(draft) && { timeInForce }),
    ...(rests(draft) &&
      timeInForce === "gtd" && { expiresAt: note("expiresAt", readExpiry(draft.expiresAt)) }),
    ...(hasTakeProfit(draft) && { takeProfit: { limitPrice: price("takeProfit") } }),
    ...(hasStopLoss(draft) && { stopLoss: stopLoss() }),
    ...(type === "market" &&
      draft.bounded &&
      isTyped(draft.bound) && { [side === "buy" ? "maxPrice" : "minPrice"]: price("bound") }),
  };
  return Object.keys(problems).length > 0 ? { ok: false, problems } : { ok: true, order };
}

/**
 * What to show of it: all that is wrong once the order was meant to go, before that only what stands in a field that
 * was left.
 */
export function shownProblems(
  read: ReadDraft,
  draft: Draft,
  { tried, left }: { readonly tried: boolean; readonly left: ReadonlySet<string> },
): Problems {
  if (read.ok) return {};
  const shown = Object.entries(read.problems).filter(
    ([field]) => tried || (left.has(field) && isTyped(draft[field as Field])),
  );
  return Object.fromEntries(shown);
}
