import { simpleParser, type AddressObject, type HeaderLines } from "mailparser";
import { SMTPServer, type SMTPServerAddress, type SMTPServerDataStream } from "smtp-server";
import type { Mails } from "./mails.js";

// A real SMTP server that takes everything, but for receivers whose names ask for the failures that real servers have.

const mailMaxBytes = 5 * 1024 * 1024;

/** `bounce-…@`: never; `later-…@`: not the first time; `busy-…@`: not now, however often. */
const refusals = { bounce: 550, later: 451, busy: 451 } as const;

class Refusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

export function createSmtpServer(mails: Mails): SMTPServer {
  const seen = new Set<string>();
  return new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS", "AUTH"],
    disableReverseLookup: true,
    size: mailMaxBytes,
    logger: false,
    onRcptTo: ({ address }, _session, done) => done(refusalOf(address, seen)),
    onData: (stream, { envelope: { mailFrom, rcptTo } }, done) => {
      const from = mailFrom ? mailFrom.address : "";
      keep(mails, stream, from, rcptTo).then(
        () => done(),
        (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
      );
    },
  });
}

function refusalOf(address: string, seen: Set<string>): Refusal | undefined {
  const [, kind] = /^(bounce|later|busy)-/.exec(address) ?? [];
  if (!kind) return undefined;
  if (kind === "later" && seen.has(address)) return undefined;
  seen.add(address);
  const code = refusals[kind as keyof typeof refusals];
  return new Refusal(code, code === refusals.bounce ? "No such mailbox" : "Try again later");
}

async function keep(
  mails: Mails,
  stream: SMTPServerDataStream,
  from: string,
  rcptTo: readonly SMTPServerAddress[],
): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  if (stream.sizeExceeded) throw new Refusal(552, "The message is too large");
  const raw = Buffer.concat(chunks);
  const { subject = "", text = "", html, headerLines, from: author } = await simpleParser(raw);
  mails.add({
    from: textOf(author) || from,
    to: rcptTo.map(({ address }) => address),
    ...{ subject, text },
    html: html || "",
    headers: headersOf(headerLines),
    raw: raw.toString("utf8"),
  });
}

const textOf = (author: AddressObject | undefined) => author?.text ?? "";

function headersOf(lines: HeaderLines): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const { key, line } of lines) {
    const value = line.slice(line.indexOf(":") + 1).trim();
    headers[key] = key in headers ? `${headers[key]}\n${value}` : value;
  }
  return headers;
}
