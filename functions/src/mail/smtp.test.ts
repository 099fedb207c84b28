import assert from "node:assert/strict";
import { startMailbox, type RunningMailbox } from "../../../emulators/mailbox/server.js";
import type { Mail } from "../../../emulators/mailbox/mails.js";
import { sendBySmtp, SmtpFailure, type SmtpMessage } from "./smtp.js";

const message = (to: string, more: Partial<SmtpMessage> = {}): SmtpMessage => ({
  ...{ messageId: "<m1@bourse.test>", from: "Bourse <no-reply@bourse.test>", to: [to], subject: "Hello" },
  ...{ text: "A text.\n", html: "<p>HTML</p>", headers: { "X-Correlation-Id": "corr-1" } },
  ...more,
});

describe("SMTP", function () {
  this.timeout(20_000);
  let mailbox: RunningMailbox;
  before(async () => {
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
  });
  after(() => mailbox.close());

  const arrived = async (to: string): Promise<Mail[]> => {
    const answer = await fetch(`${mailbox.url}/api/messages?to=${encodeURIComponent(to)}`);
    return ((await answer.json()) as { messages: Mail[] }).messages;
  };
  const failure = async (sent: Promise<unknown>): Promise<SmtpFailure> => {
    const error = await sent.then(
      () => assert.fail("it was sent"),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof SmtpFailure, String(error));
    return error;
  };

  it("carries a mail to a server, with its own Message-ID (R-TRADE-7)", async () => {
    const info = await sendBySmtp(mailbox.smtpUrl, message("tara@bourse.test"));
    assert.deepEqual(
      { ...info, response: info.response.slice(0, 3) },
      { messageId: "<m1@bourse.test>", accepted: ["tara@bourse.test"], rejected: [], response: "250" },
    );
    const [mail] = await arrived("tara@bourse.test");
    assert.deepEqual(
      [mail?.subject, mail?.text, mail?.html, mail?.headers["message-id"], mail?.headers["x-correlation-id"]],
      ["Hello", "A text.\n", "<p>HTML</p>", "<m1@bourse.test>", "corr-1"],
    );
  });

  it("carries every letter of a subject and a text (R-TRADE-7)", async () => {
    const subject = "Größe: 5 €, 😀, 中文";
    await sendBySmtp(
      mailbox.smtpUrl,
      message("letters@bourse.test", { subject, text: `.\n..\n${subject}\n` }),
    );
    const [mail] = await arrived("letters@bourse.test");
    assert.deepEqual([mail?.subject, mail?.text], [subject, `.\n..\n${subject}\n`]);
  });

  it("lets no subject become a header (R-TRADE-7)", async () => {
    const subject = "Hello\r\nBcc: victim@bourse.test\r\nX-Evil: 1\r\n\r\nbody";
    await sendBySmtp(mailbox.smtpUrl, message("inject@bourse.test", { subject }));
    const [mail] = await arrived("inject@bourse.test");
    assert.equal(mail?.subject, "Hello Bcc: victim@bourse.test X-Evil: 1 body");
    assert.deepEqual(
      [mail.headers["bcc"], mail.headers["x-evil"], mail.to],
      [...[undefined, undefined, ["inject@bourse.test"]]],
    );
    assert.deepEqual(await arrived("victim@bourse.test"), []);
  });

  it("tells what the server will never take from what it may take later (R-TRADE-7)", async () => {
    assert.equal((await failure(sendBySmtp(mailbox.smtpUrl, message("bounce-a@bourse.test")))).final, true);
    assert.equal((await failure(sendBySmtp(mailbox.smtpUrl, message("busy-a@bourse.test")))).final, false);
    assert.equal((await failure(sendBySmtp(mailbox.smtpUrl, message("later-a@bourse.test")))).final, false);
    await sendBySmtp(mailbox.smtpUrl, message("later-a@bourse.test"));
    assert.equal((await arrived("later-a@bourse.test")).length, 1);
  });

  it("may be tried again where no server answers (R-TRADE-7)", async () => {
    const gone = await startMailbox({ smtpPort: 0, httpPort: 0 });
    await gone.close();
    assert.equal((await failure(sendBySmtp(gone.smtpUrl, message("tara@bourse.test")))).final, false);
  });
});
