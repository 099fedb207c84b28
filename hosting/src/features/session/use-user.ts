import { useOutletContext } from "react-router";
import type { Session } from "./api/watch-session.js";

/** Who is signed in. Only for pages below the protected layout, which draws nothing until somebody is. */
export const useUser = () => useOutletContext<Session>();
