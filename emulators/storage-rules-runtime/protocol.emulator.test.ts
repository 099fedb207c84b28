import assert from "node:assert/strict";
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { rulesRuntimeFromSource } from "../jars/find-jars.js";

// What firebase-tools hides: the lines themselves. It loses an answer that comes while it fetches a document, and
// any answer whose status is not "ok", and the caller of either waits for ever.

const answerDeadlineMs = 10_000;

interface Answer {
  id?: number;
  server_request_id?: number;
  status: string;
  action?: string;
  errors: string[];
  warnings: string[];
  result?: { permit?: boolean; rulesVersion?: number };
  context?: { path: string };
}

const documents = "/databases/(default)/documents";
const source = `rules_version = '2';
service firebase.storage { match /b/{b}/o {
  match /two/{f} { allow get: if has('a') && has('b'); }
  match /early/{f} { allow get: if has('a') || true; }
  match /twice/{f} { allow get: if has('a') && has('a'); }
  match /broken/{f} { allow get: if request.auth.uid == 'x'; }
  function has(name) { return firestore.exists(/databases/(default)/documents/things/$(name)); }
} }`;

describe("The Storage rules runtime", () => {
  let runtime: ChildProcessWithoutNullStreams;
  let answers: AsyncIterator<string>;

  before(async function () {
    const jar = await rulesRuntimeFromSource();
    if (!jar) return this.skip();
    runtime = spawn("java", ["-jar", jar, "serve"], { stdio: "pipe" });
    answers = createInterface({ input: runtime.stdout })[Symbol.asyncIterator]();
    assert.equal((await next()).id, -1);
    send({ id: 0, action: "load_ruleset", context: { rulesetName: "0", source: files(source) } });
    assert.deepEqual((await next()).result, { rulesVersion: 2 });
  });

  after(async () => {
    runtime.stdin.end();
    const [code] = (await once(runtime, "exit")) as [number];
    assert.equal(code, 0, "ends with its input");
  });

  it("names the file and the line of what does not compile", async () => {
    const broken = "rules_version = '2';\nservice firebase.storage {\n  allow read: if ;\n}";
    send({ id: 1, action: "load_ruleset", context: { rulesetName: "1", source: files(broken) } });
    const answer = await next();
    assert.equal(answer.status, "ok");
    assert.equal(answer.result, undefined);
    const issue = JSON.parse(answer.errors[0] ?? "") as {
      description_: string;
      sourcePosition_: { fileName_: string; line_: number };
    };
    assert.ok(issue.description_);
    assert.deepEqual([issue.sourcePosition_.fileName_, issue.sourcePosition_.line_], ["test.rules", 3]);
  });

  it("answers other verifications while one waits for a document", async () => {
    verify(10, "two");
    assert.equal((await next()).context?.path, `${documents}/things/a`);
    verify(11, "nowhere");
    const other = await next();
    assert.deepEqual([other.id, other.result?.permit], [11, false]);
    found(10);
    const second = await next();
    assert.deepEqual([second.server_request_id, second.context?.path], [10, `${documents}/things/b`]);
    found(10);
    assert.deepEqual(await decision(), [10, true]);
  });

  it("keeps a decision until the document that it asked for has come", async () => {
    verify(20, "early");
    const question = await next();
    if (question.action) missing(20); // An engine may also see `true` first and ask nothing.
    assert.deepEqual(question.action ? await decision() : [20, question.result?.permit], [20, true]);
  });

  it("asks once for a document that a rule reads twice", async () => {
    verify(30, "twice");
    assert.equal((await next()).action, "fetch_firestore_document");
    found(30);
    assert.deepEqual(await decision(), [30, true]);
  });

  it("denies and says why when a condition cannot be evaluated", async () => {
    verify(40, "broken");
    const answer = await next();
    assert.deepEqual([answer.status, answer.result?.permit], ["ok", false]);
    assert.match(answer.warnings.join(), /Null value/);
  });

  it("answers requests that it cannot serve, instead of leaving them open", async () => {
    send({ id: 50, action: "dance" });
    assert.match((await next()).errors.join(), /unknown action/);
    verify(51, "two", "never-loaded");
    assert.match((await next()).errors.join(), /never-loaded/);
    found(52);
    assert.match((await next()).errors.join(), /no verification waits/);
    send({ id: 53, action: "verify", context: { rulesetName: "0" } });
    assert.deepEqual([(await next()).id], [53]);
  });

  function send(message: object): void {
    runtime.stdin.write(`${JSON.stringify(message)}\n`);
  }

  function verify(id: number, folder: string, rulesetName = "0"): void {
    const variables = { request: { map_value: { fields: { auth: { null_value: null } } } } };
    const context = {
      rulesetName,
      service: "firebase.storage",
      path: `/b/x/o/${folder}/f`,
      method: "get",
      variables,
    };
    send({ id, action: "verify", context });
  }

  function found(id: number): void {
    const name = `projects/demo${documents}/things/any`;
    send({ id, status: "ok", result: { name, fields: {} }, warnings: [], errors: [] });
  }

  function missing(id: number): void {
    send({ id, status: "not_found", warnings: [], errors: [] });
  }

  async function decision(): Promise<[number | undefined, boolean | undefined]> {
    const answer = await next();
    return [answer.id, answer.result?.permit];
  }

  async function next(): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the runtime did not answer")), answerDeadlineMs);
    });
    const line = await Promise.race([answers.next(), late]).finally(() => clearTimeout(timer));
    return JSON.parse(String(line.value)) as Answer;
  }
});

function files(content: string): object {
  return { files: [{ name: "test.rules", content }] };
}
