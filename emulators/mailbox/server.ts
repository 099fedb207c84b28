import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { createMailboxServer } from "./http.js";
import { Mails } from "./mails.js";
import { createSmtpServer } from "./smtp.js";

const host = "127.0.0.1";

export type MailboxOptions = {
  /** 0 takes a free port. */
  readonly smtpPort: number;
  readonly httpPort: number;
};

export type RunningMailbox = {
  /** `smtp://…`, as `nodemailer` takes it. */
  readonly smtpUrl: string;
  /** Pages and JSON. */
  readonly url: string;
  readonly close: () => Promise<void>;
};

/** Starts an SMTP server and the mailbox that shows what it took. `close` may be called twice. */
export async function startMailbox({ smtpPort, httpPort }: MailboxOptions): Promise<RunningMailbox> {
  const mails = new Mails();
  const smtp = createSmtpServer(mails);
  const http = createMailboxServer(mails);
  const end = async () => {
    http.closeAllConnections();
    await Promise.all([
      new Promise<void>((resolve) => smtp.close(() => resolve())),
      new Promise<void>((resolve) => http.close(() => resolve())),
    ]);
  };
  // A connection that a client breaks off is no fault of ours.
  smtp.on("error", () => undefined);
  try {
    const [takenSmtp, takenHttp] = [await listen(smtp.server, smtpPort), await listen(http, httpPort)];
    let closing: Promise<void> | undefined;
    return {
      smtpUrl: `smtp://${host}:${takenSmtp}`,
      url: `http://${host}:${takenHttp}`,
      close: () => (closing ??= end()),
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}
