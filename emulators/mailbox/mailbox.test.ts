import assert from "node:assert/strict";
import { sendBySmtp } from "../../functions/src/mail/smtp.js";
import { Mails, type Mail } from "./mails.js";
import { startMailbox, type RunningMailbox } from "./server.js";

const mailsKept = 1_000;

describe("the mailbox", function () {
  this.timeout(30_000);
  let mailbox: RunningMailbox;
  before(async () => {
    mailbox = await startMailbox({ smtpPort: 0, httpPort: 0 });
  });
  after(() => mailbox.close());

  const send = (to: string, subject: string, html = "<p>Hi</p>") =>
    sendBySmtp(mailbox.smtpUrl, {
      ...{ messageId: "<m@bourse.test>", from: "a@bourse.test", to: [to], subject, text: "Hi", html },
      headers: {},
    });
  const list = async (to?: string): Promise<Mail[]> => {
    const answer = await fetch(
      `${mailbox.url}/api/messages${to === undefined ? "" : `?to=${encodeURIComponent(to)}`}`,
    );
    return ((await answer.json()) as { messages: Mail[] }).messages;
  };
  const page = async (path: string) => {
    const answer = await fetch(`${mailbox.url}${path}`);
    return {
      status: answer.status,
      policy: answer.headers.get("content-security-policy"),
      text: await answer.text(),
    };
  };

  it("lists what arrives, newest first, by its receiver", async () => {
    await send("one@bourse.test", "First");
    await send("two@bourse.test", "Second");
    await send("one@bourse.test", "Third");
    assert.deepEqual(
      (await list()).map(({ subject }) => subject),
      ["Third", "Second", "First"],
    );
    assert.deepEqual(
      (await list("ONE@bourse.test")).map(({ subject }) => subject),
      ["Third", "First"],
    );
    assert.deepEqual(await list("nobody@bourse.test"), []);
  });

  it("shows mail to a person without running what it holds", async () => {
    await send("page@bourse.test", "<b>&", `<script>alert(1)</script><p>Hi</p>`);
    const [mail] = await list("page@bourse.test");
    const shown = await page(`/messages/${mail?.id}`);
    assert.ok(shown.text.includes("&lt;b&gt;&amp;") && shown.text.includes("<iframe sandbox"));
    assert.match((await page("/?to=page@bourse.test")).text, /&lt;b&gt;&amp;/);
    const frame = await page(`/messages/${mail?.id}/html`);
    assert.ok(frame.text.includes("<p>Hi</p>") && frame.policy?.startsWith("default-src 'none'"));
    assert.equal((await page("/messages/00000000-0000-0000-0000-000000000000")).status, 404);
    assert.equal((await page("/no-such-page")).status, 404);
  });

  it("is empty again when it is emptied", async () => {
    await send("one@bourse.test", "Last");
    await fetch(`${mailbox.url}/api/messages`, { method: "DELETE" });
    assert.deepEqual(await list(), []);
  });

  it("keeps the last thousand", () => {
    const mails = new Mails();
    for (let sent = 0; sent < mailsKept + 5; sent++) {
      const content = { text: "", html: "", headers: {}, raw: "" };
      mails.add({ from: "a@bourse.test", to: ["many@bourse.test"], subject: String(sent), ...content });
    }
    const found = mails.list();
    assert.deepEqual([found.length, found[0]?.subject, found.at(-1)?.subject], [mailsKept, "1004", "5"]);
  });
});
