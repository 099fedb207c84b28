/**
 * Fourth and sixth step: orders are read twice. First to know them all, because the opening of an account names the
 * digest of its orders; then, when the accounts are open, to write them.
 */
import { createHash } from "node:crypto";
import { withOrder } from "../../functions/src/ledger/imported.js";
import type { OrderRecord } from "../../functions/src/ledger/order-record.js";
import { importOrders } from "../../functions/src/ledger/store.js";
import { atOnce, inGroups } from "../at-once.js";
import type { Checkpoint, Mark } from "./checkpoint.js";
import { valueAt } from "./fields.js";
import { pastOrderOf, type PastOrder } from "./orders.js";
import { attempt, documentsOf, type Holder, type Numbered, type Run } from "./run.js";
import { holderOf } from "./take-balances.js";

const groupSize = 250;
const groupsAtOnce = 4;

type OwnOrder = PastOrder & { readonly holder: Holder };
/** Names of the orders that the first reading found good, which the second one takes off again. */
export type GoodOrders = Set<string>;

function ownOrder(run: Run, { document }: Numbered): OwnOrder {
  const { amounts, assets } = run;
  const mapping = mappingOf(run);
  const holder = holderOf(run, valueAt(document, mapping.user));
  return { ...pastOrderOf(document, mapping, amounts, assets), holder };
}

function mappingOf({ mapping }: Run) {
  if (mapping.orders === null) throw new TypeError("the mapping has orders");
  return mapping.orders;
}

/** Names the rows so far: where a checkpoint was made, the same rows must stand before it. */
const rowsDigest = (before: string, { id }: Numbered) =>
  createHash("sha256").update(`${before} ${id}`).digest("hex");

export async function countOrders(run: Run, checkpoint: Checkpoint): Promise<GoodOrders> {
  const good: GoodOrders = new Set();
  if (run.mapping.orders === null) return good;
  const { tally } = run;
  const { collection, id } = run.mapping.orders;
  let digest = "";
  for await (const row of documentsOf(run, "orders", { collection, id, what: "orders (reading)" })) {
    digest = rowsDigest(digest, row);
    checkpoint.meet({ at: row.at, digest });
    const refuse = (reason: string, detail: string) => tally.refuse("orders", row.id, reason, detail);
    const order = attempt(
      () => ownOrder(run, row),
      ({ reason, message }) => refuse(reason, message),
    );
    if (!order) continue;
    if (good.has(order.record.orderId)) {
      refuse("order_is_duplicate", "an earlier order of the source has its id");
      continue;
    }
    good.add(order.record.orderId);
    order.holder.digest = withOrder(order.holder.digest, order.record);
    tally.note(`orders ${order.record.status}`);
    if (order.wasOpen) tally.note("orders that were open, taken over as cancelled");
  }
  if (run.dryRun) tally.add("orders", "created", good.size);
  return good;
}

type Placed = { readonly uid: string; readonly record: OrderRecord; readonly id: string };

/** Writes them, from where the checkpoint stands. */
export async function writeOrders(run: Run, good: GoodOrders, checkpoint: Checkpoint): Promise<void> {
  if (run.mapping.orders === null || run.dryRun) return;
  let started = 0;
  await atOnce(inGroups(rowsToWrite(run, good, checkpoint), groupSize), groupsAtOnce, async (group) => {
    const index = started++;
    await writeGroup(
      run,
      group.flatMap(({ order }) => (order ? [order] : [])),
    );
    const last = group.at(-1);
    if (last) checkpoint.done(index, last.mark);
  });
}

async function writeGroup({ db, tally }: Run, orders: readonly Placed[]): Promise<void> {
  const results = await importOrders(db, orders);
  for (const [at, { id }] of orders.entries()) {
    const result = results[at];
    if (result === "differs") {
      tally.refuse("orders", id, "order_differs", "another order has its name here");
    } else if (result) tally.add("orders", result);
  }
}

type Marked = { readonly order: Placed | undefined; readonly mark: Mark };

/** Every row after the checkpoint, with the order to write where there is one. */
async function* rowsToWrite(run: Run, good: GoodOrders, checkpoint: Checkpoint): AsyncGenerator<Marked> {
  const { tally } = run;
  const { collection, id } = mappingOf(run);
  const reading = { collection, id, what: "orders (writing)", count: false };
  let digest = "";
  for await (const row of documentsOf(run, "orders", reading)) {
    digest = rowsDigest(digest, row);
    const found = attempt(
      () => ownOrder(run, row),
      () => undefined,
    );
    const own = found && good.delete(found.record.orderId) ? found : undefined;
    const closed = own?.holder.closed;
    if (closed) tally.refuse("orders", row.id, closed.reason, closed.detail);
    const order = own && !closed ? { uid: own.holder.uid, record: own.record, id: row.id } : undefined;
    if (!checkpoint.covers(row.at)) yield { order, mark: { at: row.at, digest } };
    else if (order) tally.add("orders", "skipped");
  }
}
