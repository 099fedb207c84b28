/**
 * The whole path through the real Firebase JS SDK: a new user signs up, deposits, buys and sells, and watches the
 * account move; a stranger is refused. Prints what happened as a table, exits non-zero when anything is not so.
 */
import { doc, getDoc, onSnapshot } from "firebase/firestore";
import type { MoveOutput } from "../../functions/src/accounts/contract.js";
import type { AssetView } from "../../functions/src/assets/contract.js";
import type { ListOutput, PlaceOutput } from "../../functions/src/orders/contract.js";
import { signUp, type Client } from "./client.js";

const snapshotDeadlineMs = 20_000;

type Step = { readonly step: string; readonly answer: string; readonly ms: number };

const steps: Step[] = [];

/** Does one step and keeps what it answered, with how long it took. */
async function step<Result>(
  name: string,
  work: () => Promise<Result>,
  tell: (result: Result) => string,
): Promise<Result> {
  const startedMs = performance.now();
  const result = await work();
  steps.push({ step: name, answer: tell(result), ms: Math.round(performance.now() - startedMs) });
  process.stderr.write(`${steps.length}. ${name}\n`);
  return result;
}

/** The live sequence number of the client's account, once it has reached `seq`. */
function accountAt(client: Client, seq: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`no snapshot of entry ${seq}`)), snapshotDeadlineMs);
    const stop = onSnapshot(
      doc(client.db, "accounts", client.uid),
      (snapshot) => {
        const now: unknown = snapshot.get("seq");
        if (typeof now !== "number" || now < seq) return;
        clearTimeout(timer);
        stop();
        resolve(now);
      },
      reject,
    );
  });
}

const cash = ({ account }: { account: MoveOutput["account"] }) =>
  account.balances.find(({ assetId }) => assetId === "USD")?.available ?? "0.00";

async function refusal(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
  throw new Error("this should have been refused");
}

function show(client: Client): void {
  const width = (pick: (row: Step) => string) => Math.max(...steps.map((row) => pick(row).length));
  const [stepWidth, answerWidth] = [width((row) => row.step), width((row) => row.answer)];
  console.log(`\n${"step".padEnd(stepWidth)}  ${"answer".padEnd(answerWidth)}      ms`);
  console.log(`${"-".repeat(stepWidth)}  ${"-".repeat(answerWidth)}  ------`);
  for (const { step: name, answer, ms } of steps) {
    console.log(`${name.padEnd(stepWidth)}  ${answer.padEnd(answerWidth)}  ${String(ms).padStart(6)}`);
  }
  console.log(`\nuser ${client.uid}: all steps as expected`);
}

async function run(): Promise<void> {
  const unique = `${Date.now()}-${process.pid}`;
  const place = (client: Client, side: string, id: string, quantity: string) =>
    client.call<PlaceOutput>("orders-place", {
      ...{ orderId: `demo-${id}-${unique}`, assetId: "BTC", side, type: "market", quantity },
    });
  const told = ({ order, account, replayed }: PlaceOutput) =>
    `${order.status} ${order.filledQuantity} at ${order.averagePrice}, fee ${order.fee}, cash ${cash({ account })}` +
    (replayed ? " (replayed)" : "");

  const client = await step(
    "sign up",
    () => signUp(`demo-${unique}@bourse.test`, "open-outcry-1"),
    ({ auth }) => auth.currentUser?.email ?? "",
  );
  const live = accountAt(client, 3);
  await step(
    "deposit 10000.00",
    () => client.call<MoveOutput>("accounts-deposit", { requestId: `demo-${unique}`, amount: "10000.00" }),
    (answer) => `cash ${cash(answer)}`,
  );
  await step(
    "price of BTC",
    () => client.call<AssetView>("assets-get", { assetId: "BTC" }),
    ({ quote }) => `${quote?.price} (${quote?.source})`,
  );
  await step("buy 0.05 BTC", () => place(client, "buy", "buy", "0.05"), told);
  await step("buy again, same id", () => place(client, "buy", "buy", "0.05"), told);
  await step("sell 0.02 BTC", () => place(client, "sell", "sell", "0.02"), told);
  await step(
    "sell 5 BTC",
    () => refusal(place(client, "sell", "much", "5")),
    (code) => code,
  );
  await step(
    "orders",
    () => client.call<ListOutput>("orders-list", {}),
    ({ items }) => items.map(({ side, filledQuantity }) => `${side} ${filledQuantity}`).join(", "),
  );
  await step(
    "own account, live",
    () => live,
    (seq) => `entry ${seq} arrived`,
  );
  const stranger = await signUp(`demo-stranger-${unique}@bourse.test`, "open-outcry-1");
  await step(
    "stranger reads it",
    () => refusal(getDoc(doc(stranger.db, "accounts", client.uid))),
    (code) => code,
  );
  show(client);
  await Promise.all([client.close(), stranger.close()]);
}

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
