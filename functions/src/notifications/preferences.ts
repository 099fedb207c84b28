/** What a user wants to be told by which way. A record holds what was chosen; the defaults hold for the rest. */
import { z } from "zod";
import {
  channelsSchema,
  notificationKinds,
  notificationKindSchema,
  type Channels,
  type NotificationKind,
} from "./contract.js";

export type Preferences = Readonly<Record<NotificationKind, Channels>>;

export const chosenSchema = z.partialRecord(notificationKindSchema, channelsSchema);
export type Chosen = z.infer<typeof chosenSchema>;

const told: Channels = { inApp: true, mail: false };
const toldAndMailed: Channels = { inApp: true, mail: true };

/** Mail where somebody should act, or should know though they don't look. Fills would be too many. */
const defaults: Preferences = {
  price_alert: told,
  order_filled: told,
  order_partially_filled: told,
  order_cancelled: told,
  order_expired: told,
  order_rejected: told,
  deposit_completed: told,
  withdrawal_completed: toldAndMailed,
  security_notice: toldAndMailed,
  job_finished: told,
  job_failed: told,
  statement_ready: toldAndMailed,
  file_ready: told,
  file_rejected: told,
  webhook_disabled: toldAndMailed,
};

export const preferencesOf = (chosen: Chosen): Preferences => ({ ...defaults, ...chosen });

type Change = {
  readonly [Kind in NotificationKind]?: Partial<Record<keyof Channels, boolean | undefined>> | undefined;
};

/** What is chosen after a change. A choice that is the default is not kept: the default may become another. */
export function withChange(chosen: Chosen, change: Change): Chosen {
  const before = preferencesOf(chosen);
  const after: Chosen = {};
  for (const kind of notificationKinds) {
    const { inApp = before[kind].inApp, mail = before[kind].mail } = change[kind] ?? {};
    if (inApp !== defaults[kind].inApp || mail !== defaults[kind].mail) after[kind] = { inApp, mail };
  }
  return after;
}

export const isSameChoice = (left: Chosen, right: Chosen): boolean =>
  notificationKinds.every(
    (kind) => left[kind]?.inApp === right[kind]?.inApp && left[kind]?.mail === right[kind]?.mail,
  );
