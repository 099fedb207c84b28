/** Finds what looks like a secret in a text. Formats are those that their issuers document; the rest is judged by chance. */

export type Finding = { readonly line: number; readonly kind: string };

const formats: readonly [kind: string, pattern: RegExp][] = [
  ["a private key", /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/],
  ["a service account", /"private_key_id"\s*:\s*"[0-9a-f]{40}"/],
  ["a Google API key", /\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/],
  ["a Google OAuth secret", /\bGOCSPX-[0-9A-Za-z_-]{28}/],
  ["a Google OAuth token", /\bya29\.[0-9A-Za-z_-]{20,}/],
  ["an AWS key id", /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a Slack token", /\bxox[abeprs]-[0-9A-Za-z-]{10,}/],
  ["a Slack webhook", /hooks\.slack\.com\/services\/T[0-9A-Z]+\/B[0-9A-Z]+\/[0-9A-Za-z]{16,}/],
  ["a Stripe key", /\b[rs]k_(?:live|test)_[0-9A-Za-z]{16,}/],
  ["a GitHub token", /\b(?:gh[oprsu]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{60,})/],
  ["an npm token", /\bnpm_[0-9A-Za-z]{36}\b/],
  ["a SendGrid key", /\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}/],
  ["a signed token", /\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{20,}/],
  [
    "a password in an address",
    /\b[a-z][a-z0-9+]*:\/\/[^\s:@/"'`$]+:[^\s:@/"'`$]{6,}@[a-z0-9.-]+\.[a-z]{2,}/i,
  ],
];

/** A name that promises a secret, and a literal that it is set to. */
const assignment =
  /(?:secret|token|passw(?:or)?d|api[_-]?key|private[_-]?key|credential)[\w-]*["']?\s*(?::|=>?)\s*["'`]?([0-9A-Za-z+/=_-]{20,})["'`]?/i;
/** Bits a character: words of a language stay below, random Base64 and hexadecimal of some length do not. */
const entropyMin = 3.6;

export function findSecrets(text: string): Finding[] {
  return text.split("\n").flatMap((line, index) => {
    const known = formats.find(([, pattern]) => pattern.test(line));
    if (known) return [{ line: index + 1, kind: known[0] }];
    const [, value] = assignment.exec(line) ?? [];
    return value !== undefined && looksRandom(value)
      ? [{ line: index + 1, kind: "a random value under a secret's name" }]
      : [];
  });
}

function looksRandom(value: string): boolean {
  // Names in code have digits seldom, and what is random without any is rare.
  return /\d/.test(value) && /[A-Za-z]/.test(value) && entropyOf(value) >= entropyMin;
}

/** Shannon's, of the characters. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
}
