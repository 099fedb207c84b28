import assert from "node:assert/strict";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { getAuth } from "firebase-admin/auth";
import { describe, it } from "mocha";
import { listOrders } from "../../functions/src/ledger/queries.js";
import { orderSchema } from "../../functions/src/orders/contract.js";
import { orderView } from "../../functions/src/orders/order-view.js";
import { readProfile } from "../../functions/src/users/store.js";
import { adminDb } from "../../functions/test/support/backend.js";
import { badOrderEvery, emailOf } from "../sample/shop.js";
import { openTestShop, type TestShop } from "../test-shop.js";
import { agrees } from "./auditing.js";
import { openCheckpoint } from "./checkpoint.js";
import { defaultMapping } from "./mapping.js";
import { migrate, type Outcome } from "./migration.js";
import { noProgress } from "./progress.js";
import { openSource } from "./sources/open-source.js";
import { openTally, type Counts, type Kind } from "./tally.js";

const users = 12;
const orders = 2_600;
const script = fileURLToPath(new URL("main.ts", import.meta.url));
const waitMs = 120_000;

async function run(shop: TestShop, dryRun = false): Promise<Outcome> {
  const source = await openSource(shop.folder);
  const checkpoint = openCheckpoint(join(shop.work, "none.json"), [], false);
  const given = { source, mapping: defaultMapping, db: adminDb(), auth: getAuth(), environment: process.env };
  const running = { dryRun, quotes: false, tally: openTally(null), progress: noProgress };
  return migrate({ ...given, ...running, signal: AbortSignal.timeout(waitMs) }, checkpoint);
}

const results = ({ run: { tally } }: Outcome, result: keyof Counts) =>
  Object.fromEntries(Object.entries(tally.counts).map(([kind, counts]) => [kind, counts[result]])) as Record<
    Kind,
    number
  >;

/** When every document of the shop's users was last written. */
async function writeTimes({ run: { holders } }: Outcome): Promise<string[]> {
  const db = adminDb();
  const times = await Promise.all(
    [...holders.keys()].map(async (uid) => {
      const documents = await db.getAll(db.doc(`users/${uid}`), db.doc(`accounts/${uid}`));
      const below = ["orders", "entries"].map((name) => db.collection(`accounts/${uid}/${name}`).get());
      const found = [...documents, ...(await Promise.all(below)).flatMap(({ docs }) => docs)];
      return found.map(({ ref, updateTime }) => `${ref.path} ${updateTime?.toMillis()}`);
    }),
  );
  return times.flat().sort();
}

describe("a migration on the emulators (R-DATA-6)", function () {
  this.timeout(240_000);
  let shop: TestShop;
  before(async () => {
    adminDb();
    shop = await openTestShop(users, orders);
  });
  after(() => shop.leave());

  it("counts in a dry run what it would do, writes nothing, does it, agrees, and changes nothing when repeated", async () => {
    const dry = await run(shop, true);
    assert.equal(dry.audit, null);
    assert.equal(
      (await getAuth().getUsers([...dry.run.holders.keys()].map((uid) => ({ uid })))).users.length,
      0,
    );
    const done = await run(shop);
    for (const kind of ["users", "orders", "accounts"] as const) {
      assert.equal(results(done, "created")[kind], results(dry, "created")[kind], kind);
    }
    assert.deepEqual(results(done, "refused"), results(dry, "refused"));
    assert.equal(results(done, "refused").orders, Math.floor(orders / badOrderEvery));
    assert.deepEqual([...done.run.tally.refusals.keys()].sort(), [
      "orders order_is_open",
      "orders quantity_off_scale",
      "orders user_is_unknown",
    ]);
    assert.ok(done.audit && agrees(done.audit), JSON.stringify(done.audit));
    assert.equal(done.audit.accounts, users);
    const before = await writeTimes(done);
    assert.ok(before.length > orders - 10);
    const again = await run(shop);
    assert.deepEqual(results(again, "created"), { assets: 0, users: 0, balances: 0, orders: 0, accounts: 0 });
    assert.equal(results(again, "unchanged").orders, results(done, "created").orders);
    assert.ok(again.audit && agrees(again.audit));
    assert.deepEqual(await writeTimes(again), before);
  });

  it("leaves users with their role, profile and hash, and orders that their owner can list", async () => {
    const admin = await getAuth().getUserByEmail(emailOf(shop.seed, 0));
    assert.deepEqual(admin.customClaims, { role: "admin" });
    assert.match(Buffer.from(admin.passwordHash ?? "", "base64url").toString(), /^\$2b\$10\$/);
    const profile = await readProfile(adminDb(), admin.uid);
    assert.deepEqual([profile.role, profile.displayName, profile.email], ["admin", "User 0", admin.email]);
    const withoutHash = await getAuth().getUserByEmail(emailOf(shop.seed, 3));
    assert.equal(withoutHash.passwordHash, undefined);
    const { rows } = await listOrders(
      adminDb(),
      admin.uid,
      { status: "filled" },
      { limit: 100, after: undefined },
    );
    assert.ok(rows.length > 10);
    for (const row of rows) assert.ok(orderSchema.safeParse(orderView(row)).success);
  });

  it("finds an order that somebody changed afterwards, and does not write over it", async () => {
    const { uid } = await getAuth().getUserByEmail(emailOf(shop.seed, 1));
    const { docs } = await adminDb().collection(`accounts/${uid}/orders`).limit(1).get();
    const order = docs[0];
    assert.ok(order);
    await order.ref.update({ filledValue: "1.23" });
    const outcome = await run(shop);
    assert.equal(outcome.run.tally.refusals.get("orders order_differs"), 1);
    assert.ok(outcome.audit && !agrees(outcome.audit));
    assert.match(outcome.audit.findings.join(), new RegExp(`${uid} entries/opening.1: its imported orders`));
    assert.equal((await order.ref.get()).get("filledValue"), "1.23");
  });
});

/** @returns the exit code, and what was said */
async function ended(child: ChildProcess): Promise<{ code: number | null; said: string }> {
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  const [code] = (await once(child, "close", { signal: AbortSignal.timeout(waitMs) })) as [number | null];
  return { code, said };
}

describe("a migration that is killed (R-DATA-6)", function () {
  this.timeout(300_000);
  let shop: TestShop;
  before(async () => {
    adminDb();
    shop = await openTestShop(users, orders);
  });
  after(() => shop.leave());

  const start = (...more: string[]) => {
    const args = ["--from", shop.folder, "--work", shop.work, "--quiet", ...more];
    return spawn(process.execPath, ["--import", "tsx", script, ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
  };
  const checkpoint = () => join(shop.work, "checkpoint.json");

  it("goes on from its checkpoint and ends where one that was never killed does", async () => {
    const first = start();
    const end = ended(first);
    const deadline = Date.now() + waitMs;
    while (!existsSync(checkpoint()) && first.exitCode === null && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    first.kill("SIGKILL");
    const killed = await end;
    assert.equal(killed.code, null, killed.said);
    const { at } = JSON.parse(readFileSync(checkpoint(), "utf8")) as { at: number };
    assert.ok(at > 0 && at < orders, `${at} rows`);
    const resumed = await ended(start("--resume"));
    assert.equal(resumed.code, 3, resumed.said);
    assert.match(resumed.said, /source and ledger agree/);
    const skipped = Number(/^orders +\d+ +\d+ +\d+ +(\d+)/m.exec(resumed.said)?.[1]);
    assert.ok(skipped > 0 && skipped <= at, resumed.said);
    assert.equal(existsSync(checkpoint()), false);
    const whole = await run(shop);
    assert.deepEqual(results(whole, "created"), { assets: 0, users: 0, balances: 0, orders: 0, accounts: 0 });
    assert.ok(whole.audit && agrees(whole.audit));
  });

  it("refuses a project that is not one of the emulators, an unknown mapping and a source without users", async () => {
    const cases: readonly (readonly [string[], RegExp])[] = [
      [["--project", "bourse-production"], /say --yes/],
      [["--map", "/nowhere.json"], /mapping cannot be read/],
      [["--from", "/nowhere"], /is not there/],
    ];
    for (const [args, message] of cases) {
      const { code, said } = await ended(start(...args));
      assert.equal(code, 2, said);
      assert.match(said, message);
    }
  });
});
