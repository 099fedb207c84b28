import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import { Redis } from "@upstash/redis";
import { subjectKey } from "../../src/security/denial.js";
import { listDenials } from "../../src/security/store.js";
import type { BlockOutput, SecurityEventsOutput, UnblockOutput } from "../../src/security/contract.js";
import { tallyKeys } from "../../src/security/tally.js";
import { startServer, type ServerProcess } from "../load/processes.js";
import { adminDb, projectId } from "../support/backend.js";
import { refused, signIn, signUp, type Person } from "../support/people.js";

/** Six failures of ten points each. */
const rule = { windowMs: 3_600_000, noteAt: 30, blockAt: 60, blockForMs: [600_000, 3_600_000] };
const environment = {
  FAILURE_RULES: JSON.stringify({ address: rule, user: rule }),
  // On a machine that is busy with tests an answer may take its time: here failures are counted.
  REDIS_TIMEOUT_MS: "20000",
};
const byte = () => randomInt(1, 255);
const newAddress = () => `198.${randomInt(18, 20)}.${byte()}.${byte()}`;
const newNetwork = () =>
  `2001:db8:${randomInt(4096, 65_536).toString(16)}:${randomInt(4096, 65_536).toString(16)}`;

type Answer = {
  readonly status: number;
  readonly headers: Headers;
  readonly reason: string;
  readonly retryAfterMs: number;
};
type Asked = {
  readonly from: string;
  readonly token?: string;
  readonly name?: string;
  readonly data?: object;
};

/** Calls a process as Google's front end does, which appends the caller's address. */
async function ask(
  server: ServerProcess,
  { from, token, name = "users-get", data = {} }: Asked,
): Promise<Answer> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/${projectId}/us-central1/${name}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-forwarded-for": from,
      ...(token && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ data }),
    signal: AbortSignal.timeout(180_000),
  });
  const { error } = (await answer.json()) as {
    error?: { details?: { reason: string; retryAfterMs?: number } };
  };
  const { reason = "", retryAfterMs = 0 } = error?.details ?? {};
  return { status: answer.status, headers: answer.headers, reason, retryAfterMs };
}

/** A token that names a user and is none of this project's. */
function forgedFor(uid: string): string {
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const part = (content: object) => Buffer.from(JSON.stringify(content)).toString("base64url");
  const times = { iat: nowSeconds, auth_time: nowSeconds, exp: nowSeconds + 3_600 };
  const claims = {
    sub: uid,
    user_id: uid,
    aud: "other",
    iss: "https://securetoken.google.com/other",
    ...times,
  };
  return `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
}

async function until(fact: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 60_000;
  while (!(await fact())) {
    if (Date.now() > deadlineMs) assert.fail("it did not come true in time");
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

describe("repeated failures", function () {
  this.timeout(180_000);
  const servers: ServerProcess[] = [];
  let [operator, trader, other]: (Person | undefined)[] = [];
  const at = (process: number) => servers[process] ?? assert.fail("it was started");
  const person = (found: Person | undefined) => found ?? assert.fail("they signed up");
  before(async () => {
    for (let process = 0; process < 2; process++) servers.push(await startServer({ environment }));
    [operator, trader, other] = [await signIn("operator"), await signUp("denied"), await signUp("beside")];
  });
  after(async () => {
    await Promise.all(servers.map((server) => server.close()));
    for (const each of [operator, trader, other]) await each?.close();
  });

  /** Six calls with bad tokens, in turn at both processes. @returns how each was refused */
  async function failFrom(
    from: string | ((call: number) => string),
    token = "no-token-at-all",
  ): Promise<string[]> {
    const reasons = [];
    for (let call = 0; call < 6; call++) {
      const address = typeof from === "string" ? from : from(call);
      reasons.push((await ask(at(call % 2), { from: address, token })).reason);
    }
    return reasons;
  }
  const six = Array(6).fill("token_is_invalid");
  const eventsOf = async (field: "address" | "uid", value: string) => {
    const { docs } = await adminDb().collection("securityEvents").where(field, "==", value).get();
    return docs.map((event) => event.get("kind") as string).sort();
  };

  it("of an address block it in every process before a token is looked at, and nobody else (R-EDGE-2)", async () => {
    const from = newAddress();
    const token = await person(trader).token();
    assert.deepEqual(await failFrom(from), six);
    for (const server of servers) {
      const { status, reason, headers, retryAfterMs } = await ask(server, { from, token });
      assert.deepEqual([status, reason], [429, "address_is_blocked"]);
      assert.ok(retryAfterMs > 500_000 && retryAfterMs <= 600_000, String(retryAfterMs));
      assert.equal(headers.get("retry-after"), String(Math.ceil(retryAfterMs / 1_000)));
      assert.equal((await ask(server, { from, token: "again" })).reason, "address_is_blocked");
      assert.equal((await ask(server, { from: newAddress(), token })).status, 200);
    }
    assert.deepEqual(await eventsOf("address", from), ["denied_for_now", "failures_repeated"]);
    const denial = (await listDenials(adminDb(), Date.now(), 100)).find(({ who }) => who === from);
    assert.deepEqual(
      [denial?.subject, denial?.source, denial?.why, denial?.nth, denial?.by],
      ["address", "failures", "bad_token", 1, null],
    );
  });

  it("are not hidden by what a client writes before its address (R-EDGE-2)", async () => {
    const from = newAddress();
    assert.deepEqual(await failFrom(() => `${newAddress()}, ${newAddress()}, ${from}`), six);
    for (const dodge of [from, `${newAddress()},${from}`, ` ::ffff:${from}`, `::FFFF:${from}`]) {
      assert.equal((await ask(at(0), { from: dodge })).reason, "address_is_blocked", dodge);
    }
    assert.equal((await ask(at(0), { from: `${from}, ${newAddress()}` })).reason, "sign_in_required");
  });

  it("count for the whole IPv6 network of a subscriber, however it is written (R-EDGE-2)", async () => {
    const network = newNetwork();
    const spellings = [`${network}::1`, `${network}:ffff::2`.toUpperCase(), `${network}:0:0:0:3`];
    assert.deepEqual(await failFrom((call) => spellings[call % 3] as string), six);
    for (const from of [...spellings, `${network}:1:2:3:4`]) {
      assert.equal((await ask(at(1), { from })).reason, "address_is_blocked", from);
    }
    assert.equal((await ask(at(1), { from: `${newNetwork()}::1` })).reason, "sign_in_required");
  });

  it("with tokens that name somebody else block the address and not whom they name (R-EDGE-2)", async () => {
    const victim = person(other);
    const from = newAddress();
    assert.deepEqual(await failFrom(from, forgedFor(victim.uid)), six);
    assert.equal((await ask(at(0), { from, token: forgedFor(victim.uid) })).reason, "address_is_blocked");
    assert.equal((await ask(at(0), { from: newAddress(), token: await victim.token() })).status, 200);
    assert.deepEqual(await eventsOf("uid", victim.uid), []);
  });

  it("of a user block the user at every address, and nobody beside him (R-EDGE-2)", async () => {
    const { uid } = person(trader);
    const [token, beside] = [await person(trader).token(), await person(other).token()];
    const from = newAddress();
    for (let call = 0; call < 6; call++) {
      assert.equal((await ask(at(call % 2), { from, token, name: "ops-queues" })).reason, "not_allowed");
    }
    for (const server of servers) {
      const { status, reason, retryAfterMs } = await ask(server, { from: newAddress(), token });
      assert.deepEqual([status, reason], [429, "user_is_blocked_for_now"]);
      assert.ok(retryAfterMs > 500_000, String(retryAfterMs));
      assert.equal((await ask(server, { from, token: beside })).status, 200);
    }
    assert.deepEqual(await eventsOf("uid", uid), ["denied_for_now", "failures_repeated"]);

    const lifted = await person(operator).call<UnblockOutput>("ops-unblock", { subject: { uid } });
    assert.equal(lifted.replayed, false);
    for (const server of servers) assert.equal((await ask(server, { from, token })).status, 200);
    // What had been counted is forgotten.
    assert.equal((await ask(at(0), { from, token, name: "ops-queues" })).reason, "not_allowed");
    assert.equal((await ask(at(0), { from, token })).status, 200);
    const again = await person(operator).call<UnblockOutput>("ops-unblock", { subject: { uid } });
    assert.equal(again.replayed, true);
    const page = await person(operator).call<SecurityEventsOutput>("ops-securityEvents", {
      subject: { uid },
    });
    assert.deepEqual(
      page.items.map(({ kind, by }) => [kind, by]),
      [
        ["denial_lifted", person(operator).uid],
        ["denied_for_now", "system"],
        ["failures_repeated", "system"],
      ],
    );
  });

  it("or not, an operator blocks an address or a user by hand, and lifts it, from the next call on (R-EDGE-2)", async () => {
    const { uid } = person(other);
    const token = await person(other).token();
    const network = newNetwork();
    const from = `${network}::17`;
    const subjects = [
      { subject: { address: `${network}:AB::1` }, reason: "address_is_blocked", who: `${network}::/64` },
      { subject: { uid }, reason: "user_is_blocked_for_now", who: uid },
    ];
    for (const { subject, reason, who } of subjects) {
      const { denial } = await person(operator).call<BlockOutput>("ops-block", {
        ...{ subject, why: "Looks at everything", minutes: 30 },
      });
      assert.deepEqual([denial.who, denial.source, denial.by], [who, "operator", person(operator).uid]);
      for (const server of servers) assert.equal((await ask(server, { from, token })).reason, reason);
      const told = await person(operator).call<SecurityEventsOutput>("ops-securityEvents", {
        ...{ subject, kind: "denied_for_now", limit: 1 },
      });
      assert.equal(told.items[0]?.facts["why"], "Looks at everything");
      assert.ok(told.denials.some((each) => each.who === who));
      await person(operator).call<UnblockOutput>("ops-unblock", { subject });
      for (const server of servers) assert.equal((await ask(server, { from, token })).status, 200);
    }
  });

  it("are blocked by admins alone where they are an admin's (R-EDGE-2)", async () => {
    const input = { subject: { uid: "seed-admin" }, why: "A reason", minutes: 1 };
    await refused("not_allowed", person(operator).call("ops-block", input));
    await refused("not_allowed", person(trader).call("ops-block", input));
  });

  it("stay blocked when Redis loses what it held (R-EDGE-2)", async () => {
    const from = newAddress();
    const subject = { address: from };
    await person(operator).call<BlockOutput>("ops-block", { subject, why: "A reason", minutes: 5 });
    const token = await person(other).token();
    const redis = new Redis({
      url: process.env["UPSTASH_REDIS_REST_URL"] ?? "",
      token: process.env["UPSTASH_REDIS_REST_TOKEN"] ?? "",
    });
    const denial = tallyKeys(subjectKey({ kind: "address", who: from })).denial;
    assert.equal(await redis.del(denial, "denials:known"), 2);
    await until(async () => (await ask(at(0), { from, token })).reason === "address_is_blocked");
    const leftMs = await redis.pttl(denial);
    assert.ok(leftMs > 0 && leftMs <= 300_000, String(leftMs));
  });

  it("are stopped without Redis too, by what the process counts and what is written down (R-EDGE-2)", async () => {
    const without = { ...environment, UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9" };
    const server = await startServer({ environment: without });
    try {
      const [from, blocked] = [newAddress(), newAddress()];
      const token = await person(other).token();
      for (let call = 0; call < 6; call++) {
        assert.equal((await ask(server, { from, token: "bad" })).reason, "token_is_invalid");
      }
      assert.equal((await ask(server, { from, token })).reason, "address_is_blocked");
      assert.deepEqual(await eventsOf("address", from), ["denied_for_now", "failures_repeated"]);
      const subject = { address: blocked };
      await person(operator).call<BlockOutput>("ops-block", { subject, why: "A reason", minutes: 5 });
      // A record that is not read in time is none, until it is looked for again.
      await until(async () => (await ask(server, { from: blocked, token })).reason === "address_is_blocked");
      assert.equal((await ask(server, { from: newAddress(), token })).status, 200);
    } finally {
      await server.close();
    }
  });
});
