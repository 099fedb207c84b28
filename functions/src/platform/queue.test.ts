import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getApps, initializeApp } from "firebase-admin/app";
import { withScope } from "./log.js";
import { createQueue } from "./queue.js";
import { scopeOf } from "./trace.js";

type Asked = {
  url: string;
  task: { httpRequest: { headers: object; body: unknown }; [field: string]: unknown };
};

const hostVariable = "CLOUD_TASKS_EMULATOR_HOST";
const metadataVariable = "METADATA_SERVER_DETECTION";

describe("the queue", () => {
  const asked: Asked[] = [];
  let status = 200;
  let server: Server;
  const environment = new Map([hostVariable, metadataVariable].map((name) => [name, process.env[name]]));

  before(async () => {
    if (getApps().length === 0) initializeApp({ projectId: "demo-bourse" });
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { task } = JSON.parse(Buffer.concat(chunks).toString()) as Pick<Asked, "task">;
        asked.push({ url: request.url ?? "", task });
        response.writeHead(status, { "content-type": "application/json" }).end("{}");
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    // There is no cloud here whose account a task could be sent under.
    process.env[metadataVariable] = "none";
    process.env[hostVariable] = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  after(() => {
    for (const [name, value] of environment) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    server.close();
    server.closeAllConnections();
  });

  it("takes a task for a function with the ids of whoever asked (R-JOB-1, R-OBS-2)", async () => {
    const trace = "0af7651916cd43dd8448eb211c80319c";
    const headers = {
      "x-correlation-id": "from-the-caller",
      traceparent: `00-${trace}-b7ad6b7169203331-01`,
    };
    const scheduleAt = new Date("2026-03-10T12:00:00.000Z");
    const answer = await withScope(scopeOf("f", headers), () =>
      createQueue().enqueue("jobs-run", { jobId: "j" }, { id: "task-1", scheduleAt }),
    );
    assert.equal(answer, "queued");
    const [{ url, task } = assert.fail("a request came")] = asked;
    assert.match(url, /\/locations\/us-central1\/queues\/jobs-run\/tasks$/);
    assert.match(String(task["name"]), /\/tasks\/task-1$/);
    assert.equal(task["scheduleTime"], scheduleAt.toISOString());
    const { headers: sent } = task.httpRequest as { headers: Record<string, string> };
    assert.deepEqual(
      [sent["x-correlation-id"], sent["traceparent"]],
      [headers["x-correlation-id"], headers.traceparent],
    );
  });

  it("says that a task with the same id is there, and throws what else went wrong (R-JOB-1)", async () => {
    status = 409;
    assert.equal(await createQueue().enqueue("jobs-run", {}, { id: "task-1" }), "exists");
    status = 400;
    await assert.rejects(createQueue().enqueue("jobs-run", {}));
  });
});
