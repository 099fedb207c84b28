import assert from "node:assert/strict";
import { getAuth } from "firebase-admin/auth";
import { adminDb } from "../../test/support/backend.js";
import { signUp, type Person } from "../../test/support/people.js";
import { createCache } from "../platform/cache.js";
import { createContext, type Context } from "../platform/context.js";
import { createRedis } from "../platform/redis.js";
import { block, setRole } from "../users/administering.js";
import { createStandings } from "./cached.js";

const failuresUntilOpen = 3;

describe("a standing while Redis is gone", () => {
  let person: Person;
  let asked: number;
  let context: Context;
  before(() => void adminDb());
  beforeEach(async () => {
    person = await signUp("outage");
    asked = 0;
    context = createContext({ db: adminDb() });
  });
  afterEach(() => person.close());

  /** As a process reads it whose circuit has opened; what it asks of Authentication is counted. */
  async function openOutage() {
    const redis = createRedis({ url: "http://127.0.0.1:9", token: "none", timeoutMs: 100 });
    for (let failure = 0; failure < failuresUntilOpen; failure++) {
      await redis.run((client) => client.ping()).catch(() => undefined);
    }
    const auth = new Proxy(getAuth(), {
      get(target, name) {
        if (name === "getUser") asked++;
        const member = Reflect.get(target, name) as unknown;
        return typeof member === "function" ? (member.bind(target) as unknown) : member;
      },
    });
    return createStandings(adminDb(), () => auth, createCache(redis));
  }

  it("is what both places say, and asks Authentication once (R-AUTH-3, R-EDGE-3)", async () => {
    const standings = await openOutage();
    const fresh = await standings.readFresh(person.uid);
    asked = 0;
    for (let call = 0; call < 5; call++) assert.deepEqual(await standings.read(person.uid), fresh);
    assert.equal(asked, 1);
    assert.equal(fresh.role, "trader");
  });

  it("knows another role, taken or given, from the next call on (R-AUTH-3)", async () => {
    const standings = await openOutage();
    for (const role of ["operator", "admin", "trader"] as const) {
      await setRole(context, "test", person.uid, role);
      assert.equal((await standings.read(person.uid)).role, role);
    }
    // The document is taken back first: whoever reads between the two must not remember the old role.
    await setRole(context, "test", person.uid, "admin");
    await standings.read(person.uid);
    await adminDb().doc(`standings/${person.uid}`).update({ role: "trader" });
    assert.equal((await standings.read(person.uid)).role, "admin");
    await getAuth().setCustomUserClaims(person.uid, { role: "trader" });
    assert.equal((await standings.read(person.uid)).role, "trader");
  });

  it("knows a block from the next call on (R-AUTH-3)", async () => {
    const standings = await openOutage();
    assert.equal((await standings.read(person.uid)).blocked, false);
    await block(context, "test", person.uid, "For a test");
    const { blocked, sessionIds } = await standings.read(person.uid);
    assert.deepEqual([blocked, sessionIds], [true, []]);
  });

  it("of nobody is asked for each time (R-AUTH-3)", async () => {
    const standings = await openOutage();
    for (let call = 0; call < 2; call++) assert.equal((await standings.read("nobody-at-all")).known, false);
    assert.equal(asked, 2);
  });
});
