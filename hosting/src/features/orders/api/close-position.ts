import type { CloseInput, CloseOutput } from "@bourse/functions/orders/contract";
import { callable } from "../../../lib/callable.js";

export const closePosition = callable<CloseInput, CloseOutput>("orders-close");
