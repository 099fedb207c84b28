import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { after, before, describe, it } from "mocha";
import { check } from "../../test/checker/checker.js";
import type { CommitHistory, FinalDocuments } from "../../test/checker/history.js";
import {
  connectFirestore,
  firestoreGround,
  readDocuments,
  uniqueUid,
  type Connected,
} from "../../test/simulation/firestore-ground.js";
import { deposit, limits, withdraw } from "../../test/simulation/ground.js";
import { scenarioOf } from "../../test/simulation/scenario.js";
import { simulate } from "../../test/simulation/simulate.js";
import { Committer, type Outcome } from "./committer.js";
import { createFirestoreStore } from "./store.js";

const scenarios = 8;
/** What is to be sent late has been sent after this. */
const settleMs = 300;

/** Time itself decides who goes next; what is late is so by some milliseconds. */
const realTurns = (idle: () => Promise<void>) => ({
  schedule: async <Value>(task: Promise<Value>, label = ""): Promise<Value> => {
    if (label.includes("late") || label.includes("thinks")) await sleep(Math.random() * 20);
    return task;
  },
  waitFor: <Value>(task: Promise<Value>) => task,
  waitIdle: async () => {
    await sleep(settleMs);
    await idle();
  },
});

describe("committers on Firestore (R-TRADE-8, R-TEST-4)", function () {
  this.timeout(120_000);
  let connected: Connected;

  before(() => {
    connected = connectFirestore();
  });
  after(() => connected.close());

  it(`keep every promise in ${scenarios} scenarios with faults and crashes`, async () => {
    let accepted = 0;
    for (let seed = 1; seed <= scenarios; seed++) {
      const [scenario] = fc.sample(scenarioOf({ min: 80, max: 120 }), { seed, numRuns: 1 });
      assert.ok(scenario);
      const ground = firestoreGround(connected);
      const { calls, complaints, documents, history } = await simulate(
        realTurns(ground.idle),
        scenario,
        ground,
      );
      // The SDK repeats a commit by itself: where its answer tells of the repeat only, the history lacks a commit.
      const found = isWhole(history, documents) ? complaints : check(calls, documents);
      assert.deepEqual(found, [], `seed ${seed}`);
      accepted += documents.entries.length;
    }
    assert.ok(accepted > scenarios * 10, `${accepted} entries`);
  });

  it("let four processes withdraw from one balance at once: what is there, not a cent more", async () => {
    const uid = uniqueUid();
    const clients = [connected, connectFirestore(), connectFirestore(), connectFirestore()];
    const committers = clients.map(({ db }, process) => openProcess(db, `${uid}-${process}`));
    const submit = (process: number, command: ReturnType<typeof deposit>) => {
      const request = { kind: command.kind };
      return committers[process]?.submit(uid, { command, context: { limits }, request }) as Promise<Outcome>;
    };
    await submit(0, deposit("funds", 50_00n));
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, n) => submit(n % 4, withdraw(`w${n % 100}`, 1_00n))),
    );
    const count = (kind: Outcome["kind"], replayed?: boolean) =>
      answers.filter((it) => it.kind === kind && (it.kind !== "committed" || it.replayed === replayed))
        .length;
    assert.equal(count("committed", false), 50);
    const { account, entries, orders } = await readDocuments(connected.db, uid);
    assert.ok(account);
    assert.equal(account.balances.USD?.available, "0.00");
    assert.equal(entries.length, 51);
    assert.deepEqual(check([], { account, entries, orders, setUpSeq: 51 }), []);
    await Promise.all(clients.slice(1).map((client) => client.close()));
  });
});

/** Whether every commit that the documents name was seen, each following the one before. */
function isWhole({ commits }: CommitHistory, { account, entries, orders }: FinalDocuments): boolean {
  const seen = new Set(commits.map(({ batch }) => batch.account.commitId));
  const versions = new Set(commits.map(({ version }) => version));
  const named = [...(account ? [account] : []), ...entries, ...orders].map(({ commitId }) => commitId);
  const follows = commits.every(({ batch }) => batch.guard === null || versions.has(batch.guard));
  return follows && named.every((commitId) => seen.has(commitId));
}

function openProcess(db: Connected["db"], name: string): Committer {
  let ids = 0;
  return new Committer({
    store: createFirestoreStore(db),
    clock: Date.now,
    newId: () => `${name}-${++ids}`,
    random: Math.random,
    sleep: (ms) => sleep(ms),
  });
}
