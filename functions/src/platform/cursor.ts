/** Cursors of lists: opaque to clients, checked when they come back, bound to their list and its filters. */
import { createHash } from "node:crypto";
import { z } from "zod";
import { invalidField } from "./errors.js";

const cursorSchema = z.strictObject({
  /** Values of the sort fields of the last row. */
  after: z
    .array(z.union([z.string(), z.number()]))
    .min(1)
    .max(4),
  filters: z.string(),
});

const fingerprint = (filters: unknown) =>
  createHash("sha256").update(JSON.stringify(filters)).digest("base64url").slice(0, 12);

export function writeCursor(after: (string | number)[], filters: unknown): string {
  return Buffer.from(JSON.stringify({ after, filters: fingerprint(filters) })).toString("base64url");
}

/**
 * Reads a cursor back.
 * @param shape what its values must be
 * @throws DomainError `input_is_invalid` on the field `cursor`
 */
export function readCursor<Values>(cursor: string, filters: unknown, shape: z.ZodType<Values>): Values {
  const refuse = (message: string) => invalidField("cursor", message);
  let content: unknown;
  try {
    content = JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"));
  } catch {
    throw refuse("is not a cursor of this list");
  }
  const parsed = cursorSchema.safeParse(content);
  const after = parsed.success ? shape.safeParse(parsed.data.after) : undefined;
  if (!parsed.success || !after?.success) throw refuse("is not a cursor of this list");
  if (parsed.data.filters !== fingerprint(filters))
    throw refuse("belongs to another list or to other filters");
  return after.data;
}
