/** The user's webhooks: what there are, and what can be done with one. */
import type {
  CreateInput,
  CreateOutput,
  DeleteInput,
  DeleteOutput,
  DeliveriesInput,
  DeliveriesOutput,
  ListOutput,
  SendOutput,
  UpdateInput,
  UpdateOutput,
} from "@bourse/functions/webhooks/contract";
import { queryOptions } from "@tanstack/react-query";
import { callable } from "../../../lib/callable.js";
import type { Failure } from "../../../lib/failure.js";

const listWebhooks = callable<object, ListOutput>("webhooks-list");
const listDeliveries = callable<DeliveriesInput, DeliveriesOutput>("webhooks-deliveries");
export const createWebhook = callable<CreateInput, CreateOutput>("webhooks-create");
export const updateWebhook = callable<UpdateInput, UpdateOutput>("webhooks-update");
export const deleteWebhook = callable<DeleteInput, DeleteOutput>("webhooks-delete");
export const testWebhook = callable<{ requestId: string; webhookId: string }, SendOutput>("webhooks-test");

export const webhooksOf = (uid: string) =>
  queryOptions<ListOutput, Failure>({
    queryKey: ["webhooks", uid],
    queryFn: () => listWebhooks({}),
    networkMode: "always",
  });

const shownMax = 25;
const refreshMs = 5_000;

/** The newest deliveries of one webhook, asked for again while the page shows them. */
export const deliveriesOf = (uid: string, webhookId: string) =>
  queryOptions<DeliveriesOutput, Failure>({
    queryKey: ["webhooks", uid, webhookId],
    queryFn: () => listDeliveries({ webhookId, limit: shownMax }),
    refetchInterval: refreshMs,
    networkMode: "always",
  });
