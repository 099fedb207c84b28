/** The signature of Standard Webhooks, https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
import { createHmac } from "node:crypto";

export type Signed = {
  readonly "webhook-id": string;
  /** Seconds since 1970: receivers refuse what is old, so that a copy can't be sent again later. */
  readonly "webhook-timestamp": string;
  readonly "webhook-signature": string;
};

const keyOf = (secret: string) => Buffer.from(secret.replace(/^whsec_/, ""), "base64");

/** Signs a body once with each secret. */
export function sign(eventId: string, body: string, secrets: readonly string[], nowMs: number): Signed {
  const timestamp = String(Math.floor(nowMs / 1000));
  const content = `${eventId}.${timestamp}.${body}`;
  const signatures = secrets.map(
    (secret) => `v1,${createHmac("sha256", keyOf(secret)).update(content).digest("base64")}`,
  );
  return {
    "webhook-id": eventId,
    "webhook-timestamp": timestamp,
    "webhook-signature": signatures.join(" "),
  };
}
