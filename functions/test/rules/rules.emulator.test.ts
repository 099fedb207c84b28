import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  assertFails,
  assertSucceeds,
  initializeTestEnvironment,
  type RulesTestEnvironment,
} from "@firebase/rules-unit-testing";
import {
  collection,
  collectionGroup,
  deleteDoc,
  doc,
  documentId,
  getDoc,
  getDocs,
  limit,
  query,
  setDoc,
  setLogLevel,
  updateDoc,
  where,
  type Firestore,
} from "firebase/firestore";
import { saveCandles } from "../../src/prices/store.js";
import { adminDb, host, projectId, uniqueName } from "../support/backend.js";
import { makeAsset } from "../support/market.js";
import { fetchCoverage, gateOf } from "./coverage.js";
import {
  allowedRows,
  commit,
  honestActs,
  refusedRows,
  resetOwnDocuments,
  type Writes,
} from "./own-writes.js";
import {
  authTime,
  good,
  operations,
  personas,
  places,
  standingRows,
  type Operation,
  type Persona,
  type Place,
} from "./table.js";

type Target = { readonly path: string; readonly subject: string };

const rulesFile = new URL("../../../firestore.rules", import.meta.url);

describe("the Firestore rules", function () {
  this.timeout(120_000);
  const owner = uniqueName("owner");
  const other = uniqueName("other");
  const blocked = uniqueName("blocked");
  /** Whose standing is another in each test of it. */
  const judged = uniqueName("judged");
  const made: string[] = [];
  let environment: RulesTestEnvironment;
  let assetId: string;
  let databases: Record<Persona, Firestore>;
  let beyondRules: Firestore;
  let release: () => void;

  before(async () => {
    // The SDK warns of every refusal, and the refusals are the point.
    setLogLevel("silent");
    // Loading the rules starts the coverage report anew: it tells of these tests only.
    const rules = readFileSync(rulesFile, "utf8");
    environment = await initializeTestEnvironment({ projectId, firestore: { host, port: 8080, rules } });
    const as = (uid: string, role: string) =>
      environment.authenticatedContext(uid, { role }).firestore() as unknown as Firestore;
    databases = {
      anonymous: environment.unauthenticatedContext().firestore() as unknown as Firestore,
      owner: as(owner, "trader"),
      other: as(other, "trader"),
      operator: as(uniqueName("operator"), "operator"),
      admin: as(uniqueName("admin"), "admin"),
      blocked: as(blocked, "trader"),
    };
    made.push(`standings/${owner}`, `standings/${blocked}`);
    // This context ends with its callback, so the callback lasts as long as the tests.
    beyondRules = await new Promise<Firestore>((resolve, reject) => {
      const until = new Promise<void>((end) => (release = end));
      environment
        .withSecurityRulesDisabled((context) => {
          resolve(context.firestore() as unknown as Firestore);
          return until;
        })
        .catch(reject);
    });
    assetId = await makeAsset();
    const start = "2026-01-31T09:00:00.000Z";
    const candle = { interval: "1h", start, open: "1", high: "1", low: "1", close: "1" } as const;
    await saveCandles(adminDb(), assetId, [candle]);
  });

  /** The table writes standings too. */
  beforeEach(async () => {
    for (const uid of [owner, blocked]) {
      const standing = { ...good, uid, blocked: uid === blocked };
      await adminDb().doc(`standings/${uid}`).set(standing);
    }
  });

  after(async () => {
    release();
    setLogLevel("warn");
    await Promise.all(made.map((path) => adminDb().doc(path).delete()));
    await Promise.all(
      ["assets", "quotes"].map((name) => adminDb().recursiveDelete(adminDb().doc(`${name}/${assetId}`))),
    );
    await environment.cleanup();
  });

  /** The path of a document that is there: made here, unless the market helper has made it. */
  async function present(place: Place, subject: string): Promise<string> {
    const name = place.collection(subject, assetId);
    if (place.title.includes("candleId")) {
      const [candle] = (await adminDb().collection(name).limit(1).get()).docs;
      return candle?.ref.path ?? assert.fail("there is a candle");
    }
    const path = `${name}/${place.id?.(subject, assetId) ?? "a-document"}`;
    if (!path.includes(assetId) || path.startsWith("tapes/")) {
      await adminDb().doc(path).set({ uid: subject, note: "written by the test" });
      made.push(path);
    }
    assert.ok((await adminDb().doc(path).get()).exists, path);
    return path;
  }

  const writes: readonly Operation[] = ["create", "update", "delete"];

  const actOf = ({ honestly }: Place, operation: Operation) =>
    honestly === undefined || operation === "get" || operation === "list"
      ? undefined
      : honestActs[honestly]?.[operation];

  async function attempt(
    db: Firestore,
    operation: Operation,
    place: Place,
    { path, subject }: Target,
  ): Promise<number> {
    const act = actOf(place, operation);
    if (act) {
      await commit(db, act(subject));
      return 1;
    }
    const name = place.collection(subject, assetId);
    const asked = place.ownOnly ? [where("uid", "==", subject)] : [];
    switch (operation) {
      case "get":
        return (await getDoc(doc(db, path))).exists() ? 1 : 0;
      case "list":
        return (await getDocs(query(collection(db, name), ...asked, limit(1)))).size;
      case "create":
        await setDoc(doc(db, path), { uid: owner, note: "made by the test" });
        return 1;
      case "update":
        await updateDoc(doc(db, path), { note: "changed by the test" });
        return 1;
      case "delete":
        await deleteDoc(doc(db, path));
        return 1;
    }
  }

  /**
   * Where the operation's document stands. Writes go to a copy beside the real one wherever others read the
   * collection, because an asset of the wrong shape would break their lists: it is gone at once.
   */
  async function target(operation: Operation, place: Place, subject: string): Promise<string> {
    const path = await present(place, subject);
    if (actOf(place, operation)) {
      await resetOwnDocuments(adminDb(), subject);
      if (operation === "create" && place.honestly === "settings") await adminDb().doc(path).delete();
      return path;
    }
    if (!writes.includes(operation) || !path.includes(assetId)) {
      if (operation === "create") await adminDb().doc(path).delete();
      return path;
    }
    const copy = path.replace(/[^/]+$/, `${uniqueName("COPY").toUpperCase()}`);
    const data = (await adminDb().doc(path).get()).data();
    if (operation !== "create")
      await adminDb()
        .doc(copy)
        .set(data ?? {});
    made.push(copy);
    return copy;
  }

  for (const place of places) {
    for (const operation of operations) {
      const allowed = place.allowed[operation] ?? [];
      const refused = personas.filter((persona) => !allowed.includes(persona));
      const who = allowed.length > 0 ? `let ${allowed.join(", ")}` : "let nobody";
      it(`${who} ${operation} ${place.title} (R-DATA-4)`, async () => {
        // Who is blocked is refused their own documents; all others are tried on the owner's.
        for (const subject of [blocked, owner]) {
          const at = { subject, path: await target(operation, place, subject) };
          const whose = (persona: Persona) => (persona === "blocked") === (subject === blocked);
          for (const persona of refused.filter(whose)) {
            await assertFails(attempt(databases[persona], operation, place, at));
          }
          for (const persona of allowed.filter(whose)) {
            const found = await assertSucceeds(attempt(databases[persona], operation, place, at));
            assert.ok(found > 0, `${persona} sees the document`);
          }
          // The twin of every denial: the same operation on the same document, past the rules.
          assert.ok((await attempt(beyondRules, operation, place, at)) > 0, "the operation can succeed");
          if (at.path.includes("COPY")) await adminDb().doc(at.path).delete();
        }
      });
    }
  }

  async function prepared(uid: string, stored: Writes): Promise<void> {
    await resetOwnDocuments(adminDb(), uid);
    await commit(beyondRules, stored);
  }

  for (const { title, writes, stored } of allowedRows) {
    it(`let the owner write ${title} (R-DATA-4)`, async () => {
      await prepared(owner, stored?.(owner) ?? {});
      await assertSucceeds(commit(databases.owner, writes(owner)));
    });
  }

  it("let a user of whom no standing is known write settings too (R-DATA-4)", async () => {
    made.push(`users/${other}/settings/app`);
    await assertSucceeds(commit(databases.other, honestActs["settings"]?.["update"]?.(other) ?? {}));
  });

  for (const { title, writes, stored } of refusedRows) {
    it(`refuse the owner ${title} (R-DATA-4)`, async () => {
      await prepared(owner, stored?.(owner) ?? {});
      await assertFails(commit(databases.owner, writes(owner)));
      // There is nothing wrong with it but the rules.
      await commit(beyondRules, writes(owner));
    });
  }

  /** Where the owner alone reads; the standing itself is read by its owner whatever it says. */
  const ownPlaces = places.filter(({ allowed, title }) => {
    return allowed.get?.length === 1 && title !== "standings/{uid}";
  });
  for (const { title, claims, standing, allowed } of standingRows) {
    it(`${allowed ? "let" : "keep"} a user whose standing ${title} read${allowed ? "" : " nothing of"} their own (R-DATA-4, R-AUTH-3)`, async () => {
      assert.ok(ownPlaces.length >= 8, `${ownPlaces.length} places`);
      const token = { role: "trader", auth_time: authTime, ...claims };
      const db = environment.authenticatedContext(judged, token).firestore() as unknown as Firestore;
      const document = adminDb().doc(`standings/${judged}`);
      if (standing) await document.set({ uid: judged, ...standing });
      try {
        for (const place of ownPlaces) {
          const path = await present(place, judged);
          const read = attempt(db, "get", place, { path, subject: judged });
          if (allowed) assert.equal(await assertSucceeds(read), 1);
          else await assertFails(read);
        }
        const own = getDoc(doc(db, `standings/${judged}`));
        assert.equal((await assertSucceeds(own)).exists(), standing !== null);
      } finally {
        await document.delete();
      }
    });
  }

  it("let nobody read orders, entries or alerts across users, not even their own (R-DATA-4)", async () => {
    for (const [parent, name] of [
      ["accounts", "orders"],
      ["accounts", "entries"],
      ["users", "alerts"],
    ] as const) {
      const path = `${parent}/${owner}/${name}/a-document`;
      await adminDb().doc(path).set({ uid: owner });
      made.push(path);
      const across = (db: Firestore) =>
        getDocs(query(collectionGroup(db, name), where("uid", "==", owner), limit(1)));
      for (const persona of personas) await assertFails(across(databases[persona]));
      assert.equal((await across(beyondRules)).size, 1);
    }
  });

  it("let nobody list jobs or files without asking for their own (R-DATA-4, R-JOB-3, R-FILE-3)", async () => {
    for (const name of ["jobs", "files"]) {
      await adminDb().doc(`${name}/of-the-owner`).set({ uid: owner });
      made.push(`${name}/of-the-owner`);
      const all = (db: Firestore) => getDocs(query(collection(db, name), limit(1)));
      for (const persona of personas) await assertFails(all(databases[persona]));
      assert.equal((await all(beyondRules)).size, 1);
    }
  });

  it("let nobody list profiles or accounts, not even for their own (R-DATA-4)", async () => {
    for (const name of ["users", "accounts"]) {
      await adminDb().doc(`${name}/${owner}`).set({ uid: owner });
      for (const key of ["uid", documentId()]) {
        const mine = (db: Firestore) => getDocs(query(collection(db, name), where(key, "==", owner)));
        for (const persona of personas) await assertFails(mine(databases[persona]));
        assert.equal((await mine(beyondRules)).size, 1);
      }
    }
  });

  describe("have a coverage gate that", () => {
    it("finds every condition both true and false: 100 % (R-DATA-4)", async () => {
      const { conditions, gaps } = gateOf(await fetchCoverage());
      assert.deepEqual(gaps, []);
      // Each `if` that is no literal is one, beside those inside its function.
      const written = readFileSync(rulesFile, "utf8").match(/: if (?!true;|false;)/g) ?? [];
      assert.ok(conditions > written.length && written.length > 0, `${conditions} conditions`);
    });

    it("finds what was never reached, never true, never false, or an error (R-DATA-4)", async () => {
      const { rules, report = [] } = await fetchCoverage();
      const [file = { content: "" }] = rules.files;
      const at = (text: string) => {
        const currentOffset = file.content.indexOf(text);
        return { line: 1, column: 1, currentOffset, endOffset: currentOffset + text.length - 1 };
      };
      const gapsWith = (values: object[]) => {
        const part = {
          sourcePosition: at("request.auth"),
          values: [{ value: { nullValue: null }, count: 2 }],
        };
        const node = {
          sourcePosition: at("request.auth != null"),
          values: values as never,
          children: [part],
        };
        return gateOf({ rules, report: [...report, node] }).gaps;
      };
      const seen = (value: boolean) => ({ value: { boolValue: value }, count: 1 });
      assert.match(gapsWith([]).join(), /never reached/);
      assert.match(gapsWith([seen(false)]).join(), /never true/);
      assert.match(gapsWith([seen(true)]).join(), /never false/);
      assert.match(gapsWith([seen(true), seen(false), { value: {}, count: 1 }]).join(), /error/);
      assert.deepEqual(gapsWith([seen(true), seen(false)]), []);
    });
  });
});
