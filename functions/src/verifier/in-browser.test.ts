import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { build } from "esbuild";
import { openBook, recordsOf, write } from "../../test/simulation/book.js";
import { btc, buy, deposit, marketContext, quoteAt } from "../../test/simulation/ground.js";
import { sha256 as inBrowser } from "../ledger/sha256.browser.js";
import { sha256 } from "../ledger/sha256.js";
import { digestAfter, noLines } from "./format.js";
import { verifyExport } from "./verify.js";

/** What this program uses of a page beyond the language itself; no `process`, no `require`, no `Buffer`. */
const page = { TextEncoder, TextDecoder, Uint8Array };

describe("the verifier in a web page", () => {
  it("is bundled without anything of Node, needs no eval, and says what it says in Node (R-DATA-7)", async () => {
    const bundle = await build({
      entryPoints: [fileURLToPath(new URL("in-browser.ts", import.meta.url))],
      ...{ bundle: true, write: false, format: "iife", globalName: "verifier", platform: "browser" },
      ...{ minify: true, logLevel: "silent" },
    });
    const code = bundle.outputFiles[0]?.text ?? "";
    assert.ok(!code.includes("node:"), "names a module of Node");
    const context = createContext({ ...page }, { codeGeneration: { strings: false, wasm: false } });
    runInContext(code, context);
    const { verifyExport: verifyInPage } = (context as { verifier: { verifyExport: typeof verifyExport } })
      .verifier;

    const book = openBook();
    write(book, deposit("d1", 40_000_00n));
    write(book, buy("o1", 100_000_000n), marketContext(btc, quoteAt(30_000_00n)));
    const { account, entries, orders } = recordsOf(book);
    const { uid, seq, headHash } = account;
    const exportedAt = "2026-03-11T00:00:00.000Z";
    const records = [
      { type: "account", record: account },
      ...entries.map((record) => ({ type: "entry", record })),
      ...orders.map((record) => ({ type: "order", record })),
    ];
    const header = { type: "header", format: "bourse-account", version: 1, uid, exportedAt, seq, headHash };
    const lines = [{ ...header, entries: seq, orders: orders.length }, ...records].map((it) =>
      JSON.stringify(it),
    );
    const end = { type: "end", lines: lines.length, sha256: lines.reduce(digestAfter, noLines) };
    const text = [...lines, JSON.stringify(end), ""].join("\n");
    for (const [some, ok] of [
      [text, true],
      [text.replace("30000.00", "30000.01"), false],
    ] as const) {
      const verdict = await verifyInPage(some);
      assert.equal(verdict.ok, ok);
      // As texts: objects of another context have other prototypes.
      assert.equal(JSON.stringify(verdict), JSON.stringify(await verifyExport(some)));
    }
  });

  it("hashes as Node does: texts, bytes, parts", () => {
    for (const parts of [[], [""], ["añ😀"], ["a", "b"], [new Uint8Array(200).fill(7), "\n"]]) {
      assert.equal(inBrowser(...parts), sha256(...parts));
    }
  });
});
