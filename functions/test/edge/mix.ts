/** What the traffic of these tests asks: mostly hot reads, some of each user's own, some money. */
import { uniqueName } from "../support/backend.js";
import { signUp, type Person } from "../support/people.js";
import type { PlannedRequest } from "./traffic.js";

const usersMax = 8;

type Asked = Omit<PlannedRequest, "token">;

/** Ten calls, in turn. */
const asked: readonly ((id: string) => Asked)[] = [
  () => ({ name: "assets-list", data: { limit: 25 } }),
  () => ({ name: "assets-get", data: { assetId: "BTC" } }),
  () => ({ name: "accounts-get", data: {} }),
  () => ({ name: "assets-list", data: { limit: 10, status: "active" } }),
  () => ({ name: "orders-list", data: { limit: 10 } }),
  () => ({ name: "assets-list", data: { limit: 25 } }),
  () => ({ name: "assets-get", data: { assetId: "ETH" } }),
  (id) => ({ name: "accounts-deposit", data: { requestId: id, amount: "1.00" } }),
  () => ({ name: "assets-list", data: { limit: 25 } }),
  () => ({ name: "users-get", data: {} }),
];

export type Crowd = { readonly next: (index: number) => PlannedRequest; readonly close: () => Promise<void> };

/** Some signed-in users who take turns. */
export async function gatherCrowd(): Promise<Crowd> {
  const people: Person[] = [];
  while (people.length < usersMax) people.push(await signUp("crowd"));
  const tokens = await Promise.all(people.map((person) => person.token()));
  const run = uniqueName("r");
  let calls = 0;
  return {
    next(index) {
      const ask = asked[index % asked.length] as (id: string) => Asked;
      const token = tokens[Math.floor(index / asked.length) % tokens.length] as string;
      return { ...ask(`${run}-${calls++}`), token };
    },
    close: async () => {
      await Promise.all(people.map((person) => person.close()));
    },
  };
}
