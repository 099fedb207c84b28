/** Rows of a list that can be read: a malformed document is told to operators and costs nobody else their page. */
import type { DocumentSnapshot } from "firebase-admin/firestore";
import type { z } from "zod";
import { log } from "./log.js";
import { withIsoTimes } from "./timestamps.js";

const issuesMax = 5;

/** The document's record; undefined, and a line in the log, where it is none. */
export function readable<Row>(document: DocumentSnapshot, schema: z.ZodType<Row>): Row | undefined {
  const parsed = schema.safeParse(withIsoTimes(document.data() ?? {}));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues
    .slice(0, issuesMax)
    .map(({ path, message }) => `${path.map(String).join(".")}: ${message}`);
  log().error("document is malformed", { path: document.ref.path, issues });
  return undefined;
}
