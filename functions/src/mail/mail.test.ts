import assert from "node:assert/strict";
import { recipientsOf } from "./mail.js";

describe("the receivers of a mail", () => {
  it("are addresses and nothing else (R-TRADE-7)", () => {
    assert.deepEqual(recipientsOf(["a@b.test", "ä.b+c@münchen.example"]), [
      "a@b.test",
      "ä.b+c@münchen.example",
    ]);
    const bad = [
      ...[
        "",
        "a",
        "a@",
        "@b",
        "a b@c",
        "a@b c",
        "a@b,c@d",
        "a@b;c@d",
        "Name <a@b>",
        "<a@b>",
        '"a"@b',
        "a@b@c",
      ],
      ...["a@b\r\nBcc: c@d", "a\n@b", "a@b\u0000", `${"a".repeat(250)}@b.test`],
    ];
    for (const address of bad) assert.equal(recipientsOf(["good@b.test", address]), null, address);
  });

  it("are some, and not many (R-TRADE-7)", () => {
    assert.equal(recipientsOf([]), null);
    assert.equal(recipientsOf(Array.from({ length: 21 }, (_, at) => `a${at}@b.test`)), null);
  });
});
