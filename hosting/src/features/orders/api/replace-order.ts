import type { ReplaceInput, ReplaceOutput } from "@bourse/functions/orders/contract";
import { callable } from "../../../lib/callable.js";

export const replaceOrder = callable<ReplaceInput, ReplaceOutput>("orders-replace");
