/** What deposits and withdrawals share: from the input to the committed entry. */
import type { z } from "zod";
import type { EntryRecord } from "../ledger/entry-record.js";
import { readDecimal } from "../money/amount.js";
import { settlementScale } from "../money/asset.js";
import type { Context } from "../platform/context.js";
import { settled } from "../platform/outcome.js";
import { accountView } from "./account-view.js";
import type { MoveOutput, moveInput } from "./contract.js";

export async function moveMoney(
  context: Context,
  uid: string,
  kind: "deposit" | "withdraw",
  input: z.output<typeof moveInput>,
): Promise<MoveOutput> {
  const { requestId, assetId } = input;
  const { limits } = await context.settings();
  const amount = readDecimal(input.amount, settlementScale);
  const outcome = await context.committer.submit(uid, {
    command: { kind, requestId, amount },
    context: { limits },
    request: { kind, assetId, amount: String(amount) },
  });
  const { record, account, replayed } = settled(outcome);
  return { entry: record as EntryRecord, account: accountView(account), replayed };
}
