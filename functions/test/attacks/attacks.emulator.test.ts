/** Attacks of `docs/security.md` that concern every callable alike, against the build over HTTP. */
import assert from "node:assert/strict";
import * as fc from "fast-check";
import type { z } from "zod";
import { openPlayer, canaryOf, dictionaryOf, type Player } from "../fuzz/cast.js";
import { idsFor } from "../fuzz/dictionary.js";
import { recipes } from "../fuzz/recipes.js";
import { acceptedBy } from "../fuzz/schema-values.js";
import { collectionsByUser, everythingOf } from "../fuzz/stored.js";
import { send, type Answer } from "../fuzz/wire.js";
import { startServer, type ServerProcess } from "../load/processes.js";
import { makeAsset } from "../support/market.js";
import { signUp } from "../support/people.js";
import { openReceiver, type Receiver } from "../support/receiver.js";
import { deployedCallables, type Deployed } from "../surface/deployed.js";

const seed = 4;
const forClients = deployedCallables.filter(({ policy }) => policy.who.includes("trader"));
/** Fields of an input with their schemas; of a union, those of all its options. */
function fieldsOf(schema: z.core.$ZodType | undefined): Record<string, z.core.$ZodType> {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === "object") return def.shape;
  if (def.type === "union")
    return Object.assign({}, ...def.options.map(fieldsOf)) as ReturnType<typeof fieldsOf>;
  throw new RangeError(`an input is a "${def.type}"`);
}
const fieldNames = ({ input }: Deployed) => Object.keys(fieldsOf(input));
/** Fields that name a document of some user. An asset is everybody's, and a new id is of a document to come. */
const idFieldsOf = (made: Deployed) =>
  fieldNames(made).filter((key) => /^(?!new|asset).*Ids?$|^ids$/.test(key));
const takingIds = forClients.filter((made) => idFieldsOf(made).length > 0);
/** Each kind of document that has an owner, by the field that names it. */
const kindsOfIds = [
  "orderId",
  "alertId",
  "watchlistId",
  "ids",
  "fileId",
  "jobId",
  "webhookId",
  "deliveryId",
  "sessionId",
];
/** Some functions make something new under such an id, of which a user may have few. */
const idsMax = 4;

describe("a hostile client", function () {
  this.timeout(180_000);
  let server: ServerProcess;
  let attacker: Player;
  let victim: Player;
  let token: string;
  let receiver: Receiver;
  let byUser: string[];
  const canary = canaryOf();

  before(async () => {
    server = await startServer();
    const assetId = await makeAsset();
    receiver = await openReceiver();
    byUser = await collectionsByUser();
    const given = { assetId, url: receiver.url };
    const [one, other] = [await signUp("attacker"), await signUp("victim")];
    attacker = await openPlayer(server.port, one, given);
    victim = await openPlayer(server.port, other, { ...given, prefix: "victims-", canary });
    token = await attacker.person.token();
  });

  after(() => Promise.all([attacker?.person, victim?.person, server, receiver].map((it) => it?.close())));

  /** An input that the contract accepts, with these fields. */
  function inputOf(made: Deployed, fields: Record<string, unknown> = {}): Record<string, unknown> {
    const dictionary = dictionaryOf(attacker, attacker, ["BTC"]);
    const inputs = recipes[made.name]?.(dictionary) ?? acceptedBy(made.input as z.ZodType, dictionary);
    const found = fc
      .sample(inputs, { seed, numRuns: 50 })
      .map((it) => ({ ...(it as Record<string, unknown>), ...fields }))
      .find((it) => made.input?.safeParse(it).success);
    return found ?? assert.fail(`no input of ${made.name} is known with ${JSON.stringify(fields)}`);
  }

  /** An id that nobody's document has, as long as the one that is somebody's. */
  function unknownFor(real: string): string {
    return real.includes("victims-")
      ? real.replace("victims-", "nobodys-")
      : Array.from(real).reverse().join("");
  }

  /** What an answer tells, without the id that was asked with. */
  function told({ status, text }: Answer, ids: readonly string[]): string {
    const plain = ids.reduce((rest, id) => rest.replaceAll(id, "<id>"), text);
    return `${status} ${plain.replace(/"correlationId":"[^"]*"/, "")}`;
  }

  it("meets functions that take ids of users' documents (R-EDGE-5)", () => {
    const taken = new Set(takingIds.flatMap(idFieldsOf));
    assert.deepEqual(
      kindsOfIds.filter((field) => !taken.has(field)),
      [],
    );
  });

  for (const made of takingIds) {
    it(`learns nothing from ${made.name} with another user's ids: it is as if there were none (R-AUTH-2)`, async () => {
      const untouched = await everythingOf(victim.person.uid, byUser, []);
      for (const field of idFieldsOf(made)) {
        const valueOf = (id: string) => (field === "ids" ? [id] : id);
        const schema = fieldsOf(made.input)[field] as z.ZodType;
        const ids = idsFor(field, victim.ids).filter((id) => schema.safeParse(valueOf(id)).success);
        assert.ok(ids.length > 0, `the victim has something that ${field} names`);
        for (const real of ids.slice(-idsMax)) {
          const unknown = unknownFor(real);
          const ask = (id: string) => {
            const input = inputOf(made, { [field]: valueOf(id) });
            return send(server.port, { name: made.name, input }, token);
          };
          const [yours, none] = [await ask(real), await ask(unknown)];
          assert.equal(yours.status, none.status, `${yours.text} ${none.text}`);
          if (yours.status !== 200) assert.equal(told(yours, [real]), told(none, [unknown]));
          for (const secret of [canary, victim.person.email, victim.person.uid]) {
            assert.ok(!yours.text.includes(secret), yours.text);
          }
        }
      }
      assert.deepEqual(await everythingOf(victim.person.uid, byUser, []), untouched);
    });
  }

  for (const made of forClients) {
    it(`is not made somebody else by fields of ${made.name} that it does not know (R-AUTH-7)`, async () => {
      const { uid } = victim.person;
      const forged = {
        ownerId: uid,
        auth: { uid, token: { role: "admin" } },
        claims: { role: "admin" },
        admin: true,
      };
      const answer = await send(
        server.port,
        { name: made.name, input: { ...inputOf(made), ...forged } },
        token,
      );
      const { reason, issues = [] } = answer.error?.details ?? {};
      assert.deepEqual(
        [
          reason,
          issues
            .map(({ field }) => field)
            .filter((field) => field in forged)
            .sort(),
        ],
        ["input_is_invalid", Object.keys(forged).sort()],
        answer.text,
      );
    });
  }

  const forgedHeaders = (uid: string) => ({
    ...{
      "x-user-id": uid,
      "x-firebase-uid": uid,
      "x-firebase-auth": uid,
      "x-auth-uid": uid,
      "x-role": "admin",
    },
    ...{
      "x-goog-authenticated-user-id": `accounts.google.com:${uid}`,
      "x-goog-authenticated-user-email": uid,
    },
    ...{ "x-goog-iap-jwt-assertion": uid, "x-forwarded-user": uid, "x-forwarded-for": "127.0.0.1" },
    ...{
      "x-cloudtasks-queuename": "orders-match",
      "x-cloudscheduler": "true",
      "x-apigateway-api-userinfo": uid,
    },
    ...{ "x-callable-context-auth": encodeURIComponent(JSON.stringify({ uid, token: { role: "admin" } })) },
  });

  async function accountWith(headers: Record<string, string>): Promise<Answer> {
    return send(server.port, { name: "accounts-get", input: {} }, undefined, headers);
  }

  it("is nobody by headers alone, and stays itself with a token beside them (R-AUTH-7)", async () => {
    const headers = forgedHeaders(victim.person.uid);
    assert.equal((await accountWith(headers)).error?.details?.reason, "sign_in_required");
    const own = await accountWith({ ...headers, authorization: `Bearer ${token}` });
    assert.equal((own.result as { uid: string }).uid, attacker.person.uid);
  });

  it("is no admin by headers: what admins call stays closed (R-AUTH-4, R-AUTH-7)", async () => {
    const headers = { ...forgedHeaders(victim.person.uid), authorization: `Bearer ${token}` };
    const closed = deployedCallables.filter(({ policy }) => !/trader|anyone/.test(policy.who));
    const reasons = closed.map(async ({ name }) => {
      const { error } = await send(server.port, { name, input: {} }, undefined, headers);
      return [name, error?.details?.reason];
    });
    assert.deepEqual(
      await Promise.all(reasons),
      closed.map(({ name }) => [name, "not_allowed"]),
    );
  });

  it("cannot tell an account that is there from one that is not: nothing takes a uid (R-AUTH-2)", () => {
    const taking = forClients.filter((made) => fieldNames(made).some((field) => /^(uid|email)$/.test(field)));
    assert.deepEqual(
      taking.map(({ name }) => name),
      [],
    );
  });
});
