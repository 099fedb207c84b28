/**
 * The emulator's sign-ins over REST. Its hashes are texts of its own that the Admin SDK would encode once more; this way
 * a password is as good after a restore as before.
 */
import { canonicalJson } from "../../functions/src/ledger/entry-record.js";
import { ask } from "./firestore-rest.js";

type Account = Readonly<Record<string, unknown>> & { readonly localId: string };

export type AuthRest = {
  /** A line each, in the order of uids. */
  lines(): AsyncGenerator<string>;
  write(lines: readonly string[]): Promise<void>;
  wipe(): Promise<void>;
};

const pageSize = 500;
/** What is of the user; times of the last sign-in and the last upload are of the copy. */
const kept = [
  ...["localId", "email", "emailVerified", "displayName", "photoUrl", "phoneNumber", "disabled"],
  ...["customAttributes", "passwordHash", "salt", "createdAt", "mfaInfo"],
];

/** @param prefix only users whose uid begins with it */
export function authRest(host: string, project: string, prefix: string): AuthRest {
  const api = `http://${host}/identitytoolkit.googleapis.com/v1/projects/${project}`;
  async function* accounts(): AsyncGenerator<Account> {
    for (let pageToken = ""; ;) {
      const query = new URLSearchParams({
        maxResults: String(pageSize),
        ...(pageToken && { nextPageToken: pageToken }),
      });
      const response = await ask(`${api}/accounts:batchGet?${query.toString()}`, "GET");
      const page = (await response.json()) as { users?: Account[]; nextPageToken?: string };
      for (const account of page.users ?? []) if (account.localId.startsWith(prefix)) yield account;
      if (!page.nextPageToken) return;
      pageToken = page.nextPageToken;
    }
  }
  return {
    async *lines() {
      for await (const account of accounts()) yield lineOf(account);
    },
    async write(lines) {
      const users = lines.map((line) => JSON.parse(line) as Account);
      const response = await ask(`${api}/accounts:batchCreate`, "POST", { users, allowOverwrite: true });
      const { error } = (await response.json()) as { error?: { index: number; message: string }[] };
      const [first] = error ?? [];
      if (first) throw new Error(`sign-in ${users[first.index]?.localId}: ${first.message}`);
    },
    async wipe() {
      if (prefix === "") {
        await ask(`http://${host}/emulator/v1/projects/${project}/accounts`, "DELETE");
        return;
      }
      const localIds: string[] = [];
      for await (const { localId } of accounts()) localIds.push(localId);
      for (let at = 0; at < localIds.length; at += pageSize) {
        const some = localIds.slice(at, at + pageSize);
        await ask(`${api}/accounts:batchDelete`, "POST", { localIds: some, force: true });
      }
    },
  };
}

/** Passwords and phone numbers have an entry among the providers that the emulator makes by itself. */
function lineOf(account: Account): string {
  const providers = (account["providerUserInfo"] as { providerId: string }[] | undefined) ?? [];
  const providerUserInfo = providers.filter(({ providerId }) => !["password", "phone"].includes(providerId));
  // Absent where nobody has ever said so.
  const plain = { disabled: false, emailVerified: false };
  const own = kept.flatMap((name) => (account[name] === undefined ? [] : [[name, account[name]] as const]));
  return canonicalJson({
    ...plain,
    ...Object.fromEntries(own),
    ...(providerUserInfo.length > 0 && { providerUserInfo }),
  });
}
