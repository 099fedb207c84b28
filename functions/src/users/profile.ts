/** The noun of `users`: the profile beside what Firebase Auth keeps. Claims hold the role; the profile shows it. */
import { z } from "zod";
import { roles, type ProfileView, type Role } from "./contract.js";

export const profileRecordSchema = z.strictObject({
  uid: z.string(),
  email: z.string().nullable(),
  displayName: z.string(),
  locale: z.string(),
  marketingEmails: z.boolean(),
  role: z.enum(roles),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type ProfileRecord = z.infer<typeof profileRecordSchema>;

export function newProfile(
  user: { uid: string; email?: string | undefined; displayName?: string | undefined },
  role: Role,
  nowMs: number,
): ProfileRecord {
  const at = new Date(nowMs).toISOString();
  return {
    uid: user.uid,
    email: user.email ?? null,
    displayName: nameOf(user.displayName ?? ""),
    locale: "en",
    marketingEmails: false,
    role,
    createdAt: at,
    updatedAt: at,
  };
}

const nameLengthMax = 80;

/** The first whole characters: half of one is no text to Firestore. */
const nameOf = (text: string) =>
  Array.from(text)
    .slice(0, nameLengthMax)
    .join("")
    .replace(/\p{Surrogate}/gu, "\ufffd");

export const profileView = (record: ProfileRecord): ProfileView => record;
