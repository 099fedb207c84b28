/** What an operator does to the market while a visitor looks on: through the callables, as any client would. */
import assert from "node:assert/strict";

const functionsUrl = "http://127.0.0.1:5001/demo-bourse/us-central1";
const signInUrl =
  "http://127.0.0.1:9099/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=demo";
const deadlineMs = 30_000;

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

export async function setQuote(assetId: string, price: string): Promise<void> {
  const admin = { email: "admin@bourse.test", password: "open-outcry-1", returnSecureToken: true };
  const { idToken } = await post<{ idToken: string }>(signInUrl, admin);
  await post(`${functionsUrl}/assets-setQuote`, { data: { assetId, price } }, idToken);
}
