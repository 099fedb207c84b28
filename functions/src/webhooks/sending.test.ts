import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createSender, type Answer, type Resolve } from "./sending.js";

const local = { loopback: true };

/** A receiver on loopback, and the connections that reached it. */
async function receiver(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  let connections = 0;
  const paths: string[] = [];
  const server: Server = createServer((request, response) => {
    paths.push(request.url ?? "");
    answer(request, response);
  });
  server.on("connection", () => connections++);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    ...{ port, paths },
    connections: () => connections,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

type Receiver = Awaited<ReturnType<typeof receiver>>;

/** DNS under the test's control: each question takes the next answer, the last one again and again. */
function answering(...answers: string[][]): Resolve & { asked: string[] } {
  const asked: string[] = [];
  const resolve = (host: string) => {
    const found = answers[Math.min(asked.length, answers.length - 1)] ?? [];
    asked.push(host);
    return Promise.resolve(found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })));
  };
  return Object.assign(resolve, { asked });
}

describe("a webhook's request", function () {
  this.timeout(10_000);
  let there: Receiver | undefined;
  afterEach(async () => {
    await there?.close();
    there = undefined;
  });

  const ok = (request: IncomingMessage, response: ServerResponse) => {
    request.resume().on("end", () => response.end("thank you"));
  };
  const post = (url: string, send = createSender(local)): Promise<Answer> =>
    send({ url, headers: { "webhook-id": "evt_1", "content-type": "application/json" }, body: '{"a":1}' });

  it("arrives as it was made and is answered (R-TRADE-7)", async () => {
    const bodies: string[] = [];
    there = await receiver((request, response) => {
      request.setEncoding("utf8").on("data", (text: string) => bodies.push(text));
      request.on("end", () => response.writeHead(202).end("thank\u0000you"));
    });
    const answer = await post(`http://127.0.0.1:${there.port}/hooks?a=b`);
    const { status, error, excerpt, forbidden } = answer;
    assert.deepEqual(
      { status, error, excerpt, forbidden },
      {
        ...{ status: 202, error: null, excerpt: "thank you", forbidden: false },
      },
    );
    assert.deepEqual([bodies.join(""), there.paths], ['{"a":1}', ["/hooks?a=b"]]);
  });

  it("is not made where the name leads inside, and the twin that may is made (R-TRADE-7)", async () => {
    there = await receiver(ok);
    const url = `http://rebind.localhost:${there.port}/`;
    const refused = await post(url, createSender(local, answering(["10.0.0.1"])));
    assert.deepEqual(
      [refused.status, refused.forbidden, refused.error],
      [...[null, true, "the address leads inside a network"]],
    );
    assert.equal(there.connections(), 0);
    assert.equal((await post(url, createSender(local, answering(["127.0.0.1"])))).status, 200);
  });

  it("is not made where one of several addresses leads inside (R-TRADE-7)", async () => {
    there = await receiver(ok);
    const both = answering(["127.0.0.1", "169.254.169.254"]);
    const answer = await post(`http://both.localhost:${there.port}/`, createSender(local, both));
    assert.equal(answer.forbidden, true);
    assert.equal(there.connections(), 0);
  });

  it("goes to the address that was judged: a name that changes is asked once (R-TRADE-7)", async () => {
    there = await receiver(ok);
    const rebinding = answering(["127.0.0.1"], ["10.0.0.1"]);
    const url = `http://rebind.localhost:${there.port}/`;
    const send = createSender(local, rebinding);
    assert.equal((await post(url, send)).status, 200);
    assert.equal(rebinding.asked.length, 1);
    // At the next request the name stands for something inside: it is judged anew.
    const second = await post(url, send);
    assert.equal(second.forbidden, true);
    assert.equal(there.connections(), 1);
  });

  it("does not reach this machine by a public name that turns to it (R-TRADE-7)", async () => {
    const turning = answering(["127.0.0.1"]);
    const strict = createSender({ loopback: false }, turning);
    const answer = await post("https://rebind.example.com:8443/", strict);
    assert.deepEqual([answer.forbidden, turning.asked], [true, ["rebind.example.com"]]);
    for (const address of ["::1", "::ffff:127.0.0.1", "fd00::1", "0.0.0.0", "100.64.0.1", "64:ff9b::a00:1"]) {
      const one = await post(
        "https://rebind.example.com/",
        createSender({ loopback: false }, answering([address])),
      );
      assert.equal(one.forbidden, true, address);
    }
  });

  it("asks for no name where the address itself is refused (R-TRADE-7)", async () => {
    const never = answering(["93.184.216.34"]);
    for (const url of [
      "https://10.0.0.1/",
      "http://example.com/",
      "https://example.com:22/",
      "https://u:p@example.com/",
    ]) {
      const { forbidden, status } = await post(url, createSender({ loopback: false }, never));
      assert.deepEqual([forbidden, status], [true, null], url);
    }
    assert.deepEqual(never.asked, []);
  });

  for (const code of [301, 302, 303, 307, 308]) {
    it(`follows no redirect: ${code} (R-TRADE-7)`, async () => {
      const trap = await receiver(ok);
      there = await receiver((request, response) => {
        request.resume().on("end", () => {
          response.writeHead(code, { location: `http://127.0.0.1:${trap.port}/` }).end();
        });
      });
      const answer = await post(`http://127.0.0.1:${there.port}/`);
      await trap.close();
      assert.deepEqual([answer.status, trap.connections()], [code, 0]);
    });
  }

  it("reads the beginning of an endless answer only (R-TRADE-7)", async () => {
    let written = 0;
    let closed: () => void = () => undefined;
    const isClosed = new Promise<void>((resolve) => (closed = resolve));
    there = await receiver((request, response) => {
      request.resume();
      response.on("close", closed);
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(65_536))) written++;
        if (!response.destroyed) response.once("drain", more);
      };
      more();
    });
    const answer = await post(`http://127.0.0.1:${there.port}/`);
    assert.deepEqual([answer.status, answer.excerpt.length], [200, 500]);
    await isClosed;
    assert.ok(written < 1_000, `${written} times 64 KB`);
  });

  it("gives up on an answer that does not come (R-TRADE-7)", async () => {
    there = await receiver((request) => void request.resume());
    const answer = await post(`http://127.0.0.1:${there.port}/`, createSender(local, undefined, 200));
    assert.deepEqual([answer.status, answer.error], [null, "timed out"]);
  });

  it("gives up on headers without end (R-TRADE-7)", async () => {
    there = await receiver((request, response) => {
      request.resume().on("end", () => response.writeHead(200, { "x-long": "a".repeat(32_768) }).end());
    });
    const answer = await post(`http://127.0.0.1:${there.port}/`);
    assert.deepEqual([answer.status, answer.error], [null, "UND_ERR_HEADERS_OVERFLOW"]);
  });

  it("says why nobody answered, and nothing of what is there (R-TRADE-7)", async () => {
    there = await receiver(ok);
    const { port } = there;
    await there.close();
    there = undefined;
    const answer = await post(`http://127.0.0.1:${port}/`);
    assert.deepEqual([answer.status, answer.error, answer.excerpt], [null, "ECONNREFUSED", ""]);
  });
});
