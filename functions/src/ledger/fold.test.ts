import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { contextAt, deposit, limits, withdraw } from "../../test/simulation/ground.js";
import { emptyAccount } from "./account.js";
import type { Command } from "./command.js";
import { fold } from "./fold.js";

const tight = { ...limits, dailyDepositMax: 100_00n, dailyWithdrawalMax: 50_00n };
const { nowMs, ...context } = contextAt({ limits: tight });
const item = (command: Command) => ({ command, context, request: { kind: command.kind } });

describe("a group of commands", () => {
  it("passes no daily limit together that one of them may reach alone (R-TRADE-2)", () => {
    const commands = [deposit("d1", 60_00n), deposit("d2", 60_00n), deposit("d3", 40_00n)];
    const moves = [withdraw("w1", 30_00n), withdraw("w2", 30_00n), withdraw("w3", 20_00n)];
    const plan = fold(emptyAccount("ann"), [...commands, ...moves].map(item), nowMs, "c");
    assert.deepEqual(
      plan.refused.map(({ item: { command }, rejection }) => [
        "requestId" in command ? command.requestId : "",
        rejection.reason,
      ]),
      [
        ["d2", "daily_deposit_limit_reached"],
        ["w2", "daily_withdrawal_limit_reached"],
      ],
    );
    assert.equal(plan.account.balances.USD?.available, 50_00n);
  });
});
