/**
 * A document as one line, the one way it is written: equal documents have equal lines, in whatever database they are.
 * References into the same database are written without its name.
 */
import { canonicalJson } from "../../functions/src/ledger/entry-record.js";
import type { RestDocument, RestValue } from "./firestore-rest.js";

type Fields = RestDocument["fields"];

/** Before the path of a document of the same database. No reference of Firestore begins like that. */
const ownMark = "./";

/** @param root of the database that the document is in */
export function lineOf({ path, fields }: RestDocument, root: string): string {
  const own = `${root}/`;
  const inward = (reference: string) =>
    reference.startsWith(own) ? ownMark + reference.slice(own.length) : reference;
  return canonicalJson({ path, fields: changed(fields, inward) });
}

/** @param root of the database that the document is to be in */
export function documentOf(line: string, root: string): RestDocument {
  const { path, fields } = JSON.parse(line) as RestDocument;
  const outward = (reference: string) =>
    reference.startsWith(ownMark) ? `${root}/${reference.slice(ownMark.length)}` : reference;
  return { path, fields: changed(fields, outward) };
}

/** The emulator reads a double through a decimal, which has no minus zero, but keeps the sign of what is too small for it. */
const readAsMinusZero = "-1e-400";

type ChangeReference = (reference: string) => string;

function changed(fields: Fields, reference: ChangeReference): Fields {
  // Without a prototype: a field may have any name.
  const copy = Object.create(null) as Record<string, RestValue>;
  for (const [name, value] of Object.entries(fields)) copy[name] = changedValue(value, reference);
  return copy;
}

function changedValue(value: RestValue, reference: ChangeReference): RestValue {
  if ("referenceValue" in value) return { referenceValue: reference(String(value["referenceValue"])) };
  // JSON.stringify would lose the sign.
  if (Object.is(value["doubleValue"], -0)) return { doubleValue: "-0" };
  if (value["doubleValue"] === "-0") return { doubleValue: readAsMinusZero };
  if ("mapValue" in value) {
    const { fields = {} } = value["mapValue"] as { fields?: Fields };
    return { mapValue: { fields: changed(fields, reference) } };
  }
  if ("arrayValue" in value) {
    const { values = [] } = value["arrayValue"] as { values?: RestValue[] };
    return { arrayValue: { values: values.map((item) => changedValue(item, reference)) } };
  }
  return value;
}

/** Which kind of collection a document is in: `accounts/ann/orders/o1` is one of `accounts/orders`. */
export const collectionOf = (path: string) =>
  path
    .split("/")
    .filter((_, at) => at % 2 === 0)
    .join("/");
