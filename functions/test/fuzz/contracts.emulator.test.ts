/**
 * Ten thousand calls made from the contracts themselves: valid, nearly valid and hostile ones, to the build that is
 * deployed, over HTTP, with real tokens. `FUZZ_SEED` and `FUZZ_CALLS` choose others; a failure names the seed and the
 * smallest call that it found.
 */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import { adminDb } from "../support/backend.js";
import { makeAsset } from "../support/market.js";
import type { Person } from "../support/people.js";
import { openReceiver, type Receiver } from "../support/receiver.js";
import { startServer, type ServerProcess } from "../load/processes.js";
import { unlimited } from "../load/unlimited.js";
import { deployed, deployedCallables, type Deployed } from "../surface/deployed.js";
import {
  auditStored,
  canaryOf,
  dictionaryOf,
  openAdmin,
  openNewcomer,
  openPlayer,
  signUpAll,
  type Player,
} from "./cast.js";
import type { Dictionary } from "./dictionary.js";
import { hostileValue, spoilt } from "./hostile.js";
import { check, checkEnding, portOf, type Caller, type Probe } from "./probing.js";
import { recipes } from "./recipes.js";
import { acceptedBy } from "./schema-values.js";
import { collectionsByUser, everythingOf } from "./stored.js";
import { nextAddress, send, type Call } from "./wire.js";

const seed = Number(process.env["FUZZ_SEED"] ?? 20_261_126);
const callsMin = Number(process.env["FUZZ_CALLS"] ?? 10_000);
const processes = 2;
/** Of all calls, those that each callable gets alone. The rest mixes all of them on one account. */
const shareAlone = 0.5;
const mixers = 4;
/** The bystander, whoever calls, and an administrator's victim. */
const players = 2 + mixers;
/** Callers that each function which ends its caller may use up. */
const newcomersEach = 6;
const callsAlone = Math.ceil((callsMin * shareAlone) / deployedCallables.length);
const httpCalls = 200;
const unseenShareMax = 0.05;
/** They end their caller's session: few of their calls are good, because each of those takes a new caller. */
const ending: ReadonlySet<string> = new Set(["users-delete", "users-revokeSessions"]);
/** They take away what the others are called about: they come last. */
const takesAway = ({ name }: Deployed) => /-(delete|cancel|cancelAll|close)$/.test(name);

const isForAdmins = ({ policy }: Deployed) => !policy.who.includes("trader") && policy.who !== "anyone";

function callsOf({ name, input }: Deployed, dictionary: Dictionary): fc.Arbitrary<Call> {
  assert.ok(input, `${name} declares its input`);
  const valid = recipes[name]?.(dictionary) ?? acceptedBy(input, dictionary);
  const isEnding = ending.has(name);
  const inputs = fc.oneof(
    { arbitrary: valid, weight: isEnding ? 1 : 9 },
    { arbitrary: acceptedBy(input, dictionary), weight: isEnding ? 1 : 2 },
    { arbitrary: spoilt(valid, dictionary), weight: 7 },
    { arbitrary: hostileValue(dictionary), weight: isEnding ? 7 : 2 },
  );
  return inputs.map((made) => ({ name, input: made }));
}

describe("calls made from the contracts", function () {
  this.timeout(600_000);
  const servers: ServerProcess[] = [];
  const canary = canaryOf();
  const callers: Caller[] = [];
  /** Signed up, and nobody's part yet. */
  const newcomers: Person[] = [];
  const people: { close: () => Promise<void> }[] = [];
  const clients: Caller[] = [];
  let receiver: Receiver;
  let probe: Probe;
  let bystander: Player;
  let assetIds: string[];
  let assetsBefore: Set<string>;
  let bystanderBefore: unknown;

  const bystanderNow = () => everythingOf(bystander.person.uid, probe.byUser, []);

  before(async () => {
    servers.push(
      ...(await Promise.all(
        Array.from({ length: processes }, () => startServer({ environment: unlimited })),
      )),
    );
    receiver = await openReceiver();
    newcomers.push(...(await signUpAll(players + ending.size * (1 + newcomersEach))));
    people.push(...newcomers);
    assetsBefore = new Set((await adminDb().collection("assets").select().get()).docs.map(({ id }) => id));
    assetIds = await Promise.all([makeAsset(), makeAsset(), makeAsset({ status: "halted" })]);
    bystander = await openOne({ prefix: "theirs-", canary });
    probe = {
      ...{ seed, ports: servers.map(({ port }) => port), secrets: [canary, bystander.person.email] },
      ...{ byUser: await collectionsByUser(), tellingAll: new Set(["users-list"]) },
      ...{ tallies: new Map(), counts: { sent: 0, repeats: 0, unseen: 0 } },
    };
    for (let mixer = 0; mixer < mixers; mixer++) clients.push(await callerOf(await openOne()));
    bystanderBefore = await bystanderNow();
  });

  after(async () => {
    const { docs } = await adminDb().collection("assets").select().get();
    const made = docs.map(({ id }) => id).filter((id) => !assetsBefore.has(id));
    const left = made.flatMap((id) => ["assets", "quotes", "tapes"].map((name) => `${name}/${id}`));
    // Jobs would begin in a day, and webhooks would be told of what others do.
    for (const uid of [...callers, bystander.person].map((it) => it.uid)) {
      const jobs = await adminDb().collection("jobs").where("uid", "==", uid).select().get();
      const hooks = await adminDb().collection(`users/${uid}/webhooks`).select().get();
      left.push(...[...jobs.docs, ...hooks.docs].map(({ ref }) => ref.path));
    }
    await Promise.all(left.map((path) => adminDb().recursiveDelete(adminDb().doc(path))));
    await Promise.all([...people, ...servers, receiver].map((it) => it.close()));
  });

  async function openOne(more: { prefix?: string; canary?: string } = {}): Promise<Player> {
    const given = { assetId: assetIds[0] ?? "", url: receiver.url, ...more };
    const [person, server] = [newcomers.shift(), servers[newcomers.length % servers.length]];
    assert.ok(person && server, "enough have signed up");
    return openPlayer(server.port, person, given);
  }

  async function callerOf(player: Player): Promise<Caller> {
    const { person } = player;
    const dictionary = dictionaryOf(player, bystander, assetIds);
    const caller = { token: await person.token(), uid: person.uid, dictionary, shared: [] };
    callers.push(caller);
    return caller;
  }

  /** What an administrator may do to users is done to one that nobody else needs. */
  async function openAdministrator(): Promise<Caller> {
    const [{ person, assetIds: own, letterIds }, victim] = await Promise.all([
      openAdmin(portOf(probe)),
      openOne(),
    ]);
    people.push(person);
    const { uid } = victim.person;
    const { own: ids, ...rest } = dictionaryOf(victim, victim, own);
    const plainIds = [...ids.plainIds, ...letterIds];
    const caller = {
      ...{ token: await person.token(), uid: person.uid },
      dictionary: { ...rest, own: { ...ids, plainIds }, uids: [uid, "nobody"] },
      shared: [
        ...own.flatMap((id) => [`assets/${id}`, `quotes/${id}`]),
        ...letterIds.map((id) => `deadLetters/${id}`),
        ...["users", "standings", "blocks"].map((name) => `${name}/${uid}`),
      ],
    };
    callers.push(caller);
    return caller;
  }

  it("to each of the clients' functions alone: never internal, nothing changed, nothing leaked (R-EDGE-5)", async () => {
    const mine = deployedCallables.filter((it) => !isForAdmins(it));
    const waiting = [...mine.filter((it) => !takesAway(it)), ...mine.filter(takesAway)];
    const work = async (caller: Caller) => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        if (!ending.has(next.name)) await check(probe, callsOf(next, caller.dictionary), caller, callsAlone);
        else await end(next);
      }
    };
    await Promise.all(clients.map(work));
    assert.deepEqual(await bystanderNow(), bystanderBefore);
  });

  /** At first from somebody with money, then from newcomers, of whom nothing is left to be refused for. */
  async function end(made: Deployed): Promise<void> {
    let caller = await callerOf(await openOne());
    let left = newcomersEach;
    const renew = async () => {
      const person = left-- > 0 ? newcomers.shift() : undefined;
      // Where nobody is left, the token of an ended session is what the rest is refused for.
      if (person) caller = await callerOf(await openNewcomer(person, receiver.url));
      return caller;
    };
    await checkEnding(probe, callsOf(made, caller.dictionary), [caller, renew], callsAlone);
  }

  it("to each of the administrators' functions alone: likewise (R-EDGE-5)", async () => {
    const caller = await openAdministrator();
    for (const made of deployedCallables.filter(isForAdmins)) {
      await check(probe, callsOf(made, caller.dictionary), caller, callsAlone);
    }
    // What the stack's other tests know of its admins is to stay true.
    const [uid] = caller.dictionary.uids;
    const call = { name: "users-setRole", input: { uid, role: "trader" } };
    assert.equal((await send(portOf(probe), call, caller.token)).status, 200);
    assert.deepEqual(await bystanderNow(), bystanderBefore);
  });

  it("to all functions of clients mixed on one account each: likewise (R-EDGE-5)", async () => {
    const left = callsMin - deployedCallables.length * callsAlone;
    const mine = deployedCallables.filter((it) => !isForAdmins(it) && !ending.has(it.name));
    await Promise.all(
      clients.map((caller) => {
        const calls = fc.oneof(...mine.map((it) => callsOf(it, caller.dictionary)));
        return check(probe, calls, caller, Math.ceil(left / mixers));
      }),
    );
    assert.deepEqual(await bystanderNow(), bystanderBefore);
  });

  for (const { name } of deployed.filter(({ policy }) => policy.trigger === "http")) {
    it(`to ${name} with any method, body, query and headers: typed, never internal (R-EDGE-5)`, async () => {
      const request = fc.record({
        method: fc.constantFrom("GET", "POST", "PUT", "DELETE", "PATCH"),
        query: fc.webQueryParameters(),
        type: fc.constantFrom("application/json", "text/plain", "application/x-www-form-urlencoded"),
        authorization: fc.constantFrom(
          "",
          "Bearer",
          "Bearer x",
          "Bearer a.b.c",
          "Basic YTpi",
          "Bearer ".repeat(9),
        ),
        body: hostileValue(dictionaryOf(bystander, bystander, assetIds)).map((it) =>
          JSON.stringify({ data: it }),
        ),
      });
      const property = fc.asyncProperty(request, async ({ method, query, type, authorization, body }) => {
        const response = await fetch(`http://127.0.0.1:${portOf(probe)}/${name}?${query}`, {
          method,
          headers: {
            "content-type": type,
            "x-forwarded-for": nextAddress(),
            ...(authorization && { authorization }),
          },
          ...(method !== "GET" && { body }),
          signal: AbortSignal.timeout(120_000),
        });
        const text = await response.text();
        assert.notEqual(response.status, 500, text);
        assert.ok(!text.includes(canary));
        // What is no JSON is refused by the server in front of the functions, and there alone.
        if (response.status === 400 && response.headers.get("x-correlation-id") === null) return;
        assert.ok(typeof JSON.parse(text) === "object", text);
        if (response.status >= 400 && method !== "GET") assert.match(text, /"reason":"[a-z_]+"/);
      });
      await fc.assert(property, { seed, numRuns: httpCalls });
    });
  }

  it("are 10,000, reach into every function and are refused by every one (R-EDGE-5)", () => {
    const rows = [...probe.tallies].sort(([one], [other]) => (one < other ? -1 : 1));
    for (const [name, { accepted, refused }] of rows) {
      const share = Math.round((100 * accepted) / (accepted + refused));
      process.stderr.write(
        `      ${name.padEnd(26)} ${accepted} accepted, ${refused} refused (${share} %)\n`,
      );
    }
    const calls = rows.reduce((sum, [, { accepted, refused }]) => sum + accepted + refused, 0);
    const { repeats, unseen } = probe.counts;
    process.stderr.write(
      `      ${calls} calls and ${repeats} repeats, ${unseen} not looked behind, seed ${seed}\n`,
    );
    assert.ok(calls >= callsMin, `${calls} calls`);
    assert.deepEqual(
      rows.map(([name]) => name),
      deployedCallables.map(({ name }) => name),
    );
    for (const [name, { accepted, refused }] of rows) {
      assert.ok(accepted > 0, `${name} has accepted nothing: it needs words in dictionary.ts or a recipe`);
      assert.ok(refused > 0, `${name} has refused nothing`);
    }
    assert.ok(unseen < unseenShareMax * calls, `${unseen} refused calls were not looked behind`);
  });

  it("leave every account in order, entry by entry (R-TRADE-8)", async () => {
    for (const { uid } of [...callers, bystander.person]) assert.deepEqual(await auditStored(uid), [], uid);
  });
});
