/** Bugs of the kernel, the records and the amounts. */
import { mutant, type Mutant } from "./mutant.js";

export const kernelMutants: readonly Mutant[] = [
  mutant(
    "a sale of what is not held",
    "market-order",
    "if (quantity > balance.available) {",
    "if (quantity < 0n) {",
  ),
  mutant(
    "holds are not counted when a withdrawal is checked",
    "movement",
    "if (command.amount > available) {",
    "if (command.amount > available + balanceOf(account, settlementAssetId, settlementScale).held) {",
  ),
  mutant(
    "holds are not counted when a buy is checked",
    "market-order",
    "if (needed > available) {",
    "if (needed > available + balanceOf(account, settlementAssetId, settlementScale).held) {",
  ),
  mutant(
    "the fee is forgotten when a buy is checked",
    "market-order",
    "if (needed > available) {",
    "if (value > available) {",
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
    "market-order",
    'valueDivisor(terms), side === "buy" ? "up" : "down"',
    'valueDivisor(terms), "down"',
  ),
  mutant(
    "proceeds round up, in the user's favour",
    "market-order",
    'valueDivisor(terms), side === "buy" ? "up" : "down"',
    'valueDivisor(terms), "up"',
  ),
  mutant(
    "fees round down, in the user's favour",
    "market-order",
    'divide(value * feeRate, feeRateScale, "up")',
    'divide(value * feeRate, feeRateScale, "down")',
  ),
  mutant(
    "a notional is overshot by a step",
    "market-order",
    "return enough * step;",
    "return tooMany * step;",
  ),
  mutant(
    "a notional leaves out a step that fits",
    "market-order",
    "if (fits(middle)) enough = middle;",
    "if (fits(middle + 1n)) enough = middle;",
  ),
  mutant(
    "the cost of a sale rounds up",
    "market-order",
    'divide(cost * filled, held, "down")',
    'divide(cost * filled, held, "up")',
  ),
  mutant(
    "the cost of a sale is shared over what is available only",
    "market-order",
    "const held = balance.available + balance.held;",
    "const held = balance.available;",
  ),
  mutant(
    "the fee is not part of the cost",
    "market-order",
    "cost: needed, realised: 0n",
    "cost: value, realised: 0n",
  ),
  mutant("a stale quote trades", "market-order", "ageMs > quote.validForMs", "ageMs < 0"),
  mutant(
    "depth is not a bound",
    "market-order",
    "depth < quantity ? depth : quantity",
    "depth > 0n ? quantity : depth",
  ),
  mutant("a halted asset trades", "market-order", 'terms.status === "halted"', "terms.scale < 0"),
  mutant(
    "the minimum holds for no sale at all",
    "market-order",
    'command.side === "sell" && quantity === quantityOf(account, terms.assetId) && quantity > 0n',
    'command.side === "sell"',
  ),
  mutant(
    "the fee goes to the market's account",
    "market-order",
    '"available", "fees", fee);\n  move(draft, terms.assetId, terms.scale, "market", "available", filled);',
    '"available", "market", fee);\n  move(draft, terms.assetId, terms.scale, "market", "available", filled);',
  ),
  mutant("a frozen account trades on", "kernel", 'account.status === "frozen"', "account.seq < 0"),
  mutant(
    "invariants are not asserted",
    "kernel",
    "if (decision.accepted) assertDecision(account, decision);",
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
    "update(canonicalJson(entry))",
    "update(canonicalJson({ ...entry, prevHash: null }))",
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
