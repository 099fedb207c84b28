import { callable } from "../platform/callable.js";
import { DomainError } from "../platform/errors.js";
import { assetView } from "./asset.js";
import { setStatusInput, type SetStatusOutput } from "./contract.js";
import { changeAsset } from "./saving.js";

const policy = {
  name: "assets-setStatus",
  roles: ["admin"],
  rateClass: "admin",
  input: setStatusInput,
} as const;

/** Opens, halts or delists an asset; each may follow each. Orders meet the new status within some seconds. */
export const setStatus = callable(policy, async (context, { uid, input }): Promise<SetStatusOutput> => {
  const { assetId, status } = input;
  const updatedAt = new Date(context.clock()).toISOString();
  const { record, quote } = await changeAsset(
    context,
    { kind: "asset_status_changed", uid, assetId },
    (current) => {
      if (!current) throw new DomainError("asset_not_found");
      return { ...current, status, updatedAt };
    },
  );
  return assetView(record, quote);
});
