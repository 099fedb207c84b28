import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { sign } from "./signature.js";

/** The verification of the specification, written from its text and not from the code under test. */
function verified(secret: string, headers: Record<string, string>, body: string): boolean {
  const key = Buffer.from(secret.slice("whsec_".length), "base64");
  const signed = `${headers["webhook-id"]}.${headers["webhook-timestamp"]}.${body}`;
  const wanted = createHmac("sha256", key).update(signed, "utf8").digest("base64");
  return (headers["webhook-signature"] ?? "").split(" ").some((part) => part === `v1,${wanted}`);
}

describe("the signature of a webhook", () => {
  it("is the one that Standard Webhooks gives as its example (R-TRADE-7)", () => {
    // https://github.com/standard-webhooks/standard-webhooks, test vector of the reference libraries.
    const { "webhook-signature": signature } = sign(
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      '{"test": 2432232314}',
      ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
      1_614_265_330_000,
    );
    assert.equal(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("holds for the body, the id and the second that it was made for, and for no other (R-TRADE-7)", () => {
    const secret = `whsec_${Buffer.from("a secret of thirty-two bytes !!!").toString("base64")}`;
    const body = '{"id":"evt_1","text":"ü"}';
    const headers = sign("evt_1", body, [secret], 1_700_000_000_999);
    assert.equal(headers["webhook-timestamp"], "1700000000");
    assert.ok(verified(secret, headers, body));
    assert.ok(!verified(secret, headers, body.replace("ü", "u")));
    assert.ok(!verified(secret, { ...headers, "webhook-id": "evt_2" }, body));
    assert.ok(!verified(secret, { ...headers, "webhook-timestamp": "1700000001" }, body));
    assert.ok(!verified(`whsec_${Buffer.from("another").toString("base64")}`, headers, body));
  });

  it("is there once for each secret while one follows another (R-TRADE-7)", () => {
    const [first, second] = ["b25l", "dHdv"].map((part) => `whsec_${part}`);
    assert.ok(first && second);
    const headers = sign("evt_1", "{}", [second, first], 0);
    assert.equal(headers["webhook-signature"].split(" ").length, 2);
    assert.ok(verified(first, headers, "{}") && verified(second, headers, "{}"));
  });
});
