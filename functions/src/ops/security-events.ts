import { z } from "zod";
import { moment } from "../money/wire.js";
import { callable } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { securityEventsInput, type SecurityEventsOutput } from "../security/contract.js";
import { denialView, eventView, subjectOf } from "../security/showing.js";
import { aboutSubject, listDenials, listSecurityEvents } from "../security/store.js";

const policy = {
  name: "ops-securityEvents",
  roles: ["operator", "admin"],
  rateClass: "admin",
  input: securityEventsInput,
} as const;
const cursorShape = z.tuple([moment, z.string().min(1).max(200)]);
/** More at once are an attack, which is seen in the metrics and not by reading a list. */
const denialsMax = 100;

/** What happened that matters for security, newest first, and who is blocked for now. */
export const securityEvents = callable(policy, async (context, { input }): Promise<SecurityEventsOutput> => {
  const { db, clock } = context;
  const { limit, cursor, subject, ...times } = input;
  const filters = { ...times, ...(subject && aboutSubject(subjectOf(subject))) };
  const asked = [policy.name, filters];
  const after = cursor === undefined ? undefined : readCursor(cursor, asked, cursorShape);
  const [{ rows, last }, denials] = await Promise.all([
    listSecurityEvents(db, filters, { limit, after }),
    listDenials(db, clock(), denialsMax),
  ]);
  return {
    items: rows.map(eventView),
    nextCursor: last && writeCursor(last, asked),
    denials: denials.map(denialView),
  };
});
