import type { SaveInput, SaveOutput } from "@bourse/functions/watchlists/contract";
import { callable } from "../../../lib/callable.js";

export const saveWatchlist = callable<SaveInput, SaveOutput>("watchlists-save");
