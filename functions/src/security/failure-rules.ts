/**
 * Which failures may be an attack, how much each weighs, and when whoever causes them is noted and blocked: the one
 * table. Points are counted for each *subject*, which is a client's address as long as nobody is verified, and a
 * verified user from then on. Failures of a user never count against an address that others share with him,
 * and a token that was not verified counts against nobody whom it names.
 */
import { z } from "zod";
import { failureSettings } from "../platform/config.js";

/** Points of one failure. */
export const failureWeights = {
  /** A token that is forged, malformed, of another project. One that has merely expired is none of these. */
  bad_token: 10,
  /** A good token of a session that was ended, or of a user who is blocked: old tabs do this too. */
  ended_session: 2,
  /** A call that the verified caller's role does not allow. */
  not_allowed: 10,
  app_check_failed: 10,
  rate_limited: 1,
  /** A blocked user who signs in. */
  refused_sign_in: 10,
  /** `users-validate` said no: the address is that of a service which asks for many. */
  failed_validation: 1,
} as const;
export type FailureKind = keyof typeof failureWeights;

export type SubjectKind = "address" | "user";

const whole = z.int().positive();
const ruleSchema = z.strictObject({
  /** Points are forgotten this long after the first. */
  windowMs: whole,
  /** From here on it is a security event. */
  noteAt: whole,
  /** From here on the subject is blocked for a time. */
  blockAt: whole,
  /** How long, for the first time, the second and so on; the last goes for all that follow. */
  blockForMs: z.array(whole).min(1).max(8),
  /** A block counts as a repeat this long after the one before. */
  repeatWithinMs: whole,
});
export type FailureRule = Readonly<z.infer<typeof ruleSchema>>;

const minute = 60_000;
const hour = 60 * minute;
const times = {
  ...{ windowMs: 10 * minute, repeatWithinMs: 48 * hour },
  blockForMs: [15 * minute, hour, 6 * hour, 24 * hour],
};

/** Production's. An address may be an office: it gets more than a user. */
const builtIn: Record<SubjectKind, FailureRule> = {
  address: { ...times, noteAt: 200, blockAt: 600 },
  user: { ...times, noteAt: 200, blockAt: 500 },
};

const overridesSchema = z.strictObject({
  address: ruleSchema.partial().optional(),
  user: ruleSchema.partial().optional(),
});

let parsed: { text: string; factor: number; rules: Record<SubjectKind, FailureRule> } | undefined;

/** The rule that holds here. @throws ZodError, SyntaxError where the parameter FAILURE_RULES is wrong */
export function failureRuleOf(kind: SubjectKind): FailureRule {
  const { factor, overrides: text } = failureSettings();
  if (parsed?.text !== text || parsed.factor !== factor) {
    parsed = { text, factor, rules: merged(factor, text) };
  }
  return parsed.rules[kind];
}

function merged(factor: number, text: string): Record<SubjectKind, FailureRule> {
  const given = overridesSchema.parse(text === "" ? {} : JSON.parse(text));
  const rule = (kind: SubjectKind): FailureRule => {
    const { noteAt, blockAt, ...others } = builtIn[kind];
    const more = Object.entries(given[kind] ?? {}).filter(([, value]) => value !== undefined);
    return {
      ...{ ...others, noteAt: noteAt * factor, blockAt: blockAt * factor },
      ...(Object.fromEntries(more) as Partial<FailureRule>),
    };
  };
  return { address: rule("address"), user: rule("user") };
}

/** How long the block lasts that is a subject's `nth` in a row, beginning with 1. */
export function blockMs({ blockForMs }: FailureRule, nth: number): number {
  return blockForMs[Math.min(nth, blockForMs.length) - 1] as number;
}
