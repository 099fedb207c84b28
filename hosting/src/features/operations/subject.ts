import type { SubjectInput } from "@bourse/functions/security/contract";

/** What looks like an IPv4 or IPv6 address, or a range of the latter, is one; anything else is a user's id. */
const address = /^(\d{1,3}(\.\d{1,3}){3}|(?=[^:]*:)[\da-f:.]+(\/\d+)?)$/i;

export const subjectOf = (who: string): SubjectInput => (address.test(who) ? { address: who } : { uid: who });
