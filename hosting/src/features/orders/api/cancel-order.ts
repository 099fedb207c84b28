import type { CancelInput, CancelOutput } from "@bourse/functions/orders/contract";
import { callable } from "../../../lib/callable.js";

export const cancelOrder = callable<CancelInput, CancelOutput>("orders-cancel");
