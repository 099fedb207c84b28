/**
 * When work that waits in documents is due: the UTC hour, as one key. An hour's documents lie under it side by side in
 * the index, so that no index grows at its end with every document, and what is over has null.
 */
export const dueHourOf = (ms: number): string => new Date(ms).toISOString().slice(0, "YYYY-MM-DDTHH".length);
