/** Preferences and webhooks. */
import { notificationKinds } from "../../src/notifications/contract.js";
import { eventTypeNames } from "../../src/webhooks/contract.js";
import { absent, invalid, webhook, type Row } from "./row.js";

const choose = (title: string, preferences: unknown, ...fields: string[]): Row => ({
  ...{ callable: "notifications-setPreferences", title, input: { preferences } },
  expected: invalid(...fields),
});

const preferenceRows: Row[] = [
  ...[null, 7, "all", [], true].map((preferences) =>
    choose(`preferences is ${JSON.stringify(preferences)}`, preferences, "preferences"),
  ),
  choose("names an unknown kind", { order_lost: { mail: true } }, "preferences.order_lost"),
  choose("names a kind by its event", { "order.filled": {} }, "preferences.order.filled"),
  choose(
    "names an unknown channel",
    { order_filled: { mail: true, sms: true } },
    "preferences.order_filled.sms",
  ),
  ...[null, 1, "true", [true]].map((mail) =>
    choose(`mail is ${JSON.stringify(mail)}`, { order_filled: { mail } }, "preferences.order_filled.mail"),
  ),
  choose("a kind is null", { order_filled: null }, "preferences.order_filled"),
  choose(
    "turns the mail of security notices off",
    { order_filled: { mail: true }, security_notice: { inApp: true, mail: false } },
    "preferences.security_notice.mail",
  ),
  choose(
    "all kinds are wrong",
    Object.fromEntries(notificationKinds.map((kind) => [kind, 1])),
    ...notificationKinds.map((kind) => `preferences.${kind}`),
  ),
];

const create = (title: string, change: object, ...fields: string[]): Row => ({
  ...{ callable: "webhooks-create", title, input: { ...webhook, ...change } },
  expected: invalid(...fields),
});

/** Each is an address that the local stack refuses as well. */
const badAddresses = [
  ...[
    "",
    "example.com",
    "ftp://example.com/",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "https://",
    "//a.b",
  ],
  ...[
    "http://example.com/",
    "https://example.com:22/",
    "https://example.com:6379/",
    "https://example.com:80/",
  ],
  ...["https://user@example.com/", "https://user:word@example.com/", "https://example.com/#part"],
  ...["https://10.0.0.1/", "https://172.16.0.1/", "https://192.168.1.1/", "https://169.254.169.254/latest"],
  ...["https://100.64.0.1/", "https://0.0.0.0/", "https://224.0.0.1/", "https://255.255.255.255/"],
  ...[
    "https://167772161/",
    "https://0xa000001/",
    "https://012.0.0.1/",
    "https://10.1/",
    "https://0xa9.0xfe.0xa9.0xfe/",
  ],
  ...["https://[fd00::1]/", "https://[fe80::1]/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::a00:1]/"],
  ...["https://[2002:a00:1::]/", "https://[::]/", "https://[ff02::1]/"],
  ...[
    "https://metadata/",
    "https://metadata.google.internal/",
    "https://printer.local/",
    "https://a.internal./",
  ],
];

const webhookRows: Row[] = [
  ...badAddresses.map((url) => create(`url is ${url || "empty"}`, { url }, "url")),
  ...[null, 7, ["https://example.com"], {}].map((url) =>
    create(`url is ${JSON.stringify(url)}`, { url }, "url"),
  ),
  create("url is longer than 2,048 characters", { url: `https://example.com/${"a".repeat(2_048)}` }, "url"),
  ...[null, "order.filled", [], {}, [...eventTypeNames, ...eventTypeNames]].map((events) =>
    create(`events is ${JSON.stringify(events).slice(0, 30)}`, { events }, "events"),
  ),
  create("events names one twice", { events: ["order.filled", "order.filled"] }, "events"),
  ...["order_filled", "webhook.test", "*", "", null, 7].map((event) =>
    create(`one of events is ${JSON.stringify(event)}`, { events: ["order.filled", event] }, "events.1"),
  ),
  ...["", "a".repeat(141), "a\nb", 7, null].map((description) =>
    create(`description is ${JSON.stringify(description).slice(0, 20)}`, { description }, "description"),
  ),
  {
    ...{ callable: "webhooks-create", title: "repeats an id with another address and other events" },
    input: { ...webhook, webhookId: "first", url: "https://example.com/other", events: ["alert.fired"] },
    expected: { code: "already-exists", reason: "idempotency_mismatch", fields: ["events", "url"] },
  },
  {
    ...{ callable: "webhooks-update", title: "url leads inside", expected: invalid("url") },
    input: { webhookId: "first", url: "https://10.0.0.1/" },
  },
  ...["true", 1, null].map((enabled): Row => ({
    ...{ callable: "webhooks-update", title: `enabled is ${JSON.stringify(enabled)}` },
    ...{ input: { webhookId: "first", enabled }, expected: invalid("enabled") },
  })),
  ...["done", "", null].map((status): Row => ({
    ...{ callable: "webhooks-deliveries", title: `status is ${JSON.stringify(status)}` },
    ...{ input: { webhookId: "first", status }, expected: invalid("status") },
  })),
  ...["", "a/b", ".a", "__a__", "a".repeat(129), 7, null].map((deliveryId): Row => ({
    ...{ callable: "webhooks-replay", title: `deliveryId is ${JSON.stringify(deliveryId).slice(0, 20)}` },
    ...{ input: { requestId: "r", webhookId: "first", deliveryId }, expected: invalid("deliveryId") },
  })),
  {
    ...{
      callable: "webhooks-replay",
      title: "deliveryId is unknown",
      expected: absent("delivery_not_found"),
    },
    input: { requestId: "r", webhookId: "first", deliveryId: "unknown" },
  },
  ...["unknown", "others"].flatMap((webhookId) =>
    (
      [
        ["webhooks-update", {}],
        ["webhooks-rotateSecret", { requestId: "r" }],
        ["webhooks-deliveries", {}],
        ["webhooks-replay", { requestId: "r", deliveryId: "d" }],
        ["webhooks-test", { requestId: "r" }],
      ] as const
    ).map(([callable, base]): Row => ({
      ...{ callable, title: `webhookId is ${webhookId === "others" ? "another user's" : webhookId}` },
      ...{ input: { ...base, webhookId }, expected: absent("webhook_not_found") },
    })),
  ),
];

export const messageRows: readonly Row[] = [...preferenceRows, ...webhookRows];
