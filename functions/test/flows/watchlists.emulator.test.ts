import assert from "node:assert/strict";
import { doc, onSnapshot, type DocumentSnapshot } from "firebase/firestore";
import type { DeleteOutput, ListOutput, SaveOutput } from "../../src/watchlists/contract.js";
import { storedFor } from "../support/backend.js";
import { heard } from "../support/deadline.js";
import { refused, signUp, type Person } from "../support/people.js";

describe("watchlists", function () {
  this.timeout(180_000);
  let person: Person;
  let other: Person;
  before(async () => {
    [person, other] = await Promise.all([signUp(), signUp()]);
  });
  after(() => Promise.all([person.close(), other.close()]));

  const save = (watchlistId: string, assetIds: string[], name = "Mine") =>
    person.call<SaveOutput>("watchlists-save", { watchlistId, name, assetIds });
  const ids = async (who = person) =>
    (await who.call<ListOutput>("watchlists-list")).items.map(({ watchlistId }) => watchlistId);

  it("are made, heard live by their owner, replaced, and deleted (R-TRADE-1)", async () => {
    const made = await save("first", ["BTC"], "  Coins ");
    assert.deepEqual([made.watchlist.name, made.replayed], ["Coins", false]);
    const arrived = heard<DocumentSnapshot>(
      ...[60_000, "the second version"],
      (next, fail) => onSnapshot(doc(person.db, "users", person.uid, "watchlists", "first"), next, fail),
      (snapshot) => snapshot.get("name") === "Both",
    );
    const changed = await save("first", ["ETH", "BRK.B"], "Both");
    assert.deepEqual(changed.watchlist.assetIds, ["ETH", "BRK.B"]);
    assert.equal(changed.watchlist.createdAt, made.watchlist.createdAt);
    assert.deepEqual((await arrived).get("assetIds"), ["ETH", "BRK.B"]);
    const { items } = await person.call<ListOutput>("watchlists-list");
    assert.deepEqual(items, [changed.watchlist]);
    assert.deepEqual(await ids(other), []);
    const remove = () => person.call<DeleteOutput>("watchlists-delete", { watchlistId: "first" });
    assert.deepEqual(await remove(), { watchlistId: "first", existed: true });
    assert.deepEqual(await remove(), { watchlistId: "first", existed: false });
    assert.deepEqual(await ids(), []);
  });

  it("are not written by the same input again (R-TRADE-1)", async () => {
    const first = await save("again", ["BTC", "ETH"]);
    const before = await storedFor(person.uid);
    assert.deepEqual(await save("again", ["BTC", "ETH"]), { ...first, replayed: true });
    assert.deepEqual(await storedFor(person.uid), before);
    assert.equal((await save("again", ["ETH", "BTC"])).replayed, false, "the order counts");
    assert.equal((await save("again", [])).watchlist.assetIds.length, 0);
  });

  it("are at most twenty, also when the last places are taken at once (R-TRADE-1)", async () => {
    const have = (await ids()).length;
    for (let count = have; count < 18; count++) await save(`list-${count}`, []);
    const last = await Promise.allSettled(["w", "x", "y", "z"].map((id) => save(id, ["BTC"])));
    assert.equal(last.filter(({ status }) => status === "fulfilled").length, 2);
    assert.equal((await ids()).length, 20);
    const { facts, code } = await refused("too_many_watchlists", save("one-more", []));
    assert.deepEqual([facts, code], [{ limit: "20" }, "failed-precondition"]);
    assert.equal((await save("list-17", ["ETH"])).replayed, false, "a list that is there still changes");
    await person.call("watchlists-delete", { watchlistId: "list-17" });
    await save("one-more", []);
  });
});
