import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parse } from "csv-parse/sync";
import { moveMoney } from "../../src/accounts/moving.js";
import { exportPage } from "../../src/accounts/exporting.js";
import type { JobTypeName } from "../../src/jobs/contract.js";
import { startJob } from "../../src/jobs/creating.js";
import { jobIdOf, systemUid } from "../../src/jobs/job.js";
import { jobTypes } from "../../src/jobs/registry.js";
import { readJob } from "../../src/jobs/store.js";
import { workOn } from "../../src/jobs/working.js";
import { createContext, type Context } from "../../src/platform/context.js";
import { verifyExport } from "../../src/verifier/verify.js";
import { adminDb, uniqueName } from "../support/backend.js";
import { createJobOf, jobSeen, jobSucceeded } from "../support/jobs.js";
import { arrived } from "../support/mailbox.js";
import { makeAsset } from "../support/market.js";
import { candleClose, pastOf } from "../support/past.js";
import { rowsOfPdf } from "../support/pdf-rows.js";
import { refused, signUp, type Person } from "../support/people.js";
import { isBefore, isBetween, rawEntries, rawFold, written } from "../support/raw-fold.js";

const month = "2026-10";
const [from, to] = ["2026-10-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z"];

async function contentOf(person: Person, fileId: unknown): Promise<Buffer> {
  const { url } = await person.call<{ url: string }>("files-createDownload", { fileId });
  return Buffer.from(await (await fetch(url, { signal: AbortSignal.timeout(120_000) })).arrayBuffer());
}

async function made(person: Person, type: string, params: object = {}) {
  const { job } = await createJobOf(person, type, params);
  const { result } = await jobSeen(person, job, "succeeded");
  return { job, result: result ?? {}, content: await contentOf(person, result?.["fileId"]) };
}

describe("a statement", function () {
  this.timeout(180_000);
  let person: Person;
  let assetId: string;

  before(async () => {
    [person, assetId] = await Promise.all([signUp("holder"), makeAsset({ price: "100.00" })]);
    await person.call("users-update", { displayName: "Łena Петренко 山田 O'Brien" });
    const past = pastOf(person.uid);
    await past.deposit("2026-09-10T09:00:00.000Z", "20000.00");
    await past.trade("2026-09-11T09:00:00.000Z", assetId, "buy", "10.5", "101.13");
    await past.deposit("2026-10-01T00:00:00.000Z", "1234.56");
    await past.trade("2026-10-02T09:00:00.000Z", assetId, "sell", "4.12345678", "110.07");
    await past.trade("2026-10-03T09:00:00.000Z", assetId, "buy", "0.12000001", "99.99");
    await past.hold("2026-10-30T09:00:00.000Z", "USD", 150_00n);
    await past.withdraw("2026-10-31T23:59:59.999Z", "300.00");
    await past.deposit("2026-11-01T00:00:00.000Z", "5.00");
    await past.trade("2026-11-02T09:00:00.000Z", assetId, "sell", "1", "90.00");
    await candleClose(assetId, "1d", "2026-10-31T00:00:00.000Z", "123.45");
  });
  after(() => person.close());

  /** What a statement of the month must say, from the stored entries alone. */
  async function expected() {
    const entries = await rawEntries(person.uid);
    const opening = rawFold(person.uid, entries.filter(isBefore(from)));
    const closing = rawFold(person.uid, entries.filter(isBefore(to)));
    const inMonth = entries.filter(isBetween(from, to));
    return { opening, closing, inMonth, moved: rawFold(person.uid, inMonth) };
  }

  it("as CSV says what the entries add up to, each of them included (R-JOB-2)", async () => {
    const { content, result } = await made(person, "statement", { month, format: "csv" });
    const rows = parse<Record<string, string>>(content, { columns: true });
    const { opening, closing, inMonth, moved } = await expected();
    const of = (record: string) => rows.filter((row) => row["record"] === record);
    for (const [record, book] of Object.entries({ opening, closing })) {
      const said = of(record).map((row) => [row["assetId"], row["bucket"], row["amount"]]);
      const folded = [...closing.balances.keys()].flatMap((id) =>
        (["available", "held"] as const).map((bucket) => {
          const balance = book.balances.get(id);
          return [id, bucket, balance ? written(id, balance[bucket]) : "0"];
        }),
      );
      assert.deepEqual(said, folded, record);
    }
    assert.deepEqual(
      of("posting").map(({ seq, assetId: id, account, bucket, amount, balanceAfter }) => {
        return [Number(seq), id, account, bucket, amount, balanceAfter];
      }),
      inMonth.flatMap(({ seq, postings }) =>
        postings.map(({ assetId: id, account, bucket, amount, balanceAfter }) => {
          return [seq, id, account, bucket, amount, balanceAfter ?? ""];
        }),
      ),
    );
    const [position, ...others] = of("position");
    const held = closing.balances.get(assetId);
    const quantity = held?.available.plus(held.held);
    assert.deepEqual(
      [position?.["assetId"], position?.["amount"], position?.["cost"], position?.["realised"], others],
      [
        ...[assetId, quantity?.toFixed(), closing.costs.get(assetId)?.toFixed(2)],
        ...[moved.realisedOf.get(assetId)?.toFixed(2), []],
      ],
    );
    assert.deepEqual(
      [position?.["price"], position?.["value"]],
      ["123.45", quantity?.times("123.45").toFixed(2, 4)],
    );
    const totals = Object.fromEntries(of("total").map(({ name = "", amount }) => [name, amount]));
    assert.deepEqual(totals, {
      ...{ deposits: moved.deposits.toFixed(2), withdrawals: moved.withdrawals.toFixed(2) },
      ...{ fees: moved.fees.toFixed(2), realised: moved.realised.toFixed(2) },
    });
    assert.deepEqual(totals, result["totals"]);
    assert.equal(result["entries"], inMonth.length);
    assert.equal(inMonth.length, 5);
  });

  it("as PDF says the same, with a head on every page and numbers on them (R-JOB-2)", async () => {
    const { content, job } = await made(person, "statement", { month, format: "pdf" });
    const pages = await rowsOfPdf(content);
    const { opening, closing, inMonth, moved } = await expected();
    for (const [at, rows] of pages.entries()) {
      assert.equal(rows.at(-1)?.at(-1), `Page ${at + 1} of ${pages.length}`);
      assert.ok(rows.some(([first]) => first === "Time (UTC)"));
    }
    const rows = pages.flat().map((cells) => cells.map((cell) => cell.replaceAll(",", "")));
    const has = (...cells: string[]) =>
      assert.ok(
        rows.some((row) => row.join("|") === cells.join("|")),
        `${cells.join(" | ")} is not in\n${rows.map((row) => row.join(" | ")).join("\n")}`,
      );
    // Each piece is written in a font that knows its letters.
    has("Account holder", "Ł", "ena", "Петренко", "?? O'Brien");
    for (const [id, { available, held }] of closing.balances) {
      const before = opening.balances.get(id);
      const opened = before ? before.available.plus(before.held) : available.minus(available);
      const closed = available.plus(held);
      has(id, ...[opened, closed.minus(opened), closed, held].map((amount) => written(id, amount)));
    }
    const held = closing.balances.get(assetId) ?? assert.fail("it is held");
    const quantity = held.available.plus(held.held);
    has(
      ...[assetId, quantity.toFixed(), closing.costs.get(assetId)?.toFixed(2) ?? "", "123.45"],
      ...[quantity.times("123.45").toFixed(2, 4), moved.realisedOf.get(assetId)?.toFixed(2) ?? ""],
    );
    has("Deposits", moved.deposits.toFixed(2));
    has("Withdrawals", moved.withdrawals.toFixed(2));
    has("Fees", moved.fees.toFixed(2));
    has("Profit or loss realised", moved.realised.toFixed(2));
    const postings = rows.filter(([where = ""]) =>
      /^(Your account|Market$|Outside$|Fees$|Rounding$)/.test(where),
    );
    assert.deepEqual(
      postings.slice(1).map((row) => row.slice(1)),
      inMonth.flatMap((entry) =>
        entry.postings.map(({ assetId: id, amount, balanceAfter }) => {
          return [id, amount, ...(balanceAfter === null ? [] : [balanceAfter])];
        }),
      ),
    );
    const notifications = adminDb().collection(`users/${person.uid}/notifications`);
    const told = await notifications.doc(`statement.${month}.${job.jobId}`).get();
    assert.deepEqual(
      [told.get("kind"), (told.get("data") as { fileId: string }).fileId],
      ["statement_ready", job.jobId],
    );
    await arrived(person.email, ({ subject }) => subject === `Your statement for ${month} is ready`);
  });

  it("of the month that is not over ends as the account is now; of one to come there is none (R-JOB-2)", async () => {
    const now = new Date().toISOString().slice(0, 7);
    const { result } = await made(person, "statement", { month: now, format: "csv" });
    const { balances } = await person.call<{
      balances: { assetId: string; available: string; held: string }[];
    }>("accounts-get");
    const shown = balances.map(({ assetId: id, available, held }) => ({ assetId: id, available, held }));
    const byId = (one: { assetId: string }, other: { assetId: string }) =>
      one.assetId < other.assetId ? -1 : 1;
    assert.deepEqual((result["closing"] as typeof shown).toSorted(byId), shown.toSorted(byId));
    const { fields } = await refused(
      "input_is_invalid",
      createJobOf(person, "statement", { month: "2999-01", format: "pdf" }),
    );
    assert.deepEqual(fields, ["params.month"]);
  });

  it("is made once for each month and account by however many rounds (R-JOB-2, R-JOB-5)", async () => {
    const idle = await signUp("idle");
    const context = createContext({ db: adminDb() });
    for (const requestId of [uniqueName("round"), uniqueName("round")]) {
      const { job } = await startJob(context, {
        ...{ uid: systemUid, requestId, type: "monthly-statements", params: { month } },
      });
      await jobSucceeded(job.jobId);
    }
    const jobs = adminDb().collection("jobs").where("requestId", "==", `monthly.statement.${month}`);
    const owners = (await jobs.get()).docs.map((document) => document.get("uid") as string);
    assert.equal(owners.filter((uid) => uid === person.uid).length, 1);
    assert.ok(!owners.includes(idle.uid), "an account that did not move gets none");
    await idle.close();
  });
});

describe("a worker that is killed half-way", function () {
  this.timeout(180_000);
  const uid = uniqueName("killed");
  let context: Context;

  before(async () => {
    context = {
      ...createContext({ db: adminDb() }),
      queue: { enqueue: () => Promise.resolve("queued" as const) },
    };
    for (let turn = 0; turn < 24; turn++) {
      const deposits = Array.from({ length: 50 }, () =>
        moveMoney(context, uid, "deposit", { requestId: uniqueName("d"), amount: "1.01", assetId: "USD" }),
      );
      await Promise.all(deposits);
    }
  });
  after(() => context.committer.close());

  const kinds: [JobTypeName, object][] = [
    ["statement", { month: new Date().toISOString().slice(0, 7), format: "csv" }],
    ["account-export", {}],
  ];
  for (const [type, params] of kinds) {
    it(`leaves one file of its ${type} when another goes on (R-JOB-1, R-FILE-1)`, async () => {
      const { job } = await startJob(context, {
        uid,
        requestId: uniqueName("r"),
        type,
        params: params as never,
      });
      const script = fileURLToPath(new URL("../jobs/worker-process.ts", import.meta.url));
      const child = fork(script, [type, job.jobId, "2"], { execArgv: ["--import", "tsx"], stdio: "ignore" });
      try {
        const [said] = (await once(child, "message", { signal: AbortSignal.timeout(180_000) })) as unknown[];
        assert.equal(said, "half-way");
      } finally {
        const gone = once(child, "exit", { signal: AbortSignal.timeout(120_000) });
        child.kill("SIGKILL");
        await gone;
      }
      const dead = (await readJob(context.db, job.jobId))?.job;
      assert.deepEqual([dead?.status, dead?.claims], ["running", 1]);
      const files = context.db.collection("files").where("jobId", "==", job.jobId);
      assert.equal((await files.get()).size, 0);
      const worker = jobTypes[type];
      const delivery = { jobId: job.jobId, generation: 1 };
      assert.equal((await workOn(context, worker, delivery))["job"], "busy");
      // When the lease of the dead one is over.
      const later = { ...context, clock: () => Date.now() + (worker.leaseSeconds + 1) * 1_000 };
      assert.equal((await workOn(later, worker, delivery))["job"], "succeeded");
      assert.equal((await workOn(later, worker, delivery))["job"], "over");
      const [file, ...more] = (await files.get()).docs;
      assert.deepEqual(more, []);
      const bucket = await context.buckets.files();
      const [content] = await bucket.file(file?.get("path") as string).download();
      const text = content.toString();
      assert.equal(text.match(type === "statement" ? /^entry,/gm : /^\{"type":"entry"/gm)?.length, 1_200);
    });
  }
});

describe("everything that is kept of a user", function () {
  this.timeout(180_000);
  let person: Person;
  before(async () => {
    person = await signUp("subject");
    await person.call("accounts-deposit", { requestId: "d", amount: "50.00" });
    await person.call("users-update", { displayName: "Sophie Subject" });
    await person.call("watchlists-save", { watchlistId: "w", name: "Mine", assetIds: [await makeAsset()] });
    const events = ["order.filled"];
    await person.call("webhooks-create", { webhookId: "h", url: "https://example.com/hook", events });
  });
  after(() => person.close());

  it("is exported as one file whose ledger verifies, without secrets (R-JOB-2, R-DATA-7)", async () => {
    const { content, result } = await made(person, "account-export");
    const verdict = await verifyExport([content]);
    assert.ok(verdict.ok && verdict.uid === person.uid, JSON.stringify(verdict));
    assert.deepEqual([verdict.seq, verdict.headHash], [result["seq"], result["headHash"]]);
    const lines = content
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string; of?: string; record?: Record<string, unknown> });
    const personal = lines.filter(({ type }) => type === "personal");
    const of = (name: string) =>
      personal.filter((line) => line.of === name).map(({ record }) => record ?? {});
    assert.equal(of("profile")[0]?.["displayName"], "Sophie Subject");
    assert.equal(of("watchlists")[0]?.["name"], "Mine");
    assert.equal(of("webhooks")[0]?.["url"], "https://example.com/hook");
    assert.ok(of("jobs").length > 0 && of("mail").length > 0);
    assert.ok(!content.toString().includes("whsec_"));
  });

  it("goes after the account is deleted, but for entries that still verify (R-JOB-2, R-AUTH-1)", async () => {
    const { uid } = person;
    await made(person, "statement", { month: new Date().toISOString().slice(0, 7), format: "pdf" });
    await person.call("jobs-create", {
      ...{ requestId: "waits", type: "account-audit", params: {} },
      notBefore: new Date(Date.now() + 86_400_000).toISOString(),
    });
    await person.call("accounts-withdraw", { requestId: "all", amount: "50.00" });
    await person.call("users-delete", { confirm: true });
    const erasure = await jobSucceeded(jobIdOf(systemUid, `erasure-${uid}`));
    assert.ok(Number(erasure.result?.["jobs"]) >= 3 && Number(erasure.result?.["objects"]) >= 2);
    for (const name of ["files", "jobs", "mail"]) {
      const left = await adminDb().collection(name).where("uid", "==", uid).get();
      assert.equal(left.size, 0, name);
    }
    const context = createContext({ db: adminDb() });
    for (const prefix of ["files", "quarantine"]) {
      const [objects] = await (await context.buckets.files()).getFiles({ prefix: `${prefix}/${uid}/` });
      assert.deepEqual(objects, []);
    }
    const profile = adminDb().doc(`users/${uid}`);
    assert.deepEqual([(await profile.get()).exists, await profile.listCollections()], [false, []]);
    assert.equal((await adminDb().doc(`fileBooks/${uid}`).get()).exists, false);
    const { lines } = await exportPage(adminDb(), uid, null, 500);
    const verdict = await verifyExport(lines.map((line) => `${line}\n`));
    assert.ok(verdict.ok && verdict.entries === 2, JSON.stringify(verdict));
    assert.ok(!JSON.stringify(lines).includes(person.email));
  });
});
