import assert from "node:assert/strict";
import { adminDb } from "../../test/support/backend.js";
import { quote, uniqueAssetId } from "../../test/support/market.js";
import { newestQuoteTime, readQuotes, advanceQuotes, createQuoteReader } from "./store.js";

const next = (assetId: string, price: string) => ({
  ...{ assetId, price, low: price, high: price, depth: null, validForMs: null },
  ...{ asOf: new Date().toISOString(), source: "manual" as const },
});

describe("the quotes", function () {
  this.timeout(120_000);
  const made: string[] = [];
  const assetId = () => {
    made.push(uniqueAssetId());
    return made.at(-1) ?? "";
  };
  after(() => Promise.all(made.map((id) => adminDb().doc(`quotes/${id}`).delete())));

  it("of one asset follow each other without a gap whoever writes them (R-TRADE-6)", async () => {
    const id = assetId();
    const written = await Promise.all(
      Array.from({ length: 4 }, (_, at) => advanceQuotes(adminDb(), [id], () => next(id, `${at + 1}.00`))),
    );
    const sequences = written.flat().map(({ sequence }) => sequence);
    assert.deepEqual(sequences.sort(), [1, 2, 3, 4]);
    const last = written.flat().find(({ sequence }) => sequence === 4);
    assert.deepEqual((await readQuotes(adminDb(), [id])).get(id), last);
  });

  it("of several assets are written together, and those left out stay (R-TRADE-6)", async () => {
    const [first, second] = [assetId(), assetId()];
    await Promise.all([quote(first, "1.00"), quote(second, "1.00")]);
    const written = await advanceQuotes(adminDb(), [first, second], (id, current) =>
      id === first && current ? next(id, "2.00") : undefined,
    );
    assert.deepEqual(
      written.map(({ sequence, price }) => [sequence, price]),
      [[2, "2.00"]],
    );
    assert.equal((await readQuotes(adminDb(), [first, second])).get(second)?.sequence, 1);
  });

  it("are read fresh, and one that is not there is not made up (R-TRADE-6)", async () => {
    const id = assetId();
    const read = createQuoteReader(adminDb());
    assert.equal(await read(id), undefined);
    await quote(id, "3.00");
    assert.equal((await read(id))?.price, "3.00");
    await quote(id, "4.00");
    assert.deepEqual(
      (await Promise.all([read(id), read(id), read("NO-SUCH")])).map((it) => it?.price),
      ["4.00", "4.00", undefined],
    );
  });

  it("tell when the newest of all was made (R-OBS-6)", async () => {
    const id = assetId();
    const future = new Date(Date.now() + 3_600_000).toISOString();
    await quote(id, "5.00", { asOf: future });
    assert.equal((await newestQuoteTime(adminDb()))?.toISOString(), future);
  });
});
