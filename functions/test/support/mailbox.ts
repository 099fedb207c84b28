/** The mailbox of the running stack: what its SMTP server has taken. */
import { setTimeout as delay } from "node:timers/promises";
import type { Mail } from "../../../emulators/mailbox/mails.js";

const pollMs = 100;

/** Mail to an address, newest first. */
export async function mailTo(address: string): Promise<Mail[]> {
  const url = process.env["BOURSE_MAILBOX_URL"];
  if (!url) throw new Error("emulator tests run under `npm test` or exec");
  const answer = await fetch(`${url}/api/messages?to=${encodeURIComponent(address)}`);
  return ((await answer.json()) as { messages: Mail[] }).messages;
}

/** Waits until there is mail to the address that satisfies `wanted`. */
export async function arrived(
  address: string,
  wanted: (mail: Mail) => boolean,
  deadlineMs = 120_000,
): Promise<Mail> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    const mails = await mailTo(address);
    const found = mails.find(wanted);
    if (found) return found;
    if (Date.now() > deadline) {
      throw new Error(
        `no such mail to ${address}; there are: ${mails.map(({ subject }) => subject).join(", ")}`,
      );
    }
    await delay(pollMs);
  }
}
