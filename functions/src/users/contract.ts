/** The callables of `users`: the caller's own profile and sessions, and what admins do to users. */
import { z } from "zod";
import { pageInput, pageOf, shownText } from "../money/wire.js";

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

export const updateInput = z.strictObject({
  displayName: shownText(80).optional(),
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

/** One sign-in that still counts. `address` is coarse: a network, never a device. */
export type SessionView = {
  readonly sessionId: string;
  readonly startedAt: string;
  readonly userAgent: string;
  readonly address: string;
};

/**
 * `standings/{uid}`, which a user's clients watch: another role than the token's, or a session that is no longer
 * listed, means that the token has to be fetched anew, or that the session is over.
 */
export type StandingView = {
  readonly uid: string;
  readonly role: Role | null;
  readonly blocked: boolean;
  readonly deleted: boolean;
  readonly sessions: readonly SessionView[];
  readonly changedAt: string;
};

const sessionId = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be the id of a session");

/** Nothing: every session ends. `sessionId`: that one. `keepCurrent`: all but the caller's own. */
export const revokeSessionsInput = z
  .strictObject({ sessionId: sessionId.optional(), keepCurrent: z.literal(true).optional() })
  .refine(({ sessionId: one, keepCurrent }) => one === undefined || keepCurrent === undefined, {
    path: ["keepCurrent"],
    message: "cannot be given with sessionId",
  });
export type RevokeSessionsInput = z.input<typeof revokeSessionsInput>;
/** Sessions that ended; those of sign-ins that named none are not counted. */
export const revokeSessionsOutput = z.strictObject({ ended: z.int() });
export type RevokeSessionsOutput = z.infer<typeof revokeSessionsOutput>;

/** Cannot be undone. */
export const deleteInput = z.strictObject({ confirm: z.literal(true, "must be true") });
export type DeleteInput = z.input<typeof deleteInput>;
export const deleteOutput = z.strictObject({ deleted: z.literal(true) });
export type DeleteOutput = z.infer<typeof deleteOutput>;

/** A uid of Firebase Authentication. */
export const uidSchema = z.string().regex(/^[A-Za-z0-9_.:@|+=-]{1,128}$/, "must be the uid of a user");

export const setRoleInput = z.strictObject({ uid: uidSchema, role: roleSchema });
export const blockInput = z.strictObject({ uid: uidSchema, why: shownText(280) });
export const unblockInput = z.strictObject({ uid: uidSchema });

/** A user as admins see them. */
export const userSchema = z.strictObject({
  uid: z.string(),
  email: z.string().nullable(),
  displayName: z.string(),
  /** As Authentication has it; null where there is none. */
  role: roleSchema.nullable(),
  createdAt: z.string(),
  /** Null where the user is not blocked. */
  blocked: z.strictObject({ why: z.string(), by: z.string(), at: z.string() }).nullable(),
});
export type UserView = z.infer<typeof userSchema>;
/** `replayed`: it was like this already, and nothing was written. */
export const userOutput = z.strictObject({ user: userSchema, replayed: z.boolean() });
export type UserOutput = z.infer<typeof userOutput>;

/** `search`: the beginning of an email address; then rows come by address instead of newest first. */
export const listInput = z.strictObject({
  ...pageInput,
  search: shownText(80)
    .transform((text) => text.toLowerCase())
    .optional(),
});
export type ListInput = z.input<typeof listInput>;
export const listOutput = pageOf(userSchema);
export type ListOutput = z.infer<typeof listOutput>;

/** Answer of `POST /api/auth/validate`. `reason` is one of the reasons of the callables' own refusals. */
export const validateOutput = z.union([
  z.strictObject({
    valid: z.literal(true),
    uid: z.string(),
    /** As it is now, whatever the token says. */
    role: roleSchema.nullable(),
    expiresAt: z.string(),
  }),
  z.strictObject({ valid: z.literal(false), reason: z.string() }),
]);
export type ValidateOutput = z.infer<typeof validateOutput>;

export const exportInput = z.strictObject({});
