import type { CancelAllInput, CancelAllOutput } from "@bourse/functions/orders/contract";
import { callable } from "../../../lib/callable.js";

export const cancelAllOrders = callable<CancelAllInput, CancelAllOutput>("orders-cancelAll");
