/**
 * Delivers mail over SMTP, with what the extension would record. Each attempt is claimed by a write before it sends:
 * two tasks of one mail never send together, and one that has ended is never sent again. A process that dies between
 * the server's answer and its record leaves an attempt without an end, and after its lease the mail is sent once
 * more, under the same Message-ID: SMTP has no way to ask whether it was taken, so this is at least once.
 */
import { appUrl, type MailSettings } from "../platform/config.js";
import type { Context } from "../platform/context.js";
import { DomainError } from "../platform/errors.js";
import { classifyFirestoreError } from "../platform/firestore-failure.js";
import {
  attemptsMax,
  isLeased,
  isOver,
  leaseMs,
  recipientsOf,
  type MailDelivery,
  type MailRecord,
} from "./mail.js";
import { SmtpFailure, type SmtpInfo, type SmtpMessage } from "./smtp.js";
import { addressesOf, readMail, writeDelivery, type MailVersion } from "./store.js";

export type Send = (url: string, message: SmtpMessage) => Promise<SmtpInfo>;
export type MailOutcome = "sent" | "refused" | "given_up" | "over" | "busy" | "gone";

const errorLengthMax = 500;
/** The queue tries again sooner; after this the sweep takes a mail for forgotten. */
const forgottenMs = 900_000;

const iso = (ms: number) => new Date(ms).toISOString();

/** @throws DomainError `service_unavailable` when another try may send it */
export async function deliverMail(
  { db, clock }: Pick<Context, "db" | "clock">,
  settings: MailSettings,
  mailId: string,
  send: Send,
): Promise<MailOutcome> {
  const found = await readMail(db, mailId);
  if (!found) return "gone";
  if (isOver(found.record)) return "over";
  if (isLeased(found.record, clock())) return "busy";
  const claim = await claimed(db, found, clock());
  if (!claim) return "busy";
  const { version, delivery } = claim;
  const end = (change: Partial<MailDelivery>, dueMs: number | null = null) =>
    writeDelivery(db, version, { ...delivery, ...change, leaseExpireTime: null }, dueMs);
  const to = recipientsOf([...found.record.to, ...(await addressesOf(db, found.record.toUids))]);
  if (!to) {
    await end({ state: "ERROR", endTime: iso(clock()), error: "the addresses are none" });
    return "refused";
  }
  try {
    const info = await send(settings.smtpUrl, messageOf(mailId, found.record, to, settings.from));
    await end({ state: "SUCCESS", endTime: iso(clock()), error: null, info });
    return "sent";
  } catch (error) {
    if (!(error instanceof SmtpFailure)) throw error;
    const text = error.message.slice(0, errorLengthMax);
    const isEnd = error.final || delivery.attempts >= attemptsMax;
    if (isEnd) {
      await end({ state: "ERROR", endTime: iso(clock()), error: text });
      return error.final ? "refused" : "given_up";
    }
    await end({ state: "RETRY", error: text }, clock() + forgottenMs);
    throw new DomainError("service_unavailable", {}, { cause: error });
  }
}

async function claimed(
  db: Context["db"],
  found: MailVersion,
  nowMs: number,
): Promise<{ version: MailVersion; delivery: MailDelivery } | undefined> {
  const { delivery: before } = found.record;
  const delivery: MailDelivery = {
    ...{ state: "PROCESSING", attempts: (before?.attempts ?? 0) + 1, error: before?.error ?? null },
    startTime: before?.startTime ?? iso(nowMs),
    ...{ endTime: null, leaseExpireTime: iso(nowMs + leaseMs), info: null },
  };
  try {
    return { version: await writeDelivery(db, found, delivery, nowMs + leaseMs), delivery };
  } catch (error) {
    if (classifyFirestoreError(error) !== "conflict") throw error;
    return undefined;
  }
}

/** The domain of the sender's address, as Message-IDs end in. */
const domainOf = (from: string) => /@([^>\s]+)/.exec(from)?.[1] ?? "localhost";

function messageOf(mailId: string, record: MailRecord, to: readonly string[], from: string): SmtpMessage {
  const { message, correlationId } = record;
  return {
    ...{ from, to, subject: message.subject, text: message.text, html: message.html },
    messageId: `<${mailId.replace(/[^A-Za-z0-9_.-]/g, "-")}@${domainOf(from)}>`,
    headers: {
      "List-Unsubscribe": `<${appUrl()}/notifications>`,
      // Not to be answered by holiday notes.
      "Auto-Submitted": "auto-generated",
      ...(correlationId !== null &&
        /^[A-Za-z0-9_-]{1,64}$/.test(correlationId) && { "X-Correlation-Id": correlationId }),
    },
  };
}
