import assert from "node:assert/strict";
import type { ExportOutput } from "../../src/accounts/contract.js";
import { entriesPath, ordersPath } from "../../src/ledger/store.js";
import { verifyExport } from "../../src/verifier/verify.js";
import { adminDb, storedFor } from "../support/backend.js";
import { makeAsset } from "../support/market.js";
import { refused, signUp, type Person } from "../support/people.js";

const pagesMax = 60;
const hourMs = 3_600_000;

/** All pages of an export; `between` happens after each page but the last. */
async function exportOf(person: Person, limit: number, between?: (page: number) => Promise<void>) {
  const lines: string[] = [];
  let cursor: string | null = null;
  for (let page = 1; page <= pagesMax; page++) {
    const more: object = cursor === null ? {} : { cursor };
    const answer: ExportOutput = await person.call("accounts-export", { limit, ...more });
    assert.ok(
      answer.lines.length <= limit + 3,
      "a page holds its records, the header, the account and the end",
    );
    lines.push(...answer.lines);
    if (answer.nextCursor === null) return { lines, pages: page };
    cursor = answer.nextCursor;
    await between?.(page);
  }
  return assert.fail("the pages end");
}

const verdictOf = (lines: readonly string[]) => verifyExport(lines.map((line) => `${line}\n`));

describe("the export of an account", function () {
  this.timeout(180_000);
  let person: Person;
  let assetId: string;
  const buy = (orderId: string) =>
    person.call("orders-place", { orderId, assetId, side: "buy", type: "market", quantity: "1" });

  before(async () => {
    person = await signUp();
    assetId = await makeAsset({ price: "10.00" });
    await person.call("accounts-deposit", { requestId: "d-0", amount: "1000.00" });
    for (let turn = 1; turn <= 3; turn++) {
      await person.call("accounts-deposit", { requestId: `d-${turn}`, amount: `${turn}.00` });
      await buy(`o-${turn}`);
    }
    await person.call("accounts-withdraw", { requestId: "w-1", amount: "1.00" });
  });
  after(() => person.close());

  it("verifies, whatever the pages that it came in, and is what is stored (R-DATA-7)", async () => {
    const whole = await exportOf(person, 500);
    assert.equal(whole.pages, 1);
    const before = await storedFor(person.uid);
    for (const [limit, pages] of [
      [1, 12],
      [3, 4],
      [8, 2],
      [10, 2],
      [11, 2],
      [12, 1],
    ] as const) {
      const parts = await exportOf(person, limit);
      assert.equal(parts.pages, pages, `pages of ${limit}`);
      assert.deepEqual(parts.lines.slice(1, -1), whole.lines.slice(1, -1));
      const { ok, ...said } = await verdictOf(parts.lines);
      assert.ok(ok, JSON.stringify(said));
      const { uid, seq, entries, orders } = said as { [key: string]: unknown };
      assert.deepEqual({ uid, seq, entries, orders }, { uid: person.uid, seq: 8, entries: 8, orders: 3 });
    }
    assert.deepEqual(await storedFor(person.uid), before);
  });

  it("of an account that never moved money verifies (R-DATA-7)", async () => {
    const other = await signUp();
    const { lines } = await exportOf(other, 500);
    const verdict = await verdictOf(lines);
    assert.deepEqual([verdict.ok, verdict.ok && verdict.uid, lines.length], [true, other.uid, 3]);
    await other.close();
  });

  it("is its owner's alone: neither a uid nor another's cursor opens it (R-DATA-7, R-AUTH-2)", async () => {
    const other = await signUp();
    const { nextCursor } = await person.call<ExportOutput>("accounts-export", { limit: 1 });
    assert.equal(
      (await person.call<ExportOutput>("accounts-export", { cursor: nextCursor })).nextCursor,
      null,
    );
    const { fields } = await refused(
      "input_is_invalid",
      other.call("accounts-export", { cursor: nextCursor }),
    );
    assert.deepEqual(fields, ["cursor"]);
    const named = await refused("input_is_invalid", other.call("accounts-export", { uid: person.uid }));
    assert.deepEqual(named.fields, ["uid"]);
    await other.close();
  });

  it("tells of the moment of its first page, however much is traded meanwhile (R-DATA-7)", async () => {
    const begun = (await storedFor(person.uid)) as { seq: number; orders: number };
    const { lines, pages } = await exportOf(person, 2, async (page) => {
      await Promise.all([buy(`during-${page}-a`), buy(`during-${page}-b`)]);
      await person.call("accounts-deposit", { requestId: `during-${page}`, amount: "25.00" });
    });
    assert.ok(pages > 5);
    const verdict = await verdictOf(lines);
    assert.ok(verdict.ok, JSON.stringify(verdict));
    assert.deepEqual([verdict.seq, verdict.orders], [begun.seq, begun.orders]);
    const later = await verdictOf((await exportOf(person, 500)).lines);
    assert.ok(later.ok, JSON.stringify(later));
    assert.equal(later.seq, begun.seq + 3 * (pages - 1));
  });

  it("that takes too long is refused and has to be begun again (R-DATA-7)", async () => {
    const { nextCursor } = await person.call<ExportOutput>("accounts-export", { limit: 1 });
    const content = JSON.parse(Buffer.from(nextCursor ?? "", "base64url").toString()) as { after: unknown[] };
    const old = content.after.with(0, `${Math.floor((Date.now() - hourMs) / 1000)}.0`);
    const cursor = Buffer.from(JSON.stringify({ ...content, after: old })).toString("base64url");
    const { code } = await refused("export_is_too_old", person.call("accounts-export", { cursor }));
    assert.equal(code, "failed-precondition");
  });

  it("shows a record that was changed behind the ledger's back (R-DATA-7)", async () => {
    const other = await signUp();
    await other.call("accounts-deposit", { requestId: "d", amount: "100.00" });
    await other.call("orders-place", { orderId: "o", assetId, side: "buy", type: "market", quantity: "1" });
    const order = adminDb().doc(`${ordersPath(other.uid)}/o`);
    await order.update({ fee: "0.00" });
    const changed = await verdictOf((await exportOf(other, 500)).lines);
    assert.deepEqual([changed.ok, !changed.ok && changed.record], [false, "orders/o"]);
    await order.update({ fee: "0.01" });
    assert.equal((await verdictOf((await exportOf(other, 500)).lines)).ok, true);
    await adminDb()
      .doc(`${entriesPath(other.uid)}/request.d`)
      .update({ kind: "a kind that is none" });
    const broken = await verdictOf((await exportOf(other, 500)).lines);
    assert.deepEqual([broken.ok, !broken.ok && broken.record], [false, "entries/request.d"]);
    await other.close();
  });
});
