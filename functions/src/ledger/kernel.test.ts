import assert from "node:assert/strict";
import { inspect } from "node:util";
import { describe, it } from "mocha";
import {
  accepted,
  btc,
  buy,
  contextAt,
  deepFreeze,
  deposit,
  funded,
  hold,
  limits,
  marketContext,
  noonMs,
  quoteAt,
  release,
  sell,
  withdraw,
} from "../../test/simulation/ground.js";
import { marketRefusals } from "../../test/simulation/market-refusals.js";
import { orderRefusals, type RefusalRow } from "../../test/simulation/order-refusals.js";
import { accountRecord } from "./account-record.js";
import { opening } from "../../test/simulation/opened-book.js";
import { emptyAccount, type Account } from "./account.js";
import { proofOf, type Command, type DecisionContext } from "./command.js";
import { canonicalJson } from "./entry-record.js";
import type { EntryDraft, Posting } from "./entry.js";
import { decide } from "./kernel.js";
import { rejectionReasons } from "./rejection.js";

const price = 30_000_00n;
const market = marketContext(btc, quoteAt(price));
const rich = funded(1_000_000_00n);
/** 1 BTC for 30,000.00 and 30.00 of fee. */
const holder = accepted(rich, buy("o1", 100_000_000n), market).account;
const depositEntry = accepted(emptyAccount("ann"), deposit("d1", 10_00n)).entries[0] as EntryDraft;
const holdEntry = accepted(rich, hold("h1", "USD", 1n)).entries[0] as EntryDraft;

/** One row or more a reason: what is refused, and a twin that differs in one fact and is accepted. */
const refusals: RefusalRow[] = [
  [
    "account_is_frozen",
    "any command",
    [{ ...rich, status: "frozen" }, deposit("d", 1n), contextAt()],
    [rich, deposit("d", 1n), contextAt()],
  ],
  [
    "account_is_closed",
    "any command",
    [{ ...rich, status: "closed" }, deposit("d", 1n), contextAt()],
    [rich, deposit("d", 1n), contextAt()],
  ],
  [
    "amount_not_positive",
    "a deposit of nothing",
    [rich, deposit("d", 0n), contextAt()],
    [rich, deposit("d", 1n), contextAt()],
  ],
  [
    "amount_not_positive",
    "a withdrawal of less",
    [rich, withdraw("w", -1n), contextAt()],
    [rich, withdraw("w", 1n), contextAt()],
  ],
  [
    "amount_not_positive",
    "a hold of nothing",
    [rich, hold("h", "USD", 0n), contextAt()],
    [rich, hold("h", "USD", 1n), contextAt()],
  ],
  [
    "insufficient_funds",
    "a withdrawal above what is there",
    [funded(5n), withdraw("w", 6n), contextAt()],
    [funded(5n), withdraw("w", 5n), contextAt()],
  ],
  [
    "insufficient_funds",
    "a hold above what is there",
    [funded(5n), hold("h", "USD", 6n), contextAt()],
    [funded(5n), hold("h", "USD", 5n), contextAt()],
  ],
  [
    "insufficient_funds",
    "a buy whose fee does not fit",
    [funded(30_029_99n), buy("o", 100_000_000n), market],
    [funded(30_030_00n), buy("o", 100_000_000n), market],
  ],
  [
    "insufficient_funds",
    "a withdrawal of what is held",
    [accepted(funded(5n), hold("h", "USD", 1n)).account, withdraw("w", 5n), contextAt()],
    [accepted(funded(5n), hold("h", "USD", 1n)).account, withdraw("w", 4n), contextAt()],
  ],
  [
    "insufficient_funds",
    "a buy on what is held",
    [accepted(funded(30_030_00n), hold("h", "USD", 1n)).account, buy("o", 100_000_000n), market],
    [funded(30_030_00n), buy("o", 100_000_000n), market],
  ],
  [
    "insufficient_holdings",
    "a sale of what is not held",
    [rich, sell("o", 100_000n), market],
    [holder, sell("o", 100_000n), market],
  ],
  [
    "insufficient_holdings",
    "a sale of more than is held",
    [holder, sell("o", 100_001_000n), market],
    [holder, sell("o", 100_000_000n), market],
  ],
  [
    "insufficient_holdings",
    "a sale of what a hold reserves",
    [accepted(holder, hold("h", "BTC", 1n)).account, sell("o", 100_000_000n), market],
    [accepted(holder, hold("h", "BTC", 1n)).account, sell("o", 99_999_000n), market],
  ],
  [
    "insufficient_holdings",
    "a hold of an asset that is not there",
    [rich, hold("h", "BTC", 1n), contextAt()],
    [holder, hold("h", "BTC", 1n), contextAt()],
  ],
  [
    "daily_deposit_limit_reached",
    "a deposit above the limit",
    [emptyAccount("ann"), deposit("d", 100_000_01n), contextAt()],
    [emptyAccount("ann"), deposit("d", 100_000_00n), contextAt()],
  ],
  [
    "daily_withdrawal_limit_reached",
    "a withdrawal above the limit",
    [rich, withdraw("w", 50_000_01n), contextAt()],
    [rich, withdraw("w", 50_000_00n), contextAt()],
  ],
  ...marketRefusals,
  ...orderRefusals,
  [
    "hold_not_found",
    "a release of no hold",
    [rich, release("r", "h"), contextAt()],
    [accepted(rich, hold("h", "USD", 1n)).account, release("r", "h"), contextAt()],
  ],
  [
    "entry_cannot_be_reversed",
    "the reversal of a hold",
    [rich, { kind: "reverse", entry: holdEntry }, contextAt()],
    [rich, { kind: "reverse", entry: depositEntry }, contextAt()],
  ],
  [
    "entry_cannot_be_reversed",
    "the reversal of a deposit that is spent",
    [funded(9_99n), { kind: "reverse", entry: depositEntry }, contextAt()],
    [funded(10_00n), { kind: "reverse", entry: depositEntry }, contextAt()],
  ],
  [
    "entry_cannot_be_reversed",
    "the reversal of another user's entry",
    [funded(10_00n, "bob"), { kind: "reverse", entry: depositEntry }, contextAt()],
    [funded(10_00n, "ann"), { kind: "reverse", entry: depositEntry }, contextAt()],
  ],
  [
    "account_has_entries",
    "the opening of an account that is in use",
    [funded(1n), opening, contextAt()],
    [emptyAccount("ann"), opening, contextAt()],
  ],
];

describe("kernel: refusals (R-TRADE-2, R-TRADE-3)", () => {
  for (const [reason, what, refused, allowed] of refusals) {
    it(`refuses ${what}: ${reason}`, () => {
      const decision = decide(...refused);
      assert.equal(decision.accepted, false);
      assert.equal(!decision.accepted && decision.reason, reason);
      const twin = decide(...allowed);
      assert.ok(twin.accepted, `the twin is refused: ${inspect(twin)}`);
    });
  }

  it("has a row for every reason", () => {
    const covered = new Set(refusals.map(([reason]) => reason));
    assert.deepEqual(
      rejectionReasons.filter((reason) => !covered.has(reason)),
      [],
    );
  });

  it("says what was needed and what was there, as decimals", () => {
    const decision = decide(funded(5n), withdraw("w", 6n), contextAt());
    assert.deepEqual(decision, {
      accepted: false,
      reason: "insufficient_funds",
      facts: { needed: "0.06", available: "0.05" },
    });
  });
});

const short = ({ assetId, account, bucket, amount, balanceAfter }: Posting) =>
  `${assetId} ${account}.${bucket} ${amount} -> ${balanceAfter}`;

/** Section 6 of the semantics: the postings of each command, in smallest units. */
const postings: [string, Account, Command, DecisionContext, string[]][] = [
  [
    "deposit",
    funded(5n),
    deposit("d", 10n),
    contextAt(),
    ["USD world.available -10 -> null", "USD ann.available 10 -> 15"],
  ],
  [
    "withdraw",
    funded(15n),
    withdraw("w", 10n),
    contextAt(),
    ["USD ann.available -10 -> 5", "USD world.available 10 -> null"],
  ],
  [
    "hold",
    funded(15n),
    hold("h", "USD", 10n),
    contextAt(),
    ["USD ann.available -10 -> 5", "USD ann.held 10 -> 10"],
  ],
  [
    "release",
    accepted(funded(15n), hold("h", "USD", 10n)).account,
    release("r", "h"),
    contextAt(),
    ["USD ann.held -10 -> 0", "USD ann.available 10 -> 15"],
  ],
  [
    "fill of a buy",
    funded(40_000_00n),
    buy("o", 100_000_000n),
    market,
    [
      "USD ann.available -3000000 -> 1000000",
      "USD market.available 3000000 -> null",
      "USD ann.available -3000 -> 997000",
      "USD fees.available 3000 -> null",
      "BTC market.available -100000000 -> null",
      "BTC ann.available 100000000 -> 100000000",
    ],
  ],
  [
    "fill of a sell",
    holder,
    sell("o", 50_000_000n),
    market,
    [
      "BTC ann.available -50000000 -> 50000000",
      "BTC market.available 50000000 -> null",
      "USD market.available -1500000 -> null",
      "USD ann.available 1500000 -> 98497000",
      "USD ann.available -1500 -> 98495500",
      "USD fees.available 1500 -> null",
    ],
  ],
  [
    "reversal",
    funded(15_00n),
    { kind: "reverse", entry: depositEntry },
    contextAt(),
    ["USD world.available 1000 -> null", "USD ann.available -1000 -> 500"],
  ],
  [
    "opening of a holding",
    emptyAccount("ann"),
    {
      ...{ kind: "open", requestId: "m", cash: 0n },
      holdings: [{ assetId: "BTC", scale: 8, quantity: 50_000_000n, cost: 12_345_67n }],
    },
    contextAt(),
    [
      "USD world.available -1234567 -> null",
      "USD market.available 1234567 -> null",
      "BTC market.available -50000000 -> null",
      "BTC ann.available 50000000 -> 50000000",
    ],
  ],
];

describe("kernel: postings (R-TRADE-2)", () => {
  for (const [kind, account, command, context, expected] of postings) {
    it(`posts a ${kind}`, () => {
      const { entries, account: after } = accepted(account, command, context);
      assert.deepEqual(
        entries.map((entry) => entry.postings.map(short)),
        [expected],
      );
      assert.equal(entries[0]?.seq, account.seq + 1);
      assert.equal(after.seq, account.seq + 1);
      assert.equal(entries[0]?.atMs, noonMs);
    });
  }

  it("names entries after what they are the entry of", () => {
    const names = postings.map(([, account, command, context]) => {
      const { entries } = accepted(account, command, context);
      const proof = proofOf(command);
      return [entries[0]?.entryId, `${proof?.collection}/${proof?.id}`];
    });
    assert.deepEqual(names, [
      ["request.d", "entries/request.d"],
      ["request.w", "entries/request.w"],
      ["request.h", "entries/request.h"],
      ["request.r", "entries/request.r"],
      ["order.o.1", "orders/o"],
      ["order.o.1", "orders/o"],
      ["reversal.request.d1", "entries/reversal.request.d1"],
      ["opening.1", "entries/opening.1"],
    ]);
  });
});

describe("kernel: purity", () => {
  const rows = [
    ...refusals.flatMap(([, what, refused, allowed]) => [
      [what, ...refused] as const,
      [what, ...allowed] as const,
    ]),
    ...postings.map(([what, ...inputs]) => [what, inputs[0], inputs[1], inputs[2]] as const),
  ];

  it("never changes what it is given and answers the same twice", () => {
    for (const [what, account, command, context] of rows) {
      const inputs: [Account, Command, DecisionContext] = [account, command, context];
      const frozen = deepFreeze(structuredClone(inputs));
      const first = decide(...frozen);
      assert.deepEqual(decide(...frozen), first, what);
      assert.deepEqual(frozen, [account, command, context], what);
    }
  });

  it("changes no byte of the account when it refuses", () => {
    for (const [, what, refused] of refusals) {
      const before = canonicalJson(accountRecord(refused[0]));
      const decision = decide(...refused);
      assert.equal("account" in decision, false, what);
      assert.equal(canonicalJson(accountRecord(refused[0])), before, what);
    }
  });

  it("takes limits from the context, never from before", () => {
    const tight = contextAt({ limits: { ...limits, dailyDepositMax: 5n } });
    assert.equal(decide(emptyAccount("ann"), deposit("d", 6n), tight).accepted, false);
    assert.equal(decide(emptyAccount("ann"), deposit("d", 6n), contextAt()).accepted, true);
  });
});
