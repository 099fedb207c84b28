import assert from "node:assert/strict";
import type { ListOutput, MarkReadOutput } from "../../src/notifications/contract.js";
import { writeNotification } from "../../src/notifications/store.js";
import { adminDb, storedFor } from "../support/backend.js";
import { signUp, type Person } from "../support/people.js";

describe("notifications", function () {
  this.timeout(120_000);
  let person: Person;
  let other: Person;
  const tell = (uid: string, notificationId: string, createdAt: string) => {
    const batch = adminDb().batch();
    writeNotification(adminDb(), batch, {
      ...{ uid, notificationId, createdAt, kind: "price_alert", title: "T", text: "Text.", data: { a: "1" } },
    });
    return batch.commit();
  };
  const second = (at: number) => new Date(Date.UTC(2026, 0, 31, 9, 0, at)).toISOString();

  before(async () => {
    [person, other] = await Promise.all([signUp(), signUp()]);
    await Promise.all([
      ...["n1", "n2", "n3", "n4", "n5"].map((id, at) => tell(person.uid, id, second(Math.floor(at / 2)))),
      tell(other.uid, "others", second(0)),
    ]);
  });
  after(() => Promise.all([person.close(), other.close()]));

  async function pages(input: object): Promise<string[]> {
    const ids: string[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 10; page++) {
      const more: object = cursor === null ? {} : { cursor };
      const answer: ListOutput = await person.call("notifications-list", { ...input, ...more });
      ids.push(...answer.items.map(({ notificationId }) => notificationId));
      if (answer.nextCursor === null) return ids;
      cursor = answer.nextCursor;
    }
    return assert.fail("the pages end");
  }

  it("are listed newest first, each once, whatever the size of a page (R-TRADE-7)", async () => {
    for (const limit of [1, 2, 3, 100])
      assert.deepEqual(await pages({ limit }), ["n5", "n4", "n3", "n2", "n1"]);
  });

  it("pass over one that is broken (R-TRADE-7)", async () => {
    const broken = adminDb().doc(`users/${person.uid}/notifications/n4`);
    await broken.update({ title: 7 });
    assert.deepEqual(await pages({ limit: 2 }), ["n5", "n3", "n2", "n1"]);
    await broken.update({ title: "T" });
  });

  it("are marked as read once, the caller's own only, and what is unknown is named (R-TRADE-7)", async () => {
    const mark = (...ids: string[]) => person.call<MarkReadOutput>("notifications-markRead", { ids });
    const { items, unknown } = await mark("n3", "no-such", "n1", "others");
    assert.deepEqual(
      [items.map(({ notificationId, readAt }) => [notificationId, readAt !== null]), unknown],
      [
        [
          ["n3", true],
          ["n1", true],
        ],
        ["no-such", "others"],
      ],
    );
    const before = await storedFor(person.uid);
    assert.deepEqual(
      (await mark("n1", "n3")).items.map(({ readAt }) => readAt).sort(),
      items.map(({ readAt }) => readAt).sort(),
    );
    assert.deepEqual(await storedFor(person.uid), before, "the first time of reading stays");
    assert.deepEqual(await pages({ limit: 2, unreadOnly: true }), ["n5", "n4", "n2"]);
    const theirs = await other.call<ListOutput>("notifications-list", { unreadOnly: true });
    assert.equal(theirs.items.length, 1);
  });

  it("are told once: a second one of the same name fails its commit (R-TRADE-7)", async () => {
    await assert.rejects(tell(person.uid, "n1", second(9)), { code: 6 });
  });
});
