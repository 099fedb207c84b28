/** The starred assets, and how a star is set or taken away. */
import type { SaveOutput } from "@bourse/functions/watchlists/contract";
import { useMutation, useQuery } from "@tanstack/react-query";
import type { Failure } from "../../lib/failure.js";
import { saveWatchlist } from "./api/save-watchlist.js";
import { starredId, watchWatched } from "./api/watch-watched.js";

export function useWatched(uid: string) {
  const { data } = useQuery(watchWatched(uid));
  const saving = useMutation<SaveOutput, Failure, readonly string[]>({
    mutationFn: (assetIds) =>
      saveWatchlist({ watchlistId: starredId, name: "Starred", assetIds: [...assetIds] }),
    networkMode: "always",
  });
  const watched = new Set(saving.isPending ? saving.variables : data);
  const toggle = (assetId: string) => {
    const next = new Set(data);
    if (!next.delete(assetId)) next.add(assetId);
    saving.mutate([...next]);
  };
  // A second star while the first is on its way would save the list without it.
  return { watched, toggle, isReady: data !== undefined && !saving.isPending, failure: saving.error };
}
