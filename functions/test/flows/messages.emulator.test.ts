import assert from "node:assert/strict";
import { collection, onSnapshot } from "firebase/firestore";
import type { ListOutput, PreferencesOutput } from "../../src/notifications/contract.js";
import { createMail } from "../../src/mail/store.js";
import { newMail } from "../../src/mail/mail.js";
import { jobEnded, securityNotice } from "../../src/messages/events.js";
import { tell } from "../../src/messages/telling.js";
import { createContext } from "../../src/platform/context.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { arrived, mailTo } from "../support/mailbox.js";
import { signUp, type Person } from "../support/people.js";
import { closeAdmin, closeScene, openScene } from "../support/trading.js";

/** A cold trigger, task and SMTP sender included. */
const deadlineMs = 120_000;

type Seen = { kind: string; notificationId: string; title: string };

/** Waits, by a live listener of the user's own, until notifications of all these kinds are there. */
async function notified({ db, uid }: Person, ...kinds: string[]): Promise<Seen[]> {
  return heard<Seen[]>(
    deadlineMs,
    `notifications ${kinds.join(", ")}`,
    (next, fail) =>
      onSnapshot(
        collection(db, `users/${uid}/notifications`),
        ({ docs }) => next(docs.map((it) => it.data() as Seen)),
        fail,
      ),
    (seen) => kinds.every((kind) => seen.some((it) => it.kind === kind)),
  );
}

describe("what happens on an account", function () {
  this.timeout(180_000);
  after(closeAdmin);

  it("is told its owner once, in the app, by the trigger of its commit (R-TRADE-7)", async () => {
    const scene = await openScene();
    const { trader, place, price } = scene;
    await place("market", { side: "buy", type: "market", quantity: "2" });
    await place("resting", { side: "buy", type: "limit", quantity: "3", limitPrice: "90.00" });
    await place("given-up", { side: "buy", type: "limit", quantity: "1", limitPrice: "80.00" });
    await trader.call("orders-cancel", { orderId: "given-up" });
    await price("90.00", { depth: "1" });
    await scene.becomes("resting", { status: "partially_filled" });
    await price("89.00");
    await scene.becomes("resting", { status: "filled" });
    await trader.call("accounts-withdraw", { requestId: "out", amount: "12.34" });
    const seen = await notified(
      trader,
      "deposit_completed",
      "withdrawal_completed",
      "order_partially_filled",
    );
    const all = seen.length >= 5 ? seen : await notified(trader, "order_filled");
    const byId = Object.fromEntries(all.map(({ notificationId, kind }) => [notificationId, kind]));
    assert.deepEqual(byId, {
      "request.funds": "deposit_completed",
      "order.market.1": "order_filled",
      "order.resting.2": "order_partially_filled",
      "order.resting.3": "order_filled",
      "request.out": "withdrawal_completed",
    });
    const list = await trader.call<ListOutput>("notifications-list");
    assert.deepEqual([list.unreadCount, list.items.length], [5, 5]);
    const partial = list.items.find(({ kind }) => kind === "order_partially_filled");
    assert.equal(partial?.text, "At 90.00 USD, for 90.00 USD and a fee of 0.09 USD. 2 are left.");
    assert.deepEqual([partial.data["filledQuantity"], partial.data["orderQuantity"]], ["1", "3"]);
    const read = await trader.call<{ unreadCount: number }>("notifications-markRead", {
      ids: ["request.funds"],
    });
    assert.equal(read.unreadCount, 4);
    await closeScene(scene);
  });
});

describe("mail", function () {
  this.timeout(180_000);
  let person: Person;
  before(async () => {
    person = await signUp("mail");
    await person.call("users-update", { displayName: "Tara <b>", locale: "de-DE" });
  });
  after(() => person.close());

  it("welcomes a new user once, over SMTP (R-TRADE-7)", async () => {
    const mail = await arrived(person.email, ({ subject }) => subject === "Welcome to Bourse");
    assert.deepEqual([mail.from, mail.to], ['"Bourse" <no-reply@bourse.test>', [person.email]]);
    assert.match(mail.headers["message-id"] ?? "", /^<evt_[\w-]{27}@bourse\.test>$/);
    assert.equal(mail.headers["list-unsubscribe"], "<http://127.0.0.1:3000/notifications>");
    const [stored] = (await adminDb().collection("mail").where("to", "array-contains", person.email).get())
      .docs;
    assert.deepEqual(
      [stored?.get("delivery.state"), stored?.get("delivery.attempts"), stored?.get("dueHour")],
      ["SUCCESS", 1, null],
    );
    assert.equal((await mailTo(person.email)).length, 1);
  });

  it("tells of a withdrawal in the reader's figures, and of fills only who asks (R-TRADE-7)", async () => {
    const defaults = await person.call<PreferencesOutput>("notifications-getPreferences");
    assert.deepEqual(defaults.preferences.order_filled, { inApp: true, mail: false });
    await person.call("notifications-setPreferences", {
      preferences: { deposit_completed: { mail: true, inApp: false } },
    });
    await person.call("accounts-deposit", { requestId: "in", amount: "1234.50" });
    await person.call("accounts-withdraw", { requestId: "out", amount: "1000.00" });
    const mail = await arrived(person.email, ({ subject }) => /abgehoben|withdrawn/.test(subject));
    assert.match(mail.subject, /^1\.000,00\s\$ withdrawn$/u);
    assert.match(mail.text, /Available now: 234,50\s\$/u);
    assert.match(mail.text, /Hello Tara <b>,/);
    assert.ok(mail.html.includes("Hello Tara &lt;b&gt;,"));
    await arrived(person.email, ({ subject }) => subject.endsWith("deposited"));
    // What is wanted by mail only comes as read.
    const { items, unreadCount } = await person.call<ListOutput>("notifications-list");
    assert.deepEqual(
      [items.map(({ kind, readAt }) => [kind, readAt === null]), unreadCount],
      [
        [
          ["withdrawal_completed", true],
          ["deposit_completed", false],
        ],
        1,
      ],
    );
  });

  it("of one event is written once, however often it is told (R-TRADE-7)", async () => {
    const context = createContext({ db: adminDb() });
    const at = new Date().toISOString();
    const notice = securityNotice({ uid: person.uid, at, changeId: "c1" }, { change: "sessions_revoked" });
    const told = await Promise.all(Array.from({ length: 8 }, () => tell(context, notice)));
    assert.deepEqual(told.filter(Boolean), [true]);
    assert.equal(
      await tell(
        context,
        jobEnded(
          { uid: person.uid, at, jobId: "j", generation: 1 },
          { type: "export", error: null, fileId: "f" },
        ),
      ),
      true,
    );
    const isNotice = ({ subject }: { subject: string }) => subject === "You were signed out everywhere";
    await arrived(person.email, isNotice);
    assert.equal((await mailTo(person.email)).filter(isNotice).length, 1);
  });

  const stored = (to: string) => {
    const mailId = uniqueName("test-mail-");
    const content = { subject: "A subject", text: "Text.", html: "<p>HTML</p>" };
    const of = { mailId, uid: person.uid, kind: "test", to, correlationId: "correlation-1" };
    return { mailId, write: () => createMail(adminDb(), newMail(of, content, Date.now())) };
  };
  const state = (mailId: string, wanted: readonly string[]) =>
    heard<FirebaseFirestore.DocumentSnapshot>(
      deadlineMs,
      `${mailId} is ${wanted.join(" or ")}`,
      (next, fail) => adminDb().doc(`mail/${mailId}`).onSnapshot(next, fail),
      (it) => wanted.includes(String(it.get("delivery.state"))),
    );

  it("that the server never takes is over at once, with what it said (R-TRADE-7)", async () => {
    const { mailId, write } = stored(`bounce-${uniqueName("a")}@bourse.test`);
    await write();
    const mail = await state(mailId, ["ERROR", "SUCCESS"]);
    assert.deepEqual(
      [mail.get("delivery.state"), mail.get("delivery.attempts"), mail.get("dueHour")],
      ["ERROR", 1, null],
    );
    assert.match(String(mail.get("delivery.error")), /No such mailbox/);
  });

  it("that the server takes later is tried again by the queue (R-JOB-1, R-TRADE-7)", async () => {
    const to = `later-${uniqueName("a")}@bourse.test`;
    const { mailId, write } = stored(to);
    await write();
    const mail = await state(mailId, ["ERROR", "SUCCESS"]);
    assert.deepEqual([mail.get("delivery.state"), mail.get("delivery.attempts")], ["SUCCESS", 2]);
    const [copy, ...more] = await mailTo(to);
    assert.deepEqual([copy?.headers["x-correlation-id"], more], ["correlation-1", []]);
  });
});
