import assert from "node:assert/strict";
import { Timestamp } from "firebase-admin/firestore";
import { adminDb, uniqueName } from "../../test/support/backend.js";
import type { Context } from "../platform/context.js";
import { deliverMail, type Send } from "./delivering.js";
import { dueHourOf } from "../platform/due-hour.js";
import { SmtpFailure, type SmtpMessage } from "./smtp.js";
import { sweepMail } from "./sweeping.js";

const settings = { smtpUrl: "smtp://nowhere.invalid", from: "Bourse <no-reply@bourse.test>" };
const info = { messageId: "<m>", accepted: ["a@bourse.test"], rejected: [], response: "250 OK" };

/** Far ahead of the running stack's clock, so that its own tasks find every mail of these tests leased. */
const aheadMs = 10 * 365 * 86_400_000;

async function world(more: object = {}) {
  const mailId = uniqueName("deliver-mail-");
  let nowMs = Date.now() + aheadMs;
  const enqueued: unknown[] = [];
  const context: Pick<Context, "db" | "clock" | "queue"> = {
    db: adminDb(),
    clock: () => nowMs,
    queue: {
      enqueue: (_, payload) => {
        enqueued.push(payload["mailId"]);
        return Promise.resolve("queued");
      },
    },
  };
  const leased = {
    ...{ state: "PROCESSING", attempts: 0, error: null, info: null, endTime: null },
    ...{ startTime: Timestamp.now(), leaseExpireTime: Timestamp.fromMillis(nowMs - 1) },
  };
  const reference = adminDb().doc(`mail/${mailId}`);
  await reference.create({
    ...{ to: "a@bourse.test", message: { subject: "S", text: "T" } },
    ...{ delivery: leased, dueHour: dueHourOf(Date.now()), ...more },
  });
  const sent: SmtpMessage[] = [];
  const send: Send = (_, message) => {
    sent.push(message);
    return Promise.resolve(info);
  };
  const deliver = (by: Send = send) => deliverMail(context, settings, mailId, by);
  const delivery = async () => (await reference.get()).get("delivery") as Record<string, unknown>;
  return {
    mailId,
    context,
    enqueued,
    reference,
    sent,
    send,
    deliver,
    delivery,
    pass: (ms: number) => (nowMs += ms),
  };
}

const failing =
  (final: boolean): Send =>
  () =>
    Promise.reject(new SmtpFailure(final, new Error("421 not now")));

describe("mail over SMTP", function () {
  this.timeout(180_000);

  it("that many tasks begin is sent once, with what the extension would record (R-JOB-1, R-TRADE-7)", async () => {
    const { mailId, deliver, sent, delivery, reference } = await world();
    const outcomes = await Promise.all(Array.from({ length: 6 }, () => deliver()));
    assert.deepEqual([sent.length, outcomes.filter((it) => it === "sent").length], [1, 1]);
    assert.equal(await deliver(), "over");
    const { state, attempts, error, leaseExpireTime, info: told } = await delivery();
    assert.deepEqual(
      { state, attempts, error, leaseExpireTime, told },
      {
        ...{ state: "SUCCESS", attempts: 1, error: null, leaseExpireTime: null, told: info },
      },
    );
    assert.equal((await reference.get()).get("dueHour"), null);
    assert.equal(sent[0]?.messageId, `<${mailId}@bourse.test>`);
  });

  it("whose process died with its answer is sent again under the same Message-ID, after its lease (R-JOB-1)", async () => {
    const { deliver, send, sent, pass, delivery } = await world();
    const dying: Send = async (url, message) => {
      await send(url, message);
      throw new Error("killed");
    };
    await assert.rejects(deliver(dying), /killed/);
    assert.equal(await deliver(), "busy");
    pass(120_001);
    assert.equal(await deliver(), "sent");
    assert.deepEqual(
      sent.map(({ messageId }) => messageId),
      [sent[0]?.messageId, sent[0]?.messageId],
    );
    assert.equal((await delivery())["attempts"], 2);
  });

  it("is given up after its last attempt (R-JOB-1)", async () => {
    const { deliver, delivery, reference } = await world();
    for (let attempt = 1; attempt < 8; attempt++) {
      await assert.rejects(deliver(failing(false)), { reason: "service_unavailable" });
      assert.equal((await delivery())["state"], "RETRY");
      await leaseAgain(reference);
    }
    assert.equal(await deliver(failing(false)), "given_up");
    const { state, attempts, error } = await delivery();
    assert.deepEqual([state, attempts, error], ["ERROR", 8, "421 not now"]);
  });

  it("that is no mail is refused and not sent (R-TRADE-7)", async () => {
    for (const to of ["a@b\r\nBcc: c@d", "nobody", [], ["a@b.test", "c,d@e"]]) {
      const { deliver, sent, delivery } = await world({ to });
      assert.equal(await deliver(), "refused", JSON.stringify(to));
      assert.deepEqual([sent.length, (await delivery())["state"]], [0, "ERROR"]);
    }
    const broken = await world({ message: "hello" });
    assert.equal(await broken.deliver(), "gone");
  });

  it("goes to users by their ids too, as the extension's does (R-TRADE-7)", async () => {
    const uid = uniqueName("by-uid-");
    await adminDb()
      .doc(`users/${uid}`)
      .set({ email: `${uid}@bourse.test` });
    const { deliver, sent } = await world({ to: [], toUids: [uid, "no-such-user"] });
    assert.equal(await deliver(), "sent");
    assert.deepEqual(sent[0]?.to, [`${uid}@bourse.test`]);
    await adminDb().doc(`users/${uid}`).delete();
  });

  it("that the queue has forgotten is swept to it again (R-JOB-1, R-JOB-5)", async () => {
    const { mailId, context, enqueued, deliver, pass } = await world();
    await sweepMail(context);
    assert.deepEqual(enqueued.filter((it) => it === mailId).length, 1, "its lease is over");
    await deliver();
    pass(3_600_000);
    await sweepMail(context);
    assert.deepEqual(enqueued.filter((it) => it === mailId).length, 1);
  });
});

const anHourMs = 3_600_000;

/** Between its attempts a mail is anybody's: the lease keeps the running stack off it. */
async function leaseAgain(reference: FirebaseFirestore.DocumentReference): Promise<void> {
  const lease = Timestamp.fromMillis(Date.now() + aheadMs - anHourMs);
  await reference.update({ "delivery.state": "PROCESSING", "delivery.leaseExpireTime": lease });
}
