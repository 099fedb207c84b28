import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createRequester } from "./redis-requester.js";

type Serve = (request: IncomingMessage, response: ServerResponse, body: string) => void;

describe("a request to Redis", () => {
  let serve: Serve;
  let stopped = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => serve(request, response, Buffer.concat(parts).toString("utf8")));
  });
  /** @param end ends the request after so long */
  const open = (endMs?: number) =>
    createRequester(
      { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, token: "t" },
      (end) => {
        const timer = endMs === undefined ? undefined : setTimeout(() => end(new Error("too late")), endMs);
        return {
          stop() {
            stopped++;
            clearTimeout(timer);
          },
        };
      },
    );

  before(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => (stopped = 0));

  it("is a POST of JSON with the token, and is answered as Redis says", async () => {
    serve = ({ method, url, headers }, response, body) =>
      void response.end(JSON.stringify({ result: [method, url, headers.authorization, body, "é€"] }));
    const answer = await open().request({ body: ["GET", "ключ"] });
    assert.deepEqual(answer, { result: ["POST", "/", "Bearer t", '["GET","ключ"]', "é€"] });
    assert.equal(stopped, 1);
  });

  it("goes to the path of a pipeline, on the connection of the request before", async () => {
    const seen = new Set<unknown>();
    serve = ({ url, socket }, response) => {
      seen.add(socket);
      response.end(JSON.stringify([{ result: url }, { error: "WRONGTYPE" }]));
    };
    const requester = open();
    const answer = [{ result: "/pipeline" }, { error: "WRONGTYPE" }];
    assert.deepEqual(await requester.request({ path: ["pipeline"], body: [] }), answer);
    assert.deepEqual(await requester.request({ path: ["pipeline"], body: [] }), answer);
    assert.equal(seen.size, 1);
  });

  it("carries the sync token of the answer before", async () => {
    const carried: unknown[] = [];
    serve = ({ headers }, response) => {
      carried.push(headers["upstash-sync-token"]);
      response.setHeader("upstash-sync-token", `after-${carried.length}`);
      response.end("{}");
    };
    const requester = open();
    for (let nth = 0; nth < 3; nth++) await requester.request({ body: ["PING"] });
    assert.deepEqual(carried, [undefined, "after-1", "after-2"]);
  });

  it("fails with what Redis says is wrong", async () => {
    serve = (_, response) => void response.writeHead(401).end(JSON.stringify({ error: "WRONGPASS" }));
    await assert.rejects(open().request({ body: [] }), /WRONGPASS/);
  });

  it("fails where the answer is no JSON, is cut off, or never comes", async () => {
    serve = (_, response) => void response.end("<html>");
    await assert.rejects(open().request({ body: [] }), SyntaxError);
    serve = (_, response) => {
      response.writeHead(200, { "content-length": "100" }).write('{"result"');
      setImmediate(() => response.destroy());
    };
    await assert.rejects(open().request({ body: [] }), /aborted|ECONNRESET/);
    serve = () => undefined;
    await assert.rejects(open(20).request({ body: [] }), /too late/);
    assert.equal(stopped, 3);
  });

  it("fails when its patience ends in the middle of an answer", async () => {
    serve = (_, response) => void response.writeHead(200, { "content-length": "100" }).write("{");
    await assert.rejects(open(20).request({ body: [] }), /too late|aborted/);
  });
});
