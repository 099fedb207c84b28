/** The user's account, live. Nothing is stored before the first deposit: until then everything is zero. */
import type { AccountView } from "@bourse/functions/accounts/contract";
import { watchDocument, type Stored } from "../../../lib/firestore.js";
import { liveQuery } from "../../../lib/live.js";
import { addQuantities } from "../../../lib/money.js";
import { accountKey, newer, noteHeard } from "../answered.js";

type Bucket = { readonly available: string; readonly held: string };
type AccountDocument = Stored<
  Pick<AccountView, "uid" | "status" | "seq" | "updatedAt"> & {
    balances: Record<string, Bucket>;
    positions: Record<string, { cost: string; realised: string }>;
    orders: Record<string, AccountView["openOrders"][number] & { acceptedSeq: number }>;
  },
  "updatedAt"
>;

export const watchAccount = (uid: string) =>
  liveQuery(
    accountKey(uid),
    watchDocument<AccountDocument, AccountView>(["accounts", uid], (document) => {
      const account = document ? viewOf(document) : emptyAccount(uid);
      noteHeard(account);
      return account;
    }),
    newer,
  );

const emptyAccount = (uid: string): AccountView => ({
  uid,
  status: "active",
  balances: [],
  positions: [],
  openOrders: [],
  seq: 0,
  updatedAt: new Date(0).toISOString(),
});

function viewOf({ uid, status, seq, updatedAt, balances, positions, orders }: AccountDocument): AccountView {
  const byId = <Value>(record: Record<string, Value>) =>
    Object.entries(record).sort(([one], [other]) => one.localeCompare(other));
  return {
    uid,
    status,
    seq,
    updatedAt: updatedAt.toDate().toISOString(),
    balances: byId(balances).map(([assetId, { available, held }]) => ({ assetId, available, held })),
    positions: byId(positions).map(([assetId, { cost, realised }]) => {
      const { available, held } = balances[assetId] ?? { available: "0", held: "0" };
      return { assetId, quantity: addQuantities(available, held), cost, realised };
    }),
    openOrders: Object.values(orders).sort((one, other) => other.acceptedSeq - one.acceptedSeq),
  };
}
