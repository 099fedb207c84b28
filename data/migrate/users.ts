/** A user of the source as a sign-in, a profile and a role. */
import type { Document } from "bson";
import { z } from "zod";
import { roles, updateInput, type Role } from "../../functions/src/users/contract.js";
import { newProfile, type ProfileRecord } from "../../functions/src/users/profile.js";
import { flagAt, momentAt, nameFor, Refusal, textAt, valueAt } from "./fields.js";
import { madeAtMs, nameOf } from "./ids.js";
import type { UsersMapping } from "./mapping.js";
import { passwordOf, type Password } from "./passwords.js";

export type Person = {
  readonly uid: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly disabled: boolean;
  readonly createdAtMs: number;
  readonly role: Role;
  readonly password: Password;
  readonly profile: ProfileRecord;
};

const emailSchema = z.email().max(254);

/** @throws Refusal */
export function personOf(document: Document, mapping: UsersMapping): Person {
  const id = valueAt(document, mapping.id);
  const uid = nameOf(id);
  if (uid === undefined) throw new Refusal("id_is_missing", "it has no id");
  const email = textAt(document, mapping.email)?.toLowerCase();
  if (email === undefined) throw new Refusal("email_is_missing", "it has no email");
  if (!emailSchema.safeParse(email).success) throw new Refusal("email_is_invalid", "its email is none");
  const createdAtMs = momentAt(document, mapping.createdAt) ?? madeAtMs(id) ?? 0;
  const role = roleOf(document, mapping);
  return {
    ...{ uid, email, role, createdAtMs },
    emailVerified: flagAt(document, mapping.emailVerified) ?? false,
    disabled: flagAt(document, mapping.disabled) ?? false,
    password: passwordOf(document, mapping.password),
    profile: profileOf(document, mapping, newProfile({ uid, email }, role, createdAtMs)),
  };
}

/** Settings that would not be taken from the user are left at their defaults. */
function profileOf(document: Document, mapping: UsersMapping, profile: ProfileRecord): ProfileRecord {
  const { displayName, locale } = updateInput.shape;
  const given = {
    displayName: textAt(document, mapping.displayName)?.slice(0, 80),
    locale: textAt(document, mapping.locale)?.replace("_", "-"),
  };
  return {
    ...profile,
    displayName: displayName.safeParse(given.displayName).data ?? profile.displayName,
    locale: locale.safeParse(given.locale).data ?? profile.locale,
    marketingEmails: flagAt(document, mapping.marketingEmails) ?? profile.marketingEmails,
  };
}

/** A role that the mapping does not know is refused: guessing would give or take rights. */
function roleOf(document: Document, mapping: UsersMapping): Role {
  const value = valueAt(document, mapping.role);
  const given = value === undefined ? [] : [value].flat();
  if (given.length === 0) return mapping.defaultRole;
  const found = given.map((word) => (typeof word === "string" ? nameFor(word, mapping.roles) : undefined));
  if (found.includes(undefined)) {
    throw new Refusal("role_is_unknown", `the mapping has no role for ${JSON.stringify(value)}`);
  }
  return roles.findLast((role) => found.includes(role)) ?? mapping.defaultRole;
}
