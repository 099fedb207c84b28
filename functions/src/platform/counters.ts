/** Counts of this process, by name and labels: what the metrics read. */

const counts = new Map<string, number>();

/** Label values come from closed sets, never from a caller: each new one is a new series. */
export function count(name: string, labels: Readonly<Record<string, string>> = {}): void {
  const series = `${name}${JSON.stringify(labels)}`;
  counts.set(series, (counts.get(series) ?? 0) + 1);
}

/** How often it was counted since the process began. */
export function countOf(name: string, labels: Readonly<Record<string, string>> = {}): number {
  return counts.get(`${name}${JSON.stringify(labels)}`) ?? 0;
}
