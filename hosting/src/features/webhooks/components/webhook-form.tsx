import {
  eventTypeNames,
  type CreateInput,
  type CreateOutput,
  type EventType,
} from "@bourse/functions/webhooks/contract";
import { Button, MultiSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useIntent } from "../../../lib/intent.js";
import { sentenceFor } from "../../../lib/sentences.js";
import { Announce, Notice } from "../../../lib/ui/notice.js";
import { createWebhook, webhooksOf } from "../api/webhooks.js";

/** Adds a webhook and shows its secret, which is never told again. */
export function WebhookForm({ uid }: { readonly uid: string }) {
  const client = useQueryClient();
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState<EventType[]>(["order.filled"]);
  const adding = useIntent<Omit<CreateInput, "webhookId">, CreateOutput>(
    `webhook.${uid}`,
    (webhookId, input) => createWebhook({ webhookId, ...input }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    adding.submit({ url, events }, () => {
      setUrl("");
      void client.invalidateQueries(webhooksOf(uid));
    });
  };
  const secret = adding.output?.secret;
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 16 }}>
      <TextInput
        label="Address"
        type="url"
        autoComplete="off"
        placeholder="https://example.com/hooks"
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <MultiSelect label="Events" data={eventTypeNames} value={events} onChange={(next) => setEvents(next)} />
      <Button type="submit" loading={adding.isPending} disabled={url === "" || events.length === 0}>
        Add webhook
      </Button>
      <Announce>
        {adding.failure && <Notice tone="bad">{sentenceFor(adding.failure)}</Notice>}
        {secret && (
          <Notice tone="good">
            Keep this secret now, it is not shown again: <code data-testid="webhook-secret">{secret}</code>
          </Notice>
        )}
      </Announce>
    </form>
  );
}
