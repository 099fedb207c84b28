import { z } from "zod";
import { callable, everyRole } from "../platform/callable.js";
import { readCursor, writeCursor } from "../platform/cursor.js";
import { DomainError, invalidField } from "../platform/errors.js";
import { exportInput, type ExportOutput } from "./contract.js";
import { exportPage, millisecondsOf, type Progress } from "./exporting.js";

const policy = { name: "accounts-export", roles: everyRole, rateClass: "read", input: exportInput } as const;

/** Firestore answers as of a moment for an hour; a page that begins in time ends in time. */
const exportLifetimeMs = 55 * 60_000;
/** By how much Firestore's clock may be ahead of this one. */
const clockSkewMs = 1_000;

const cursorShape = z.tuple([
  z.string().regex(/^\d{1,11}\.\d{1,9}$/),
  z.string().regex(/^[0-9a-f]{64}$/),
  z.int().positive(),
  z.string().regex(/^(seq|orderId)\/[A-Za-z0-9_-]{0,64}$/),
]);

/** A page of the caller's account as text that proves itself. All pages tell of the moment of the first one. */
export const exportAccount = callable(policy, async (context, { uid, input }): Promise<ExportOutput> => {
  const { cursor, limit } = input;
  const asked = [policy.name, uid];
  const begun = cursor === undefined ? null : progressOf(readCursor(cursor, asked, cursorShape));
  const ageMs = begun ? context.clock() - millisecondsOf(begun.moment) : 0;
  if (ageMs < -clockSkewMs) throw invalidField("cursor", "is of a moment that has not come");
  if (ageMs > exportLifetimeMs) throw new DomainError("export_is_too_old");
  const { lines, next } = await exportPage(context.db, uid, begun, limit);
  return { lines, nextCursor: next && writeCursor(valuesOf(next), asked) };
});

function valuesOf({ moment, digest, lines, after }: Progress): (string | number)[] {
  return [moment, digest, lines, "seq" in after ? `seq/${after.seq}` : `orderId/${after.orderId}`];
}

function progressOf([moment, digest, lines, position]: z.infer<typeof cursorShape>): Progress {
  const [kind, value = ""] = position.split("/");
  if (kind === "orderId") return { moment, digest, lines, after: { orderId: value } };
  if (!/^\d{1,15}$/.test(value)) throw invalidField("cursor", "is not a cursor of this list");
  return { moment, digest, lines, after: { seq: Number(value) } };
}
