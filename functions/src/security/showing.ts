/** Between the wire and the nouns: subjects as operators name them, denials and events as operators see them. */
import { isNobodys, normalisedAddress } from "../platform/client-address.js";
import { invalidField } from "../platform/errors.js";
import type { DenialView, SecurityEventView, SubjectInput } from "./contract.js";
import type { Denial, Subject } from "./denial.js";
import type { SecurityEventRecord } from "./store.js";

const network = /\/64$/;

/** @throws DomainError `input_is_invalid` where the address is no client's */
export function subjectOf({ uid, address = "" }: SubjectInput): Subject {
  if (uid !== undefined) return { kind: "user", who: uid };
  const who = normalisedAddress(address.replace(network, ""));
  if (who === undefined) throw invalidField("subject.address", "must be one address, or an IPv6 /64");
  if (isNobodys(who)) throw invalidField("subject.address", "must be a client's address");
  return { kind: "address", who };
}

export function denialView({ expiresAt: _, ...denial }: Denial): DenialView {
  return denial;
}

export function eventView({
  id,
  kind,
  uid,
  address,
  by,
  at,
  ...rest
}: SecurityEventRecord): SecurityEventView {
  const facts = Object.entries(rest).map(([name, value]) => [
    name,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  return {
    ...{ id, kind, uid: uid ?? null, address: address ?? null, by, at },
    facts: Object.fromEntries(facts) as Record<string, string>,
  };
}
