/** What each mail says. Plain functions from what has happened to a letter: nothing is looked up, nothing is HTML. */
import type { NotificationKind } from "../notifications/contract.js";
import type { NewNotification } from "../notifications/notification.js";
import { appUrl } from "../platform/config.js";
import { formatMoment, formatMonth, formatQuantity, formatUsd } from "./format.js";
import { renderLetter, type Letter, type MailContent } from "./letter.js";

/** Who reads it. */
export type Reader = { readonly name: string; readonly locale: string };
type Facts = NonNullable<Letter["facts"]>;
type Data = NewNotification["data"];

const settingsPath = "/notifications";

/** Of mail that its reader can turn off, and of mail that goes to everybody whom it concerns. */
const optional = "You get this mail because you asked to be told of this.";
const required = "You get this mail because it concerns the safety of your account.";
const once = "You get this mail because an account was opened with this address.";

const footer = (text: string): Letter["footer"] => ({
  ...{ text, label: "Choose what you are told by mail", url: `${appUrl()}${settingsPath}` },
});
const action = (label: string, path: string): Letter["action"] => ({ label, url: `${appUrl()}${path}` });

export function welcomeMail({ name, locale }: Reader): MailContent {
  return renderLetter({
    ...{ subject: "Welcome to Bourse", name, locale },
    paragraphs: [
      "Your account is open. Deposit money, look at the markets and place your first order.",
      "Each order, fill and fee is kept as an entry that you can export and verify yourself.",
    ],
    action: action("Go to your account", "/account"),
    footer: footer(once),
  });
}

type Shape = {
  /** In place of the notification's words, where those hold figures. */
  readonly words?: (data: Data, reader: Reader) => { readonly subject: string; readonly lead: string };
  readonly facts: (data: Data, reader: Reader) => Facts;
  readonly action: (data: Data) => Letter["action"];
};

const toOrder: Shape["action"] = ({ orderId = "" }) =>
  action("See the order", `/orders/${encodeURIComponent(orderId)}`);
const toFiles = () => action("Go to your files", "/files");

const tradedOf = ({ quantity = "0", assetId = "", side = "" }: Data, { locale }: Reader) =>
  `${formatQuantity(quantity, locale)} ${assetId} ${side === "buy" ? "bought" : "sold"}`;

const fillFacts: Shape["facts"] = (data, { locale }) => {
  const { side = "", assetId = "", quantity = "0", price = "0", value = "0", fee = "0" } = data;
  return [
    [side === "buy" ? "Bought" : "Sold", `${formatQuantity(quantity, locale)} ${assetId}`],
    ["Price", formatUsd(price, locale)],
    ["Value", formatUsd(value, locale)],
    ["Fee", formatUsd(fee, locale)],
  ];
};
const orderFacts: Shape["facts"] = (
  { side = "", assetId = "", quantity = "0", filledQuantity = "0" },
  reader,
) => [
  ["Order", `${side} ${formatQuantity(quantity, reader.locale)} ${assetId}`],
  ["Filled", formatQuantity(filledQuantity, reader.locale)],
];
const moneyFacts: Shape["facts"] = ({ amount = "0", balanceAfter = "0" }, { locale }) => [
  ["Amount", formatUsd(amount, locale)],
  ["Available now", formatUsd(balanceAfter, locale)],
];

const order: Shape = { facts: orderFacts, action: toOrder };
const whole: Shape["words"] = (data, reader) => ({
  subject: `Your order is filled: ${tradedOf(data, reader)}`,
  lead: "Your order has traded all of its quantity.",
});
const part: Shape["words"] = (data, reader) => ({
  subject: `Your order is partially filled: ${tradedOf(data, reader)}`,
  lead: "Your order has traded a part of its quantity.",
});
const toAccount = () => action("Go to your account", "/account");
const deposited: Shape["words"] = ({ amount = "0" }, { locale }) => ({
  subject: `${formatUsd(amount, locale)} deposited`,
  lead: "Your deposit has arrived.",
});
const withdrawn: Shape["words"] = ({ amount = "0" }, { locale }) => ({
  subject: `${formatUsd(amount, locale)} withdrawn`,
  lead: "Your withdrawal is done. If it was not you, change your password and contact support.",
});
const file: Shape = { facts: ({ name = "" }) => [["File", name]], action: toFiles };
const job: Shape = { facts: () => [], action: toFiles };

/** Total: a kind without a shape does not compile. */
const shapes: Record<NotificationKind, Shape> = {
  price_alert: {
    words: ({ assetId = "", price = "0" }, { locale }) => ({
      subject: `${assetId} has reached ${formatUsd(price, locale)}`,
      lead: "A price that you have set has been reached.",
    }),
    facts: ({ assetId = "", price = "0", triggeredPrice = "0" }, { locale }) => [
      ["Your price", formatUsd(price, locale)],
      [`${assetId} now`, formatUsd(triggeredPrice, locale)],
    ],
    action: ({ assetId = "" }) => action(`Go to ${assetId}`, `/markets/${encodeURIComponent(assetId)}`),
  },
  order_filled: { words: whole, facts: fillFacts, action: toOrder },
  order_partially_filled: { words: part, facts: fillFacts, action: toOrder },
  order_cancelled: order,
  order_expired: order,
  order_rejected: order,
  deposit_completed: { words: deposited, facts: moneyFacts, action: toAccount },
  withdrawal_completed: { words: withdrawn, facts: moneyFacts, action: toAccount },
  security_notice: { facts: () => [], action: toAccount },
  job_finished: job,
  job_failed: job,
  statement_ready: {
    facts: ({ month = "1970-01" }, { locale }) => [["Statement", formatMonth(month, locale)]],
    action: toFiles,
  },
  file_ready: file,
  file_rejected: file,
  webhook_disabled: {
    facts: ({ url = "" }) => [["Webhook", url]],
    action: () => action("Go to your webhooks", settingsPath),
  },
};

/** An event in the words of its notification, with its figures as the reader's country writes them. */
export function mailOfEvent(event: NewNotification, reader: Reader): MailContent {
  const { kind, title, text, data, createdAt } = event;
  const { words, facts, action: next } = shapes[kind];
  const { subject, lead } = words?.(data, reader) ?? { subject: title, lead: text };
  return renderLetter({
    ...{ subject, name: reader.name, locale: reader.locale },
    paragraphs: [lead],
    facts: [...facts(data, reader), ["When", formatMoment(createdAt, reader.locale)]],
    action: next(data),
    footer: footer(kind === "security_notice" ? required : optional),
  });
}
