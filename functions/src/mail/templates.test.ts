import assert from "node:assert/strict";
import { notificationKinds, type NotificationKind } from "../notifications/contract.js";
import type { NewNotification } from "../notifications/notification.js";
import { mailOfEvent, welcomeMail } from "./templates.js";

const at = "2026-01-31T09:05:00.000Z";

const event = (kind: NotificationKind, more: Partial<NewNotification> = {}): NewNotification => ({
  ...{ uid: "someone", notificationId: "n", createdAt: at, kind, title: "Title", text: "Text.", data: {} },
  ...more,
});

const fill = event("order_filled", {
  title: "Your order is filled: 1234.5 BTC bought",
  text: "At 30000.00 USD.",
  data: {
    ...{ orderId: "my order/1", assetId: "BTC", side: "buy", quantity: "1234.50000001" },
    ...{ price: "30000.00", value: "37035000.01", fee: "37035.01" },
  },
});

describe("a mail", () => {
  it("says in text and HTML what has happened, with figures and time (R-TRADE-7)", () => {
    const { subject, text, html } = mailOfEvent(fill, { name: "Tara", locale: "en" });
    assert.equal(subject, "Your order is filled: 1,234.50000001 BTC bought");
    assert.equal(
      text,
      [
        "Hello Tara,",
        "",
        "Your order has traded all of its quantity.",
        "",
        "Bought: 1,234.50000001 BTC",
        "Price:  $30,000.00",
        "Value:  $37,035,000.01",
        "Fee:    $37,035.01",
        "When:   January 31, 2026 at 09:05 AM UTC",
        "",
        "See the order: https://demo-bourse.web.app/orders/my%20order%2F1",
        "",
        "-- ",
        "Bourse",
        "You get this mail because you asked to be told of this.",
        "Choose what you are told by mail: https://demo-bourse.web.app/notifications",
        "",
      ].join("\n"),
    );
    for (const part of ["Hello Tara,", "$37,035,000.01", "1,234.50000001 BTC", "January 31, 2026"]) {
      assert.ok(html.includes(part), part);
    }
    assert.ok(html.includes('href="https://demo-bourse.web.app/orders/my%20order%2F1"'));
    assert.ok(html.startsWith('<!doctype html><html lang="en">') && html.endsWith("</body></html>"));
  });

  it("writes numbers and times as its reader's country does, to the last digit (R-TRADE-7)", () => {
    const german = mailOfEvent(fill, { name: "", locale: "de-DE" }).text;
    assert.match(german, /37\.035\.000,01\s\$/u);
    assert.match(german, /1\.234,50000001 BTC/);
    assert.match(german, /31\. Januar 2026 um 09:05 UTC/);
    const huge = event("deposit_completed", {
      data: { amount: "12345678901234567.89", balanceAfter: "99999999999999999.99" },
    });
    // More digits than a double has.
    assert.match(mailOfEvent(huge, { name: "", locale: "en-GB" }).text, /US\$12,345,678,901,234,567\.89/);
  });

  it("is in English figures where its locale is none (R-TRADE-7)", () => {
    for (const locale of ["zz", "abc-defghijk", "en-GB-oxendict"]) {
      assert.match(mailOfEvent(fill, { name: "", locale }).text, /37,035\.01/);
    }
  });

  it("shows what people wrote as text, never as HTML (R-TRADE-7)", () => {
    const hostile = `<script>alert("1")</script>&'`;
    const { html, text } = mailOfEvent(
      event("file_rejected", { title: hostile, text: hostile, data: { name: hostile } }),
      { name: hostile, locale: "en" },
    );
    assert.ok(!/<script|alert\("/.test(html), html);
    const escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;";
    assert.equal(html.split(escaped).length - 1, 5, "title, heading, greeting, text and fact");
    assert.ok(text.includes(hostile));
    const order = event("order_filled", { data: { orderId: `"><img src=x onerror=alert(1)>` } });
    assert.ok(!mailOfEvent(order, { name: "", locale: "en" }).html.includes("<img"));
  });

  it("has a subject of one line, whatever it is made of (R-TRADE-7)", () => {
    const title = "Done\r\nBcc: victim@example.com\n\nHello\u2028there\u0000";
    const { subject, text } = mailOfEvent(event("job_finished", { title, text: title }), {
      ...{ name: "A\r\nB", locale: "en" },
    });
    assert.equal(subject, "Done Bcc: victim@example.com Hello there");
    assert.ok(text.startsWith("Hello A B,\n\nDone Bcc: victim@example.com Hello there\n\n"));
    assert.equal(
      mailOfEvent(event("job_finished", { title: "a".repeat(999) }), { name: "", locale: "en" }).subject
        .length,
      200,
    );
  });

  for (const kind of notificationKinds) {
    it(`can be made of ${kind}, and says where it is turned off (R-TRADE-7)`, () => {
      const { text, html } = mailOfEvent(event(kind), { name: "Tara", locale: "en" });
      const required = kind === "security_notice";
      assert.equal(text.includes("because it concerns the safety of your account"), required);
      assert.ok(html.includes("https://demo-bourse.web.app/notifications"));
      assert.ok(!/undefined|NaN|\[object/.test(text + html));
    });
  }

  it("welcomes (R-TRADE-7)", () => {
    const { subject, text } = welcomeMail({ name: "", locale: "en" });
    assert.equal(subject, "Welcome to Bourse");
    assert.ok(text.startsWith("Hello,\n\nYour account is open."));
  });
});
