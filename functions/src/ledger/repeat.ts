import type { RequestRecord } from "./record.js";

/** Names the fields in which a repeated request differs from the one that was accepted under its id. */
export function differingFields(request: RequestRecord, accepted: RequestRecord): string[] {
  const names = new Set([...Object.keys(request), ...Object.keys(accepted)]);
  return [...names].filter((name) => request[name] !== accepted[name]).sort();
}
