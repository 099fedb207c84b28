import assert from "node:assert/strict";
import type { AccountView } from "@bourse/functions/accounts/contract";
import { QueryClient } from "@tanstack/react-query";
import { accountKey, newer, noteHeard, showAnswered } from "./answered.js";

const account = (seq: number, uid = "u"): AccountView => ({
  ...{ uid, status: "active", seq, updatedAt: "2026-01-31T09:00:00.000Z" },
  ...{ balances: [], positions: [], openOrders: [] },
});

describe("The account of an answer", () => {
  let client: QueryClient;
  const shown = (uid = "u") => client.getQueryData<AccountView>(accountKey(uid))?.seq;
  beforeEach(() => {
    client = new QueryClient();
    client.setQueryData(accountKey("u"), account(3));
    // The stream is as far as all that is shown: nothing is opened anew.
    noteHeard(account(9));
  });
  afterEach(() => client.clear());

  it("is shown where it is newer, and only there", () => {
    showAnswered(client, { order: {}, account: account(5) });
    assert.equal(shown(), 5);
    showAnswered(client, { account: account(4) });
    assert.equal(shown(), 5);
  });

  it("is of no interest where nobody looks at it", () => {
    showAnswered(client, { account: account(5, "other") });
    assert.equal(shown("other"), undefined);
  });

  it("is not taken from answers that have none", () => {
    for (const answer of [undefined, null, "text", {}, { account: null }, { account: { uid: "u" } }]) {
      showAnswered(client, answer);
    }
    assert.equal(shown(), 3);
  });

  it("is not taken back by a stream that is behind", () => {
    assert.equal(newer(account(5), account(4)).seq, 5);
    assert.equal(newer(account(5), account(5)).seq, 5);
    assert.equal(newer(account(5), account(6)).seq, 6);
  });
});
