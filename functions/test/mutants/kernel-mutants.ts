/** Bugs of the kernel, the records and the amounts. */
import { mutant, type Mutant } from "./mutant.js";

export const kernelMutants: readonly Mutant[] = [
  mutant(
    "a sale of what is not held",
    "enter",
    "if (needed <= available) return null;",
    'if (needed <= available || order.side === "sell") return null;',
  ),
  mutant(
    "holds are not counted when a withdrawal is checked",
    "movement",
    "if (command.amount > available) {",
    "if (command.amount > available + balanceOf(account, settlementAssetId, settlementScale).held) {",
  ),
  mutant(
    "holds are not counted when a buy is checked",
    "enter",
    "if (needed <= available) return null;",
    "if (needed <= available + balanceOf(account, paying.assetId, paying.scale).held) return null;",
  ),
  mutant(
    "the fee is forgotten when a buy is checked",
    "trade",
    "fill.value + fill.fee : fill.quantity",
    "fill.value : fill.quantity",
  ),
  mutant(
    "an account in use is opened again",
    "opening",
    "if (account.seq > 0 || account.orders.size > 0)",
    "if (account.orders.size > 0)",
  ),
  mutant(
    "a holding comes in without its cost",
    "opening",
    'move(draft, settlementAssetId, settlementScale, "world", "market", cost);',
    "",
  ),
  mutant(
    "a holding loses the cost that it came with",
    "opening",
    "const position = { assetId, cost, realised: 0n };",
    "const position = { assetId, cost: 0n, realised: 0n };",
  ),
  mutant(
    "the deposit limit looks at one deposit at a time",
    "movement",
    "const deposited = daily.deposited + command.amount;",
    "const deposited = command.amount;",
  ),
  mutant(
    "the withdrawal limit is forgotten after each withdrawal",
    "movement",
    "{ daily: { ...daily, withdrawn } }",
    "{ daily }",
  ),
  mutant(
    "a daily limit is checked outside the commit, on the state before the group",
    "fold",
    "decide(account, item.command,",
    "decide({ ...account, daily: start.daily }, item.command,",
  ),
  mutant(
    "the day is that of the clock, also when it goes back",
    "conclude",
    "return Math.max(context.nowMs, account.atMs);",
    "return context.nowMs;",
  ),
  mutant(
    "cost rounds down, in the user's favour",
    "pricing",
    'valueDivisor(scales), side === "buy" ? "up" : "down"',
    'valueDivisor(scales), "down"',
  ),
  mutant(
    "proceeds round up, in the user's favour",
    "pricing",
    'valueDivisor(scales), side === "buy" ? "up" : "down"',
    'valueDivisor(scales), "up"',
  ),
  mutant(
    "fees round down, in the user's favour",
    "pricing",
    'divide(value * feeRate, feeRateScale, "up")',
    'divide(value * feeRate, feeRateScale, "down")',
  ),
  mutant("a notional is overshot by a step", "pricing", "return enough * step;", "return tooMany * step;"),
  mutant(
    "a notional leaves out a step that fits",
    "pricing",
    "if (fits(middle)) enough = middle;",
    "if (fits(middle + 1n)) enough = middle;",
  ),
  mutant("the cost of a sale rounds up", "trade", 'available + held, "down")', 'available + held, "up")'),
  mutant(
    "the cost of a sale is shared over what is available only",
    "trade",
    'available + held, "down")',
    'available, "down")',
  ),
  mutant(
    "the fee is not part of the cost",
    "trade",
    "cost: fill.value + fill.fee, realised: 0n",
    "cost: fill.value, realised: 0n",
  ),
  mutant("a stale quote trades", "place", "ageMs > quote.validForMs", "ageMs < 0"),
  mutant(
    "depth is not a bound",
    "enter",
    "return depth - (depth % quantityStep);",
    "return depth > 0n ? quantity : depth;",
  ),
  mutant("a halted asset trades", "place", 'terms.status === "halted"', "terms.scale < 0"),
  mutant(
    "the minimum holds for no sale at all",
    "place",
    'side === "sell" && quantity > 0n && quantity === quantityOf(account, terms.assetId);',
    'side === "sell";',
  ),
  mutant(
    "the fee goes to the market's account",
    "trade",
    'pay("fees", fill.fee);',
    'pay("market", fill.fee);',
  ),
  mutant("a frozen account trades on", "kernel", 'account.status === "frozen"', "account.seq < 0"),
  mutant(
    "invariants are not asserted",
    "kernel",
    "if (decision.accepted) assertDecision(account, decision, context);",
    "",
  ),
  mutant("a released hold stays", "movement", "holds.delete(holdId);", ""),
  mutant(
    "a hold changes the account that it was given",
    "movement",
    "new Map(account.holds).set(",
    "(account.holds as Map<string, Hold>).set(",
    [
      {
        find: "houseAccounts, positionOf, type Account }",
        replace: "houseAccounts, positionOf, type Account, type Hold }",
      },
    ],
  ),
  mutant(
    "a reversal keeps the profit",
    "movement",
    "cost: -change.cost, realised: -change.realised }",
    "cost: -change.cost, realised: 0n }",
  ),
  mutant("a reversal overdraws", "movement", "if (overdrawn || ", "if ("),
  mutant(
    "a hold can be reversed",
    "movement",
    '["deposit", "withdraw", "fill"]',
    '["deposit", "withdraw", "fill", "hold"]',
  ),
  mutant(
    "a reversal posts to strangers",
    "movement",
    "owner === account.uid || houseAccounts.some",
    "true || houseAccounts.some",
  ),
];

export const recordMutants: readonly Mutant[] = [
  mutant(
    "the hash depends on the order of keys",
    "entry-record",
    "Object.keys(object).sort()",
    "Object.keys(object)",
  ),
  mutant(
    "the hash leaves out the entry before",
    "entry-record",
    "sha256(canonicalJson(entry))",
    "sha256(canonicalJson({ ...entry, prevHash: null }))",
  ),
  mutant("entries are not chained", "fold", "      prevHash = sealed.hash;\n", ""),
  mutant(
    "fields that are missing in a repeat are not compared",
    "repeat",
    "[...Object.keys(request), ...Object.keys(accepted)]",
    "Object.keys(request)",
  ),
  {
    name: "long sums cannot be read back",
    file: "money/amount.ts",
    edits: [
      {
        find: "if (match === undefined) throw",
        replace: "if (match === undefined || integer.length > 20) throw",
      },
    ],
  },
  {
    name: "half a unit rounds down",
    file: "money/amount.ts",
    edits: [{ find: "remainder * 2n >= divisor", replace: "remainder * 2n > divisor" }],
  },
];
