/** Hands one message to an SMTP server. */
import { oneLine } from "./letter.js";

export type SmtpMessage = {
  /** Stable over all tries of one mail: where a try's answer was lost, receivers can tell the second copy. */
  readonly messageId: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly text?: string | undefined;
  readonly html?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
};

export type SmtpInfo = {
  readonly messageId: string;
  readonly accepted: string[];
  readonly rejected: string[];
  readonly response: string;
};

/** `final`: the server has said that it will never take this message. */
export class SmtpFailure extends Error {
  override readonly name = "SmtpFailure";
  constructor(
    readonly final: boolean,
    cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** Together less than the lease of an attempt and the task's time. */
const connectionMs = 10_000;
const silenceMs = 20_000;
const permanentFrom = 500;

/** @throws SmtpFailure */
export async function sendBySmtp(url: string, message: SmtpMessage): Promise<SmtpInfo> {
  // One function sends: the others do not load this.
  const { createTransport } = await import("nodemailer");
  const transport = createTransport({
    ...{ url, connectionTimeout: connectionMs, greetingTimeout: connectionMs, socketTimeout: silenceMs },
    // Content comes from documents: it never names files or addresses to read.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  try {
    const { to, subject, text, html, messageId, from, headers } = message;
    const sent = await transport.sendMail({
      ...{ from, to: [...to], messageId, headers: { ...headers } },
      subject: oneLine(subject),
      ...(text !== undefined && { text }),
      ...(html !== undefined && { html }),
    });
    const listed = (found: readonly (string | { address: string })[]) =>
      found.map((one) => (typeof one === "string" ? one : one.address));
    return {
      ...{ messageId: sent.messageId, response: sent.response },
      ...{ accepted: listed(sent.accepted), rejected: listed(sent.rejected) },
    };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new SmtpFailure(isFinal(error), error);
  } finally {
    transport.close();
  }
}

/** About the message or its receiver; what is wrong with the connection or the sign-in, an operator can mend. */
const messageCodes: ReadonlySet<unknown> = new Set(["EENVELOPE", "EMESSAGE"]);

function isFinal(error: Error): boolean {
  const { code, responseCode } = error as { code?: unknown; responseCode?: unknown };
  return messageCodes.has(code) && typeof responseCode === "number" && responseCode >= permanentFrom;
}
