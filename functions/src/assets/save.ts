import { callable } from "../platform/callable.js";
import { assetView } from "./asset.js";
import { saveInput, type SaveOutput } from "./contract.js";
import { changeAsset, savedAsset } from "./saving.js";

const policy = { name: "assets-save", roles: ["admin"], rateClass: "admin", input: saveInput } as const;

/** Creates or changes an asset. The same input again writes nothing. */
export const save = callable(policy, async (context, { uid, input }): Promise<SaveOutput> => {
  const { assetId } = input;
  const at = new Date(context.clock()).toISOString();
  const { record, quote } = await changeAsset(
    context,
    { kind: "asset_saved", uid, assetId },
    (current, currentQuote) => savedAsset(current, currentQuote, input, at),
  );
  return assetView(record, quote);
});
