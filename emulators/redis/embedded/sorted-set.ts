export type Scored = { readonly member: string; readonly score: number };

/** Members by score, ties by member bytes: a map for lookup beside a sorted array for ranges. */
export type SortedSet = { readonly scores: Map<string, number>; readonly ordered: Scored[] };

export function createSortedSet(entries: Iterable<[string, number]> = []): SortedSet {
  const scores = new Map(entries);
  const ordered = [...scores].map(([member, score]) => ({ member, score }));
  ordered.sort((a, b) => a.score - b.score || (a.member < b.member ? -1 : 1));
  return { scores, ordered };
}

export function putScore(set: SortedSet, member: string, score: number): void {
  if (set.scores.get(member) === score) return;
  removeMember(set, member);
  set.ordered.splice(positionOf(set, member, score), 0, { member, score });
  set.scores.set(member, score);
}

export function removeMember(set: SortedSet, member: string): boolean {
  const rank = rankOf(set, member);
  if (rank === undefined) return false;
  removeRanks(set, rank, rank + 1);
  return true;
}

export function rankOf(set: SortedSet, member: string): number | undefined {
  const score = set.scores.get(member);
  return score === undefined ? undefined : positionOf(set, member, score);
}

/** Removes ranks `start` to `end` (exclusive) and answers what they held. */
export function removeRanks(set: SortedSet, start: number, end: number): Scored[] {
  const removed = set.ordered.splice(start, Math.max(0, end - start));
  for (const { member } of removed) set.scores.delete(member);
  return removed;
}

/** The first rank whose entry does not lie before; the order must agree with `liesBefore`. */
export function firstRank(set: SortedSet, liesBefore: (entry: Scored) => boolean): number {
  let low = 0;
  let high = set.ordered.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = set.ordered[middle];
    if (entry && liesBefore(entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function positionOf(set: SortedSet, member: string, score: number): number {
  return firstRank(set, (e) => e.score < score || (e.score === score && e.member < member));
}
