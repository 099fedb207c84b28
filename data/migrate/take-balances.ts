/** Third step: what users hold is gathered. Nothing is written before everything that belongs to an account is known. */
import { formatFixed } from "../../functions/src/money/amount.js";
import { formatAmount, settlementAssetId, settlementScale } from "../../functions/src/money/asset.js";
import { linesOf, type Line } from "./balances.js";
import { Refusal, valueAt } from "./fields.js";
import { namesOf } from "./ids.js";
import type { BalancesMapping } from "./mapping.js";
import { attempt, documentsOf, type Holder, type Run } from "./run.js";

export async function takeBalances(run: Run): Promise<void> {
  const { mapping } = run;
  for (const one of mapping.balances === null ? [] : [mapping.balances].flat()) await takeFrom(run, one);
}

async function takeFrom(run: Run, mapping: BalancesMapping): Promise<void> {
  const { tally, amounts, assets } = run;
  const { collection } = mapping;
  for await (const { document, id } of documentsOf(run, "balances", { collection, id: "_id" })) {
    attempt(
      () => {
        const holder = holderOf(run, valueAt(document, mapping.user));
        for (const line of linesOf(document, mapping, amounts, assets)) addLine(holder, line);
      },
      ({ reason, message }) => tally.refuse("balances", id, reason, message),
    );
  }
}

/** @throws Refusal */
export function holderOf({ holders }: Run, reference: unknown): Holder {
  for (const uid of namesOf(reference)) {
    const holder = holders.get(uid);
    if (holder) return holder;
  }
  throw new Refusal("user_is_unknown", `no user ${JSON.stringify(reference)} was taken over`);
}

function addLine({ lines }: Holder, line: Line): void {
  const before = lines.get(line.assetId);
  const after = before
    ? { ...line, quantity: before.quantity + line.quantity, cost: before.cost + line.cost }
    : line;
  lines.set(line.assetId, after);
}

export type Sum = { readonly scale: number; readonly quantity: bigint; readonly cost: bigint };

/** What all accounts together are to hold. */
export function sumsOf(holders: Iterable<Holder>): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const { lines, closed } of holders) {
    if (closed) continue;
    for (const { assetId, scale, quantity, cost } of lines.values()) {
      const before = sums.get(assetId) ?? { quantity: 0n, cost: 0n };
      sums.set(assetId, { scale, quantity: before.quantity + quantity, cost: before.cost + cost });
    }
  }
  return sums;
}

/** A line as the request of an opening names it. */
export const lineText = ({ assetId, scale, quantity, cost }: Line) =>
  assetId === settlementAssetId
    ? formatFixed(quantity, settlementScale)
    : `${formatAmount(quantity, assetId, scale)} for ${formatFixed(cost, settlementScale)}`;
