/** What deposits and withdrawals share: from the input to the committed entry. */
import type { z } from "zod";
import type { EntryRecord } from "../ledger/entry-record.js";
import type { Submission } from "../ledger/fold.js";
import { formatFixed, readDecimal } from "../money/amount.js";
import { settlementScale } from "../money/asset.js";
import type { Context } from "../platform/context.js";
import { settled } from "../platform/outcome.js";
import type { Settings } from "../settings/store.js";
import { accountView } from "./account-view.js";
import type { MoveOutput, moveInput } from "./contract.js";

export type MoveRequest = z.output<typeof moveInput>;
type MoveKind = "deposit" | "withdraw";

export async function moveMoney(
  context: Context,
  uid: string,
  kind: MoveKind,
  input: MoveRequest,
): Promise<MoveOutput> {
  const outcome = await context.committer.submit(uid, moveSubmission(kind, input, await context.settings()));
  const { record, account, replayed } = settled(outcome);
  return { entry: record as EntryRecord, account: accountView(account), replayed };
}

/** The input as the committer takes it. */
export function moveSubmission(kind: MoveKind, input: MoveRequest, { limits }: Settings): Submission {
  const { requestId, assetId } = input;
  const amount = readDecimal(input.amount, settlementScale);
  return {
    command: { kind, requestId, amount },
    context: { limits },
    request: { kind, assetId, amount: formatFixed(amount, settlementScale) },
  };
}
