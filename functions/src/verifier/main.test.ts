import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text as textOf } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { openBook, recordsOf, write } from "../../test/simulation/book.js";
import { deposit } from "../../test/simulation/ground.js";
import { digestAfter, noLines } from "./format.js";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
const deadlineMs = 60_000;

async function run(args: readonly string[], input = "") {
  const child = spawn(process.execPath, ["--import", "tsx", main, ...args], { timeout: deadlineMs });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([textOf(child.stdout), textOf(child.stderr), ended]);
  return { out, err, code };
}

function exported(): string {
  const book = openBook();
  write(book, deposit("d1", 5_00n));
  const { account, entries } = recordsOf(book);
  const { uid, seq, headHash } = account;
  const header = { type: "header", format: "bourse-account", version: 1, uid, seq, headHash };
  const lines = [
    { ...header, exportedAt: "2026-03-11T00:00:00.000Z", entries: 1, orders: 0 },
    { type: "account", record: account },
    { type: "entry", record: entries[0] },
  ].map((line) => JSON.stringify(line));
  const end = { type: "end", lines: 3, sha256: lines.reduce(digestAfter, noLines) };
  return [...lines, JSON.stringify(end), ""].join("\n");
}

describe("npm run verify", function () {
  this.timeout(deadlineMs);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "bourse-verify-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("prints what it verified, of a file and of standard input, and exits with 0 (R-DATA-7)", async () => {
    const file = join(folder, "good.ndjson");
    await writeFile(file, exported());
    const [read, piped] = await Promise.all([run([file]), run(["-"], exported())]);
    assert.deepEqual([read.code, piped.code], [0, 0], read.err + piped.err);
    assert.match(
      read.out,
      /^verified: account ann .*, 1 entries, 0 orders\nseq 1\nhead hash [0-9a-f]{64}\n$/,
    );
    assert.equal(piped.out, read.out);
  });

  it("names the first bad record and exits with 1 (R-DATA-7)", async () => {
    const { out, code } = await run(["-"], exported().replaceAll("5.00", "6.00"));
    assert.match(out, /^not verified: line 3, entries\/request\.d1: its hash is not that of its content\n$/);
    assert.equal(code, 1);
    const json = await run(["-", "--json"], "");
    assert.equal((JSON.parse(json.out) as { ok: boolean }).ok, false);
    assert.equal(json.code, 1);
  });

  it("explains itself, and exits with 2 where there is nothing to read", async () => {
    const [help, none, absent] = await Promise.all([run(["--help"]), run([]), run([join(folder, "none")])]);
    assert.match(help.out, /npm run verify -- <file.ndjson>/);
    assert.equal(help.code, 0);
    assert.match(none.err, /name one file/);
    assert.match(absent.err, /no such file/);
    assert.deepEqual([none.code, absent.code], [2, 2]);
  });
});
