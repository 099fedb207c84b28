/** What an operator does to the market while a visitor looks on: through the callables, as any client would. */
import assert from "node:assert/strict";

const functionsUrl = "http://127.0.0.1:5001/demo-bourse/us-central1";
const signInUrl =
  "http://127.0.0.1:9099/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=demo";
const deadlineMs = 60_000;

async function post<Answer>(url: string, body: object, token?: string): Promise<Answer> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(deadlineMs),
  });
  assert.ok(answer.ok, `${url}: HTTP ${answer.status} ${await answer.clone().text()}`);
  return (await answer.json()) as Answer;
}

type Credentials = { readonly email: string; readonly password: string };

/** Calls a function as a user who signs in for it, on a device of their own. */
export async function callAs<Answer>(credentials: Credentials, name: string, data: object): Promise<Answer> {
  const { idToken } = await post<{ idToken: string }>(signInUrl, { ...credentials, returnSecureToken: true });
  return (await post<{ result: Answer }>(`${functionsUrl}/${name}`, { data }, idToken)).result;
}

export const callAsAdmin = <Answer>(name: string, data: object) =>
  callAs<Answer>({ email: "admin@bourse.test", password: "open-outcry-1" }, name, data);

export const setQuote = (assetId: string, price: string) =>
  callAsAdmin("assets-setQuote", { assetId, price });

/** Has the functions of signing up and in started, which takes seconds on a cold stack. */
export async function warmUp(): Promise<void> {
  const email = `warm-up-${crypto.randomUUID()}@bourse.test`;
  const password = "a-long-enough-password";
  await post(signInUrl.replace("signInWithPassword", "signUp"), { email, password });
  await callAs({ email, password }, "users-get", {});
}

/** The uid of the user with this address. */
export async function uidOf(email: string): Promise<string> {
  const { items } = await callAsAdmin<{ items: { uid: string }[] }>("users-list", {
    search: email,
    limit: 1,
  });
  return items[0]?.uid ?? assert.fail(`nobody has the address ${email}`);
}
