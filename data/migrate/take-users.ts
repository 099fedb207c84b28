/**
 * Second step: users become sign-ins with profiles. `auth.importUsers` overwrites whom it finds, so nobody is imported
 * who is there: a password that was changed here since stays. Emails are compared here, because the import does not.
 */
import type { UserImportRecord, UserRecord } from "firebase-admin/auth";
import { openProfile } from "../../functions/src/users/store.js";
import { atOnce, inGroups } from "../at-once.js";
import { importOptions } from "./passwords.js";
import { attempt, documentsOf, newHolder, type Run } from "./run.js";
import { personOf, type Person } from "./users.js";

/** `getUsers` takes a hundred identifiers. */
const groupSize = 50;
const profilesAtOnce = 25;

export async function takeUsers(run: Run): Promise<void> {
  for await (const group of inGroups(people(run), groupSize)) await takeGroup(run, group);
}

type Found = { readonly id: string; readonly person: Person };

async function* people(run: Run): AsyncGenerator<Found> {
  const { mapping, tally } = run;
  const emails = new Set<string>();
  const { collection, id: idField } = mapping.users;
  for await (const { document, id } of documentsOf(run, "users", { collection, id: idField })) {
    const person = attempt(
      () => personOf(document, mapping.users),
      ({ reason, message }) => tally.refuse("users", id, reason, message),
    );
    if (!person) continue;
    if (emails.has(person.email)) {
      tally.refuse("users", id, "email_is_duplicate", "an earlier user of the source has its email");
      continue;
    }
    emails.add(person.email);
    yield { id, person };
  }
}

async function takeGroup(run: Run, group: readonly Found[]): Promise<void> {
  const { tally, holders } = run;
  const { byUid, byEmail } = await knownUsers(run, group);
  const fresh: Found[] = [];
  const taken: Person[] = [];
  for (const found of group) {
    const { uid, email } = found.person;
    const owner = byEmail.get(email);
    if (byUid.has(uid)) {
      tally.add("users", "unchanged");
      taken.push(found.person);
    } else if (owner) {
      tally.refuse("users", found.id, "email_is_taken", `${owner.uid} has its email here`);
    } else fresh.push(found);
  }
  taken.push(...(await importFresh(run, fresh)));
  await openProfiles(run, taken);
  for (const { uid } of taken) holders.set(uid, newHolder(uid));
}

async function knownUsers({ auth }: Run, group: readonly Found[]) {
  const asked = group.flatMap(({ person }) => [{ uid: person.uid }, { email: person.email }]);
  const { users } = asked.length > 0 ? await auth.getUsers(asked) : { users: [] as UserRecord[] };
  return {
    byUid: new Map(users.map((user) => [user.uid, user])),
    byEmail: new Map(users.map((user) => [user.email?.toLowerCase() ?? "", user])),
  };
}

/** @returns who was imported */
async function importFresh(run: Run, fresh: readonly Found[]): Promise<Person[]> {
  const { tally, dryRun, mapping, environment } = run;
  if (fresh.length === 0) return [];
  const failed = new Map<number, string>();
  if (!dryRun) {
    const options = importOptions(mapping.users.password, environment);
    const { errors } = await run.auth.importUsers(fresh.map(importRecord), options);
    for (const { index, error } of errors) failed.set(index, error.message);
  }
  return fresh.flatMap(({ id, person }, index) => {
    const message = failed.get(index);
    if (message !== undefined) {
      tally.refuse("users", id, "auth_refused", message);
      return [];
    }
    tally.add("users", "created");
    if ("reset" in person.password) tally.note(`users that need a reset: ${person.password.reset}`);
    return [person];
  });
}

function importRecord({ person }: Found): UserImportRecord {
  const { uid, email, emailVerified, disabled, createdAtMs, role, password, profile } = person;
  return {
    ...{ uid, email, emailVerified, disabled },
    ...(profile.displayName === "" ? {} : { displayName: profile.displayName }),
    // The blocking function that gives the first role does not run for imports.
    customClaims: { role },
    metadata: { creationTime: new Date(createdAtMs).toUTCString() },
    ...("reset" in password ? {} : password),
  };
}

/** A run that ended between import and profile left sign-ins without one. */
async function openProfiles({ db, dryRun }: Run, taken: readonly Person[]): Promise<void> {
  if (dryRun || taken.length === 0) return;
  const references = taken.map(({ uid }) => db.collection("users").doc(uid));
  const known = await db.getAll(...references, { fieldMask: ["uid"] });
  const missing = taken.filter((_, at) => known[at]?.exists !== true);
  await atOnce(missing, profilesAtOnce, ({ profile }) => openProfile(db, profile));
}
