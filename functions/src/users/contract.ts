/** The callables of `users`: the caller's own profile. */
import { z } from "zod";

export const roles = ["trader", "operator", "admin"] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

export const getInput = z.strictObject({});

export const profileSchema = z.strictObject({
  uid: z.string(),
  email: z.string().nullable(),
  displayName: z.string(),
  /** BCP 47 language tag. */
  locale: z.string(),
  marketingEmails: z.boolean(),
  role: roleSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ProfileView = z.infer<typeof profileSchema>;

const controlCharacters = /[\p{Cc}\p{Cf}]/u;

export const updateInput = z.strictObject({
  displayName: z
    .string()
    .trim()
    .min(1)
    .max(80)
    .refine((name) => !controlCharacters.test(name), "must hold no control characters")
    .optional(),
  locale: z
    .string()
    .max(35)
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language tag, like "en-GB"')
    .optional(),
  marketingEmails: z.boolean().optional(),
});
export type UpdateInput = z.input<typeof updateInput>;
/** What an update changes: the fields given. */
export type ProfileChange = { displayName?: string; locale?: string; marketingEmails?: boolean };
