/**
 * Names here from names there. A name is derived from the MongoDB `_id` alone, so that a second run finds what the
 * first one made. Ids of different types never meet: what is no ObjectId carries a letter that no hex digit is.
 */
import { createHash } from "node:crypto";
import { Binary, DBRef, Decimal128, Double, Int32, Long, ObjectId } from "bson";

const prefix = "mongo_";
/** Uids of users who came from a source: from the first up to, and without, the second. */
export const importedUids = [prefix, "mongo`"] as const;
/** As long as an id that a client makes may be. */
const plainId = /^[A-Za-z0-9_-]{1,54}$/;
const objectIdHex = /^[0-9a-f]{24}$/i;

/** @returns undefined where the value cannot be an id */
export function nameOf(id: unknown): string | undefined {
  if (id instanceof ObjectId) return prefix + id.toHexString();
  if (id instanceof Int32 || id instanceof Long || id instanceof Double) return numbered(id.toString());
  if (typeof id === "number" || typeof id === "bigint") return numbered(String(id));
  if (id instanceof Decimal128) return numbered(id.toString());
  if (id instanceof Binary) return binary(id.toString("hex"));
  if (typeof id !== "string" || id === "") return undefined;
  return plainId.test(id) ? `${prefix}s_${id}` : `${prefix}h_${digest(id)}`;
}

const numbered = (text: string) =>
  plainId.test(text) ? `${prefix}n_${text}` : `${prefix}h_${digest(`number ${text}`)}`;
const binary = (hex: string) =>
  plainId.test(hex) ? `${prefix}u_${hex}` : `${prefix}h_${digest(`binary ${hex}`)}`;
const digest = (text: string) => createHash("sha256").update(text).digest("base64url");

/** What a reference may mean: apps keep ids as they are, as their text, or with the document in their place. */
export function namesOf(reference: unknown): string[] {
  const id = reference instanceof DBRef ? reference.oid : idInside(reference);
  const names = [nameOf(id)];
  if (typeof id === "string" && objectIdHex.test(id)) names.unshift(prefix + id.toLowerCase());
  return names.flatMap((name) => (name === undefined ? [] : [name]));
}

function idInside(reference: unknown): unknown {
  const plain = typeof reference === "object" && reference !== null && !("_bsontype" in reference);
  return plain && "_id" in reference ? reference._id : reference;
}

/** For reports: an id as a person would look it up. */
export function shownId(id: unknown): string {
  if (id instanceof ObjectId) return id.toHexString();
  if (typeof id === "string" || typeof id === "number" || typeof id === "bigint") return String(id);
  if (id instanceof Binary) return id.toString("hex");
  if (id instanceof Int32 || id instanceof Long || id instanceof Double || id instanceof Decimal128)
    return id.toString();
  return JSON.stringify(id) ?? "none";
}

/** When an ObjectId was made; undefined for other ids. */
export const madeAtMs = (id: unknown) => (id instanceof ObjectId ? id.getTimestamp().getTime() : undefined);
