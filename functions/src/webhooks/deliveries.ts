import { z } from "zod";
import { moment } from "../money/wire.js";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { deliveriesInput, type DeliveriesOutput } from "./contract.js";
import { deliveryView } from "./delivery.js";
import { ownWebhook } from "./saving.js";
import { listDeliveries } from "./store.js";

const policy = {
  name: "webhooks-deliveries",
  roles: everyRole,
  rateClass: "read",
  input: deliveriesInput,
} as const;
const cursorShape = z.tuple([moment, z.string().min(1).max(128)]);

/** What was sent to one webhook of the caller, and how it was answered, newest first. */
export const deliveries = callable(policy, async (context, { uid, input }): Promise<DeliveriesOutput> => {
  const { limit, cursor, ...filters } = input;
  const asked = [policy.name, filters];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  await ownWebhook(context, uid, filters.webhookId);
  const { rows, last } = await listDeliveries(context.db, { ...filters, uid }, { limit, after });
  return { items: rows.map(deliveryView), nextCursor: last && writeCursor(last, asked) };
});
