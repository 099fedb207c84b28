import assert from "node:assert/strict";
import { doc, getDoc, onSnapshot, type DocumentSnapshot } from "firebase/firestore";
import type { AccountView, EntriesOutput, EntryView, MoveOutput } from "../../src/accounts/contract.js";
import { storedFor } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { makeAsset } from "../support/market.js";
import { refused, signUp, type Person } from "../support/people.js";

const usd = (account: AccountView) => account.balances.find(({ assetId }) => assetId === "USD")?.available;

describe("an account", function () {
  this.timeout(120_000);
  let person: Person;
  beforeEach(async () => {
    person = await signUp();
  });
  afterEach(() => person.close());
  const move = (kind: "deposit" | "withdraw", requestId: string, amount: string) =>
    person.call<MoveOutput>(`accounts-${kind}`, { requestId, amount });

  it("that never moved money is empty and not absent (R-TRADE-2)", async () => {
    assert.deepEqual(await person.call("accounts-get"), {
      ...{ uid: person.uid, status: "active", positions: [], openOrders: [], seq: 0, updatedAt: null },
      balances: [{ assetId: "USD", available: "0.00", held: "0.00" }],
    });
    assert.deepEqual(await person.call("accounts-entries"), { items: [], nextCursor: null });
  });

  it("tells a deposit and a withdrawal as balanced entries and the sum of both (R-TRADE-2)", async () => {
    const first = await move("deposit", "d-1", "250.5");
    assert.equal(first.replayed, false);
    assert.deepEqual(
      first.entry.postings.map(({ account, amount, balanceAfter }) => [account, amount, balanceAfter]),
      [
        ["world", "-250.50", null],
        [person.uid, "250.50", "250.50"],
      ],
    );
    assert.equal(usd(first.account), "250.50");
    const second = await move("withdraw", "w-1", "50.25");
    assert.equal(second.entry.prevHash, first.entry.hash);
    assert.deepEqual([usd(second.account), second.account.seq], ["200.25", 2]);
    const account = await person.call<AccountView>("accounts-get");
    assert.deepEqual(account, second.account);
  });

  it("answers a repeated request with the first entry and writes nothing (R-TRADE-2)", async () => {
    for (const kind of ["deposit", "withdraw"] as const) {
      const first = await move(kind, `${kind}-1`, "10");
      const before = await storedFor(person.uid);
      const again = await person.call<MoveOutput>(`accounts-${kind}`, {
        ...{ requestId: `${kind}-1`, amount: "10.00", assetId: "USD" },
      });
      assert.equal(again.replayed, true);
      assert.deepEqual([again.entry, again.account], [first.entry, first.account]);
      assert.deepEqual(await storedFor(person.uid), before);
    }
  });

  it("answers a repeat after the balance is gone with the first entry still (R-TRADE-2)", async () => {
    await move("deposit", "d", "10.00");
    const first = await move("withdraw", "w", "10.00");
    const again = await move("withdraw", "w", "10.00");
    assert.deepEqual([again.replayed, again.entry], [true, first.entry]);
    const { facts } = await refused("insufficient_funds", move("withdraw", "w-2", "10.00"));
    assert.deepEqual(facts, { needed: "10.00", available: "0.00" });
  });

  it("names the fields in which a repeat differs, and writes nothing (R-TRADE-2)", async () => {
    await move("deposit", "same", "10.00");
    const before = await storedFor(person.uid);
    const other = await refused("idempotency_mismatch", move("deposit", "same", "10.01"));
    assert.deepEqual([other.code, other.fields], ["already-exists", ["amount"]]);
    const kind = await refused("idempotency_mismatch", move("withdraw", "same", "9.00"));
    assert.deepEqual(kind.fields, ["amount", "kind"]);
    assert.deepEqual(await storedFor(person.uid), before);
  });

  it("takes exactly the daily limits and not a cent more (R-TRADE-2)", async () => {
    await move("deposit", "d-1", "99999.99");
    await refused("daily_deposit_limit_reached", move("deposit", "d-2", "0.02"));
    await move("deposit", "d-2", "0.01");
    const { facts } = await refused("daily_deposit_limit_reached", move("deposit", "d-3", "0.01"));
    assert.deepEqual(facts, { limit: "100000.00", used: "100000.00" });
    await move("withdraw", "w-1", "50000.00");
    await refused("daily_withdrawal_limit_reached", move("withdraw", "w-2", "0.01"));
  });

  it("takes what arrives at once as it would take it in turn: nothing lost, nothing twice (R-TRADE-8)", async () => {
    await move("deposit", "start", "5.00");
    const names = ["a", "b", "c", "d", "a", "b", "c", "d"];
    const answers = await Promise.all(names.map((name) => move("deposit", name, "1.00")));
    assert.equal(answers.filter(({ replayed }) => !replayed).length, 4);
    const account = await person.call<AccountView>("accounts-get");
    assert.deepEqual([usd(account), account.seq], ["9.00", 5]);
  });

  it("is seen live by its owner and refused to everybody else (R-DATA-4)", async () => {
    const stranger = await signUp();
    const path = doc(person.db, "accounts", person.uid);
    let opened: () => void = () => undefined;
    const open = new Promise<void>((resolve) => {
      opened = resolve;
    });
    const arrived = heard<DocumentSnapshot>(
      ...[60_000, "the account with its first entry"],
      (next, fail) => onSnapshot(path, next, fail),
      (snapshot) => {
        opened();
        return snapshot.get("seq") === 1;
      },
    );
    // What is written while the emulator opens a listener is lost for it.
    await Promise.race([open, arrived]);
    await move("deposit", "d", "10.00");
    assert.equal((await arrived).get("balances.USD.available"), "10.00");
    await assert.rejects(getDoc(doc(stranger.db, "accounts", person.uid)), { code: "permission-denied" });
    const entry = doc(stranger.db, "accounts", person.uid, "entries", "request.d");
    await assert.rejects(getDoc(entry), { code: "permission-denied" });
    assert.equal((await getDoc(doc(person.db, entry.path))).get("requestId"), "d");
    await stranger.close();
  });
});

describe("the entries of an account", function () {
  this.timeout(180_000);
  let person: Person;
  let assetId: string;
  let all: EntryView[];

  async function pages(input: object, limit: number): Promise<EntryView[]> {
    const rows: EntryView[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < 50; page++) {
      const more: object = cursor === null ? {} : { cursor };
      const { items, nextCursor }: EntriesOutput = await person.call("accounts-entries", {
        ...{ ...input, limit, ...more },
      });
      assert.ok(items.length <= limit);
      rows.push(...items);
      if (nextCursor === null) return rows;
      assert.equal(items.length, limit, "only the last page is short");
      cursor = nextCursor;
    }
    return assert.fail("the pages end");
  }

  before(async () => {
    person = await signUp();
    assetId = await makeAsset({ price: "10.00" });
    await person.call("accounts-deposit", { requestId: "d-0", amount: "1000.00" });
    for (let turn = 1; turn <= 4; turn++) {
      await person.call("accounts-deposit", { requestId: `d-${turn}`, amount: `${turn}.00` });
      const order = { orderId: `o-${turn}`, assetId, side: "buy", type: "market", quantity: "1" };
      await person.call("orders-place", order);
    }
    await person.call("accounts-withdraw", { requestId: "w-1", amount: "1.00" });
    all = (await person.call<EntriesOutput>("accounts-entries", { limit: 100 })).items;
  });
  after(() => person.close());

  const same = (rows: readonly EntryView[], wanted: readonly EntryView[]) =>
    assert.deepEqual(
      rows.map(({ entryId }) => entryId),
      wanted.map(({ entryId }) => entryId),
    );

  it("come newest first, every row exactly once whatever the page (R-TRADE-2)", async () => {
    assert.deepEqual(
      all.map(({ seq }) => seq),
      [10, 9, 8, 7, 6, 5, 4, 3, 2, 1],
    );
    for (const limit of [1, 3, 5, 9, 10, 11]) same(await pages({}, limit), all);
  });

  it("are filtered by kind and by asset, alone and together (R-TRADE-2)", async () => {
    for (const kind of ["deposit", "withdraw", "fill", "hold"] as const) {
      const ofKind = all.filter((entry) => entry.kind === kind);
      same(await pages({ kind }, 2), ofKind);
      const ofBoth = ofKind.filter(({ assetIds }) => assetIds.includes(assetId));
      same(await pages({ kind, assetId }, 3), ofBoth);
    }
    const ofAsset = all.filter(({ assetIds }) => assetIds.includes(assetId));
    assert.equal(ofAsset.length, 4);
    same(await pages({ assetId }, 3), ofAsset);
    same(await pages({ assetId: "USD" }, 4), all);
  });

  it("are filtered by time: from counts, to does not (R-TRADE-2)", async () => {
    const [from, to] = [all[7]?.at ?? "", all[2]?.at ?? ""];
    const inside = all.filter(({ at }) => at >= from && at < to);
    same(await pages({ from, to }, 2), inside);
    same(
      await pages({ from, kind: "fill" }, 1),
      all.filter(({ at, kind }) => at >= from && kind === "fill"),
    );
    same(
      await pages({ to, assetId, kind: "fill" }, 1),
      all.filter(({ at, kind }) => at < to && kind === "fill"),
    );
    same(await pages({ from: to, to: from }, 5), []);
  });

  it("make a chain: each carries the hash of the one before (R-TRADE-2)", () => {
    const oldestFirst = [...all].reverse();
    for (const [position, entry] of oldestFirst.entries()) {
      if (position > 0) assert.equal(entry.prevHash, oldestFirst[position - 1]?.hash);
    }
  });
});
