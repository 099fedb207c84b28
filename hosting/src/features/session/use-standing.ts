import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { readOwnToken } from "./api/own-token.js";
import { watchStanding } from "./api/watch-standing.js";
import { recheck } from "./recheck.js";
import { actionFor } from "./standing-action.js";

/** Follows the user's standing: a role that changes, a session that is ended, a block, as they happen. */
export function useStanding(uid: string): void {
  const { data: standing } = useQuery(watchStanding(uid));
  useEffect(() => {
    if (!standing) return;
    let stale = false;
    const follow = async () => {
      const token = await readOwnToken();
      if (stale || !token) return;
      const action = actionFor(standing, token);
      if (action !== "stay") await recheck();
    };
    // What fails here for want of a network is refused by the server when it is back.
    follow().catch(() => undefined);
    return () => {
      stale = true;
    };
  }, [standing]);
}
