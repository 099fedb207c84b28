/** The audit for records that anybody may have written: it names what it cannot read in place of stopping there. */
import type { AccountRecord } from "../ledger/account-record.js";
import { audit, type Finding } from "../ledger/audit.js";
import type { EntryRecord } from "../ledger/entry-record.js";
import type { OrderRecord } from "../ledger/order-record.js";

/** As `audit`, and never throws. */
export function auditRecords(
  account: AccountRecord,
  entries: readonly EntryRecord[],
  orders: readonly OrderRecord[],
): Finding[] {
  try {
    return audit(account, entries, orders);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [{ record: unreadableRecord(account, entries, orders), problem: error.message }];
  }
}

/** The audit stops at an amount of an order that no scale can read. By itself, each order shows whether it is the one. */
function unreadableRecord(
  account: AccountRecord,
  entries: readonly EntryRecord[],
  orders: readonly OrderRecord[],
): string {
  const fills = new Map<string | null, EntryRecord[]>();
  for (const entry of entries) {
    const own = fills.get(entry.orderId);
    if (own) own.push(entry);
    else fills.set(entry.orderId, [entry]);
  }
  const odd = orders.find((order) => {
    try {
      audit(account, fills.get(order.orderId) ?? [], [order]);
      return false;
    } catch {
      return true;
    }
  });
  return odd ? `orders/${odd.orderId}` : "account";
}
