import assert from "node:assert/strict";
import { describe, it } from "mocha";
import type { Fault } from "../../test/simulation/faulty-store.js";
import { createModelStore, documentsOf } from "../../test/simulation/model-store.js";
import { btc, buy, deposit, hold, limits, noonMs, quoteAt, withdraw } from "../../test/simulation/ground.js";
import type { Command, DecisionContext } from "./command.js";
import { CommitFailure } from "./commit-failure.js";
import { Committer, type CommitEvent, type Outcome } from "./committer.js";
import type { Submission } from "./fold.js";
import { StoreFailure, type LedgerStore } from "./store-port.js";

const uid = "ann";

type Asking = { request?: Record<string, string>; context?: Partial<DecisionContext> };

function submission(command: Command, { request, context }: Asking = {}): Submission {
  const { kind } = command;
  const input = "amount" in command ? { kind, amount: String(command.amount) } : { kind };
  return { command, request: request ?? input, context: { limits, ...context } };
}

/** A process: a committer over a store that may be bent; faults are taken one a call, then there are none. */
function openProcess(
  store = createModelStore(),
  bend: (plain: LedgerStore) => Partial<LedgerStore> = () => ({}),
) {
  const faults: Fault[] = [];
  const events: CommitEvent[] = [];
  const time = { nowMs: noonMs };
  const name = `p${Math.random().toString(36).slice(2)}`;
  const plain = store.connect({
    name,
    turn: () => Promise.resolve(),
    nextFault: () => faults.shift() ?? "none",
    isDead: () => false,
  });
  let ids = 0;
  const committer = new Committer({
    store: { ...plain, ...bend(plain) },
    clock: () => time.nowMs,
    newId: () => `${name}-${++ids}`,
    random: () => 0,
    sleep: () => Promise.resolve(),
    observe: (event) => events.push(event),
  });
  const submit = (command: Command, asking: Asking = {}) =>
    committer.submit(uid, submission(command, asking));
  return { committer, store, submit, faults, events, time, plain };
}

function committed(outcome: Outcome) {
  assert.equal(outcome.kind, "committed");
  return outcome;
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => assert.fail("nothing was thrown"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof CommitFailure, String(error));
  return error.reason;
}

describe("committer", () => {
  it("joins commands that arrive together into one commit (R-TRADE-8)", async () => {
    const { submit, store, events } = openProcess();
    await submit(deposit("funds", 100_00n));
    const outcomes = await Promise.all([1, 2, 3, 4].map((n) => submit(withdraw(`w${n}`, 10_00n))));
    assert.deepEqual(
      outcomes.map(({ kind }) => kind),
      ["committed", "committed", "committed", "committed"],
    );
    assert.equal(store.writes.count, 2);
    assert.deepEqual(events.at(-1), { uid, result: "committed", commands: 4 });
  });

  it("answers a repeat with the first record and writes nothing", async () => {
    const { submit, store } = openProcess();
    const first = committed(await submit(deposit("d1", 100_00n)));
    const writes = store.writes.count;
    const again = committed(await submit(deposit("d1", 100_00n)));
    assert.deepEqual([first.replayed, again.replayed], [false, true]);
    assert.deepEqual(again.record, first.record);
    assert.equal(store.writes.count, writes);
  });

  it("names the fields in which a repeat differs and writes nothing", async () => {
    const { submit, store } = openProcess();
    await submit(deposit("d1", 100_00n));
    const writes = store.writes.count;
    const outcome = await openProcess(store).submit(deposit("d1", 100_01n));
    assert.deepEqual(outcome, { kind: "mismatch", fields: ["amount"] });
    assert.equal(store.writes.count, writes);
  });

  it("never refuses on the state that it remembers", async () => {
    const store = createModelStore();
    const [here, there] = [openProcess(store), openProcess(store)];
    await here.submit(deposit("d1", 10_00n));
    await there.submit(deposit("d2", 90_00n));
    committed(await here.submit(withdraw("w1", 100_00n)));
  });

  it("decides again when another process has won", async () => {
    const store = createModelStore();
    const [here, there] = [openProcess(store), openProcess(store)];
    await here.submit(deposit("d1", 10_00n));
    await there.submit(deposit("d2", 90_00n));
    const { account } = committed(await here.submit(deposit("d3", 1_00n)));
    assert.deepEqual([account.seq, account.balances.USD?.available], [3, 101_00n]);
    assert.deepEqual(
      here.events.map(({ result }) => result),
      ["committed", "conflict", "committed"],
    );
  });

  it("commits in turns what one batch has no room for", async () => {
    const { submit, store } = openProcess();
    const ballast = { ballast: "x".repeat(1024 * 1024) };
    const outcomes = await Promise.all(
      Array.from({ length: 9 }, (_, n) => submit(deposit(`d${n}`, 1_00n), { request: ballast })),
    );
    assert.ok(outcomes.every(({ kind }) => kind === "committed"));
    assert.equal(store.writes.count, 3);
    assert.equal(documentsOf(store, uid).account?.balances.USD?.available, "9.00");
  });

  it("takes at most 250 commands into one batch", async () => {
    const { submit, events } = openProcess();
    await Promise.all(Array.from({ length: 501 }, (_, n) => submit(deposit(`d${n}`, 1n))));
    assert.deepEqual(
      events.map(({ commands }) => commands),
      [250, 250, 1],
    );
  });

  it("answers two commands with one id from one document", async () => {
    const { submit, store } = openProcess();
    const [first, second, other] = await Promise.all([
      submit(deposit("d1", 10_00n)),
      submit(deposit("d1", 10_00n)),
      submit(deposit("d1", 11_00n)),
    ]);
    assert.deepEqual([committed(first).replayed, committed(second).replayed], [false, true]);
    assert.deepEqual(other, { kind: "mismatch", fields: ["amount"] });
    assert.equal(documentsOf(store, uid).entries.length, 1);
  });

  it("commits the rest when one of a group turns out to be a repeat", async () => {
    const store = createModelStore();
    await openProcess(store).submit(deposit("d1", 10_00n));
    const { submit } = openProcess(store);
    const [repeat, fresh] = await Promise.all([submit(deposit("d1", 10_00n)), submit(deposit("d2", 5_00n))]);
    assert.equal(committed(repeat).replayed, true);
    assert.equal(committed(fresh).replayed, false);
    assert.equal(documentsOf(store, uid).account?.balances.USD?.available, "15.00");
  });

  it("answers a repeat from before an account was frozen, and refuses what is new", async () => {
    const store = createModelStore();
    const first = openProcess(store);
    await first.submit(deposit("d1", 10_00n));
    const { version } = await first.plain.readAccount(uid);
    await first.plain.freeze(uid, version, "for this test");
    const { submit } = openProcess(store);
    assert.equal(committed(await submit(deposit("d1", 10_00n))).replayed, true);
    const outcome = await submit(deposit("d2", 10_00n));
    assert.equal(outcome.kind === "rejected" && outcome.rejection.reason, "account_is_frozen");
  });

  it("does not take a repeated hold for a violated invariant", async () => {
    const store = createModelStore();
    const first = openProcess(store);
    await first.submit(deposit("d1", 10_00n));
    await first.submit(hold("h1", "USD", 4_00n));
    const again = committed(await openProcess(store).submit(hold("h1", "USD", 4_00n)));
    assert.equal(again.replayed, true);
    assert.equal(documentsOf(store, uid).account?.status, "active");
  });

  it("freezes an account on a violated invariant and refuses the group", async () => {
    const store = createModelStore();
    const broken = openProcess(store, (plain) => ({
      readAccount: async () => {
        const state = await plain.readAccount(uid);
        const balances = { USD: { scale: 2, available: 5_00n, held: 1n } };
        return state.account.status === "frozen"
          ? state
          : { ...state, account: { ...state.account, balances } };
      },
    }));
    await openProcess(store).submit(deposit("d1", 5_00n));
    const outcome = await broken.submit(withdraw("w1", 1_00n));
    assert.equal(outcome.kind === "rejected" && outcome.rejection.reason, "account_is_frozen");
    const { account, entries } = documentsOf(store, uid);
    assert.equal(account?.status, "frozen");
    assert.equal(account?.balances.USD?.available, "5.00");
    assert.equal(entries.length, 1);
    assert.ok([...store.documents.keys()].some((path) => path.startsWith("securityEvents/")));
  });

  it("answers a repeat with an account that has its effect", async () => {
    const store = createModelStore();
    const elsewhere = openProcess(store);
    await elsewhere.submit(deposit("d1", 10_00n));
    const { submit } = openProcess(store, (plain) => ({
      readProofs: async (owner, proofs) => {
        // Between this process's look at the account and its look at the proof, another one commits.
        await elsewhere.submit(deposit("d2", 10_00n));
        await elsewhere.submit(withdraw("w1", 20_00n));
        return plain.readProofs(owner, proofs);
      },
    }));
    const repeat = await submit(withdraw("w1", 20_00n));
    const { account, record } = committed(repeat);
    assert.ok("seq" in record && account.seq >= record.seq, "the account is older than its own entry");
  });

  it("fails a command that cannot be decided alone, not the commands beside it", async () => {
    const { submit } = openProcess();
    const noMarket = submit(buy("o1", 10_000n)).then(
      () => "answered",
      (error: unknown) => (error instanceof TypeError ? "TypeError" : String(error)),
    );
    const [sane, broken] = await Promise.all([submit(deposit("d1", 10_00n)), noMarket]);
    assert.equal(sane.kind, "committed");
    assert.equal(broken, "TypeError");
  });
});

describe("committer, when a commit's outcome is unknown", () => {
  it("finds a commit whose answer was lost", async () => {
    const { submit, faults, store } = openProcess();
    faults.push("none", "lose");
    assert.equal(committed(await submit(deposit("d1", 10_00n))).replayed, false);
    assert.equal(store.writes.count, 1);
  });

  it("tries again a commit that did not happen", async () => {
    const { submit, faults, store } = openProcess();
    faults.push("none", "fail");
    assert.equal(committed(await submit(deposit("d1", 10_00n))).replayed, false);
    assert.equal(store.writes.count, 1);
  });

  for (const fault of ["retry", "late_retry", "late"] as const) {
    it(`takes its own document for its own, not for a repeat (${fault})`, async () => {
      const { submit, faults, store } = openProcess();
      await submit(deposit("d0", 1_00n));
      faults.push(fault);
      assert.equal(committed(await submit(deposit("d1", 10_00n))).replayed, false);
      assert.equal(documentsOf(store, uid).account?.balances.USD?.available, "11.00");
    });
  }

  it("does not refuse a command while an earlier commit of it may still take effect", async () => {
    const late: (() => Promise<unknown>)[] = [];
    const { submit, time, store } = openProcess(undefined, (plain) => ({
      commit: (batch) => {
        if (batch.newOrders.length === 0) return plain.commit(batch);
        late.push(() => plain.commit(batch));
        time.nowMs += 60_000;
        return Promise.reject(new StoreFailure("unknown", "deadline"));
      },
    }));
    await submit(deposit("d1", 1_000_00n));
    const market = { terms: btc, quote: quoteAt(30_000_00n, { validForMs: 5_000 }) };
    const answer = reasonOf(submit(buy("o1", 100_000n), { context: { market } }));
    assert.equal(await answer, "outcome_is_unknown");
    await Promise.all(late.map((apply) => apply()));
    assert.equal(documentsOf(store, uid).orders.length, 1);
  });

  it("refuses for good once another commit has ruled the earlier one out", async () => {
    let attempts = 0;
    const store = createModelStore();
    const elsewhere = openProcess(store);
    const { submit, time } = openProcess(store, (plain) => ({
      commit: async (batch) => {
        if (batch.newOrders.length === 0 || attempts++ > 0) return plain.commit(batch);
        time.nowMs += 60_000;
        await elsewhere.submit(deposit("d2", 1_00n));
        throw new StoreFailure("unknown", "deadline");
      },
    }));
    await submit(deposit("d1", 1_000_00n));
    const market = { terms: btc, quote: quoteAt(30_000_00n, { validForMs: 5_000 }) };
    const outcome = await submit(buy("o1", 100_000n), { context: { market } });
    assert.equal(outcome.kind === "rejected" && outcome.rejection.reason, "quote_is_stale");
  });

  it("says that the outcome is unknown when no look at it succeeds", async () => {
    const { submit, faults } = openProcess();
    faults.push("none", ...Array.from({ length: 60 }, () => "fail" as const));
    assert.equal(await reasonOf(submit(deposit("d1", 10_00n))), "outcome_is_unknown");
  });

  it("does not promise that nothing was stored when a later try is refused by the store", async () => {
    const { submit, faults } = openProcess();
    faults.push("none", "fail", "none", "none", "refuse");
    assert.equal(await reasonOf(submit(deposit("d1", 10_00n))), "outcome_is_unknown");
  });

  it("says that the store refused when nothing else can have happened", async () => {
    const { submit, faults, store } = openProcess();
    faults.push("none", "refuse");
    assert.equal(await reasonOf(submit(deposit("d1", 10_00n))), "store_refused");
    assert.equal(store.writes.count, 0);
  });

  it("looks for its document before it gives up on a busy account", async () => {
    let commits = 0;
    const { submit } = openProcess(undefined, (plain) => ({
      // The SDK's hidden second try: the first one happened, its answer was lost.
      commit: async (batch) => {
        if (commits++ === 0) await plain.commit(batch);
        throw new StoreFailure("conflict", "precondition");
      },
    }));
    const outcome = await submit(deposit("d1", 10_00n));
    assert.equal(committed(outcome).replayed, false);
  });

  it("says that the account is busy when others win every time", async () => {
    const { submit, store } = openProcess(undefined, () => ({
      commit: () => Promise.reject(new StoreFailure("conflict", "precondition")),
    }));
    assert.equal(await reasonOf(submit(deposit("d1", 10_00n))), "account_is_busy");
    assert.equal(store.writes.count, 0);
  });
});

describe("committer, when it closes", () => {
  it("answers what it took and refuses what comes after", async () => {
    const { committer, submit } = openProcess();
    let answered = "";
    void submit(deposit("d1", 10_00n)).then(({ kind }) => (answered = kind));
    const closed = committer.close();
    assert.equal(await reasonOf(submit(deposit("d2", 10_00n))), "shutting_down");
    await closed;
    assert.equal(answered, "committed");
  });

  it("takes at most 5,000 commands behind one account", async () => {
    const { submit } = openProcess(undefined, () => ({ readAccount: () => new Promise(() => undefined) }));
    void submit(deposit("first", 1n));
    await new Promise((resolve) => setImmediate(resolve));
    for (let n = 0; n < 5_000; n++) void submit(deposit(`d${n}`, 1n));
    assert.equal(await reasonOf(submit(deposit("last", 1n))), "account_is_busy");
  });
});
