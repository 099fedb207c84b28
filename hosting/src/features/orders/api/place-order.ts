import type { PlaceInput, PlaceOutput } from "@bourse/functions/orders/contract";
import { callable } from "../../../lib/callable.js";

export const placeOrder = callable<PlaceInput, PlaceOutput>("orders-place");
