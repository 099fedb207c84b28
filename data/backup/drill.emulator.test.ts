import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { getApps } from "firebase-admin/app";
import { getAuth } from "firebase-admin/auth";
import { GeoPoint, getFirestore, Timestamp, type Firestore } from "firebase-admin/firestore";
import { getStorage } from "firebase-admin/storage";
import { describe, it } from "mocha";
import { audit } from "../../functions/src/ledger/audit.js";
import { adminDb, host, projectId, uniqueName } from "../../functions/test/support/backend.js";
import { openCheckpoint } from "../migrate/checkpoint.js";
import { defaultMapping } from "../migrate/mapping.js";
import { migrate } from "../migrate/migration.js";
import { importedUids } from "../migrate/ids.js";
import { noProgress } from "../migrate/progress.js";
import { openSource } from "../migrate/sources/open-source.js";
import { storedAccounts } from "../migrate/stored.js";
import { openTally } from "../migrate/tally.js";
import { openTestShop, type TestShop } from "../test-shop.js";
import { UsageError } from "../target.js";
import { backUp, copyOf } from "./backing-up.js";
import { differences, digestsOf } from "./manifest.js";
import { everything, openPlace, type Place } from "./place.js";
import { restore } from "./restoring.js";

/** A database of its own: no trigger of the running stack sees what is written there. */
const database = "drill";
const waitMs = 120_000;

/** Every type of value, and names that need care. */
async function writeOddDocuments(db: Firestore): Promise<void> {
  const values = {
    ...{ whole: 1, large: 2n ** 62n, double: 1.5, wholeDouble: -0, notANumber: NaN, endless: -Infinity },
    ...{ nothing: null, yes: true, text: 'ünï💶\n"\\', empty: "", bytes: Buffer.from([0, 255, 7]) },
    ...{ moment: new Timestamp(1, 123_456_000), place: new GeoPoint(-0.5, 179.25) },
    ...{ own: db.doc("a/b"), list: [1, [].length, { deep: [db.doc("c/d")] }], map: {}, none: [] },
    ...{ "a.b": 1, "`": 2 },
  };
  await db.doc("odd/values").set(values);
  await db.doc("odd/phantom/below/a/further/é").set({ at: Timestamp.fromMillis(5) });
  await db.doc("projects/a/b/c/d/e").set({ to: db.doc("projects/a/b/c/d/e") });
}

describe("a drill: load, back up, wipe, restore, audit (R-DATA-7)", function () {
  this.timeout(300_000);
  let root: string;
  let shop: TestShop;
  let db: Firestore;
  let place: Place;
  const filePrefix = `${uniqueName("drill")}/`;
  const email = `${uniqueName("drill")}@example.test`;
  const uid = `${importedUids[0]}${uniqueName("drill")}`;
  const password = "open-outcry-1";

  before(async () => {
    adminDb();
    const app = getApps()[0];
    assert.ok(app);
    root = mkdtempSync(join(tmpdir(), "bourse-drill-"));
    shop = await openTestShop(12, 300);
    db = getFirestore(app, database);
    place = openPlace({ ...everything, database, uidPrefix: importedUids[0], filePrefix }, process.env);
    await place.firestore?.wipe();
    const checkpoint = openCheckpoint(join(root, "checkpoint.json"), [], false);
    const given = { source: await openSource(shop.folder), mapping: defaultMapping, db, auth: getAuth() };
    const running = { environment: process.env, dryRun: false, quotes: false, tally: openTally(null) };
    const signal = AbortSignal.timeout(waitMs);
    await migrate({ ...given, ...running, progress: noProgress, signal }, checkpoint);
    await writeOddDocuments(db);
    await getAuth().createUser({ uid, email, password, displayName: "Dora" });
    const bucket = getStorage(app).bucket(`${projectId}.appspot.com`);
    const metadata = { contentType: "text/plain", metadata: { owner: "ann" } };
    await bucket.file(`${filePrefix}a b/ü.txt`).save("hello", { resumable: false, metadata });
  });

  after(async () => {
    await place.firestore?.wipe();
    shop.leave();
    rmSync(root, { recursive: true });
  });

  const accounts = async () => {
    const found: string[] = [];
    for await (const stored of storedAccounts(db, importedUids)) {
      assert.deepEqual(audit(stored.account, stored.entries, stored.orders), []);
      found.push(`${stored.uid} ${stored.account.headHash} ${stored.orders.length}`);
    }
    return found;
  };

  const signIn = async () => {
    const url = `http://${host}:9099/identitytoolkit.googleapis.com/v1/accounts:signInWithPassword?key=any`;
    const body = JSON.stringify({ email, password });
    return (await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body }))
      .status;
  };

  it("brings back every document, sign-in and file, with equal digests and accounts that pass the audit", async () => {
    const folder = join(root, "backup");
    const before = { accounts: await accounts(), values: (await db.doc("odd/values").get()).data() };
    assert.equal(before.accounts.length, 12);
    const manifest = await backUp(place, folder);
    assert.ok((manifest.firestore?.["accounts/orders"]?.count ?? 0) > 250);
    assert.equal(manifest.firestore?.["odd/below/further"]?.count, 1);
    assert.equal(manifest.storage?.count, 1);

    await assert.rejects(restore(place, folder, false), /database drill, sign-ins, files/);
    await assert.rejects(backUp(place, folder), UsageError);
    await db.doc("odd/later").set({ at: 1 });
    const { differing } = await restore(place, folder, true);
    assert.deepEqual(differing, []);

    assert.equal((await db.doc("odd/later").get()).exists, false);
    assert.deepEqual(await accounts(), before.accounts);
    const values = (await db.doc("odd/values").get()).data();
    assert.deepEqual(values, before.values);
    assert.ok(Object.is(values?.["wholeDouble"], -0));
    assert.equal(await signIn(), 200);
    const [bytes] = await place.bucket!.file(`${filePrefix}a b/ü.txt`).download();
    assert.equal(bytes.toString(), "hello");
    const second = await backUp(place, join(root, "second"));
    assert.deepEqual(differences(digestsOf(manifest), digestsOf(second)), []);
  });

  it("tells one changed field, one document more and one less by the digests", async () => {
    const start = digestsOf(await copyOf(place, null));
    for (const change of [
      () => db.doc("odd/values").update({ whole: 1.5 }),
      () => db.doc("odd/more").set({}),
      () => db.doc("odd/phantom/below/a/further/é").delete(),
    ]) {
      const before = digestsOf(await copyOf(place, null));
      await change();
      assert.equal(differences(before, digestsOf(await copyOf(place, null))).length, 1);
    }
    assert.deepEqual(differences(start, digestsOf(await copyOf(place, null))), ["odd", "odd/below/further"]);
  });

  it("deletes nothing for a backup that was changed, cut off or never finished", async () => {
    const folder = join(root, "backup");
    const file = join(folder, "accounts.orders.ndjson.gz");
    const whole = readFileSync(file);
    const lines = gunzipSync(whole).toString();
    const before = digestsOf(await copyOf(place, null));
    for (const [bytes, message] of [
      [whole.subarray(0, whole.length / 2), /cannot be read/],
      [gzipSync(lines.replace('"filled"', '"failed"')), /not what its manifest says/],
      [gzipSync(lines.slice(lines.indexOf("\n") + 1)), /not what its manifest says/],
    ] as const) {
      writeFileSync(file, bytes);
      await assert.rejects(restore(place, folder, true), message);
    }
    writeFileSync(file, whole);
    rmSync(join(folder, "manifest.json"));
    await assert.rejects(restore(place, folder, true), /no backup, or one that was interrupted/);
    assert.deepEqual(differences(before, digestsOf(await copyOf(place, null))), []);
  });
});
