import assert from "node:assert/strict";
import fc from "fast-check";
import { before, describe, it } from "mocha";
import { oracleComplaints } from "../simulation/agreement.js";
import { scenarioOf } from "../simulation/scenario.js";
import { simulate, type SimulationResult } from "../simulation/simulate.js";
import { check } from "./checker.js";
import type { CommitHistory, ObservedCall } from "./history.js";

/** A right history with orders that rest, are filled, replaced and cancelled, and its store's record. */
async function history(): Promise<SimulationResult> {
  let result: SimulationResult | undefined;
  const property = fc.asyncProperty(
    fc.scheduler(),
    scenarioOf({ min: 120, max: 120 }),
    async (turns, drawn) => {
      result = await simulate(turns, drawn);
    },
  );
  await fc.assert(property, { seed: 2, numRuns: 1 });
  return result ?? assert.fail();
}

describe("checker, where the store was watched (R-TEST-4)", () => {
  let right: SimulationResult;
  before(async () => {
    right = await history();
  });

  const problems = (calls: readonly ObservedCall[], watched: CommitHistory = right.history) =>
    check(calls, right.documents, watched).map(({ problem }) => problem);
  const doctored = (kind: string, change: (call: ObservedCall) => ObservedCall) => {
    const index = right.calls.findIndex(
      ({ decidedBy, answer }) =>
        decidedBy?.command.kind === kind && answer.kind === "accepted" && !answer.replayed,
    );
    assert.ok(index >= 0, `no ${kind} was accepted`);
    return right.calls.map((call, at) => (at === index ? change(call) : call));
  };

  it("finds nothing in a right history", () => {
    assert.deepEqual(problems(right.calls), []);
  });

  for (const kind of ["match", "cancel", "place"]) {
    it(`finds an accepted ${kind} that is said to be without effect`, () => {
      const calls = doctored(kind, (call) => ({ ...call, answer: { kind: "failed", applied: "no" } }));
      assert.ok(problems(calls).includes("is said to be without effect, and has one"));
    });
  }

  it("finds an answer with a record that never was", () => {
    const calls = doctored("match", (call) => {
      assert.equal(call.answer.kind, "accepted");
      return {
        ...call,
        answer: { ...call.answer, record: { ...call.answer.record, mark: "1" } },
      };
    });
    assert.ok(problems(calls).includes("was answered with a record that never was"));
  });

  it("finds a commit that its commands do not make", () => {
    const at = right.history.commits.findIndex(({ batch }) => batch.changedOrders.length > 0);
    const commits = right.history.commits.map((commit, index) =>
      index === at ? { ...commit, batch: { ...commit.batch, changedOrders: [] } } : commit,
    );
    assert.ok(
      problems(right.calls, { ...right.history, commits }).includes(
        "wrote other orders than its commands make",
      ),
    );
  });

  it("holds matches against the oracle: another tick would have been another fill", () => {
    const steps = right.replayed.steps.map((step) =>
      step.command.kind === "match" && step.outcome.accepted
        ? { ...step, command: { ...step.command, ticks: [] } }
        : step,
    );
    assert.deepEqual(oracleComplaints(right.replayed), []);
    assert.ok(oracleComplaints({ ...right.replayed, steps }).length > 0);
  });
});
