import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { codes, startTasksServer, type TasksServer } from "../../test/support/cloud-tasks-server.js";
import { failureOf } from "./failure.js";
import { cloudQueueAdmin, emulatorQueueAdmin, queueActions } from "./queue-admin.js";

const parent = "projects/demo-bourse/locations/us-central1";
const deadlineMs = 300;

describe("the queues of Cloud Tasks, asked by its own client over gRPC", () => {
  let server: TasksServer;
  const metadataVariable = "METADATA_SERVER_DETECTION";
  const detection = process.env[metadataVariable];
  before(async () => {
    // There is no cloud here that the client could ask for its account.
    process.env[metadataVariable] = "none";
    server = await startTasksServer(parent);
  });
  beforeEach(() => {
    server.fail = null;
    server.asked.length = 0;
    server.queues.clear();
    for (const [name, state, tasks, oldestSeconds] of [
      ["orders-match", "RUNNING", 1_234, 1_771_000_000],
      ["jobs-run-ledgerAudit", "PAUSED", 0, null],
    ] as const) {
      const path = `${parent}/queues/${name}`;
      server.queues.set(path, { name: path, state, tasks, oldestSeconds });
    }
  });
  after(async () => {
    await server.close();
    if (detection === undefined) delete process.env[metadataVariable];
    else process.env[metadataVariable] = detection;
  });
  const admin = () => cloudQueueAdmin(() => Promise.resolve(server.client), deadlineMs);

  it("are told with their depth, their oldest task and their state (R-JOB-4)", async () => {
    const usual = { running: 2, executedLastMinute: 7 };
    assert.deepEqual(await admin().reports(), [
      {
        queue: "orders-match",
        state: "running",
        depth: 1_234,
        oldestAt: "2026-02-13T16:26:40.500Z",
        ...usual,
      },
      { queue: "jobs-run-ledgerAudit", state: "paused", depth: 0, oldestAt: null, ...usual },
    ]);
    assert.deepEqual(server.asked[0]?.request.readMask?.paths, ["name", "state", "stats"]);
    assert.equal(server.asked[0]?.request.parent, parent);
  });

  it("are paused, resumed and purged, and told as they are then (R-JOB-4)", async () => {
    const seen = [];
    for (const action of queueActions) {
      const { state, depth } = await admin().act("orders-match", action);
      seen.push([action, state, depth]);
    }
    assert.deepEqual(seen, [
      ["pause", "paused", 1_234],
      ["resume", "running", 1_234],
      ["purge", "running", 0],
    ]);
    assert.deepEqual(
      server.asked.map(({ method }) => method),
      ["PauseQueue", "GetQueue", "ResumeQueue", "GetQueue", "PurgeQueue", "GetQueue"],
    );
    // The other queue is as it was.
    assert.equal(server.queues.get(`${parent}/queues/jobs-run-ledgerAudit`)?.state, "PAUSED");
  });

  it("that are not there are not found (R-JOB-4)", async () => {
    for (const action of queueActions) {
      await assert.rejects(admin().act("no-such", action), { reason: "queue_not_found" });
    }
  });

  const failures: [title: string, fail: number | "silent", read: string, action: string][] = [
    ["refuse the service account", codes.PERMISSION_DENIED, "queues_not_permitted", "queues_not_permitted"],
    ["know no credentials", codes.UNAUTHENTICATED, "queues_not_permitted", "queues_not_permitted"],
    ["are away", codes.UNAVAILABLE, "service_unavailable", "service_unavailable"],
    ["say that it took too long", codes.DEADLINE_EXCEEDED, "service_unavailable", "outcome_is_unknown"],
    ["do not answer", "silent", "service_unavailable", "outcome_is_unknown"],
    ["are asked too often", codes.RESOURCE_EXHAUSTED, "service_unavailable", "service_unavailable"],
  ];
  for (const [title, fail, read, action] of failures) {
    it(`fail with a reason of their own where they ${title} (R-JOB-4)`, async () => {
      server.fail = fail;
      await assert.rejects(admin().reports(), { reason: read });
      await assert.rejects(admin().act("orders-match", "pause"), { reason: action });
      // Once each: nothing is tried again behind the operator's back.
      assert.deepEqual(
        server.asked.map(({ method }) => method),
        ["ListQueues", "PauseQueue"],
      );
    });
  }

  it("fail as themselves where nobody foresaw it, which the wire calls internal (R-EDGE-1)", async () => {
    server.fail = codes.DATA_LOSS;
    const error: unknown = await admin()
      .reports()
      .catch((caught: unknown) => caught);
    assert.equal(failureOf(error, "an-id").details.reason, "internal_error");
  });
});

describe("the queues of the emulator", () => {
  it("are told as far as it tells, and cannot be changed (R-JOB-4)", async () => {
    const stats = { numberOfTasks: 3, runningTasks: 2, completedLastMin: 9, maxRate: 500 };
    const server = createServer((_, response) =>
      response.end(JSON.stringify({ "queue:demo-bourse-us-central1-orders-match": stats })),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const admin = emulatorQueueAdmin(`127.0.0.1:${port}`);
    assert.deepEqual(await admin.reports(), [
      {
        queue: "orders-match",
        state: "running",
        depth: 3,
        oldestAt: null,
        running: null,
        executedLastMinute: 9,
      },
    ]);
    assert.equal(admin.cannot.length, 2);
    await assert.rejects(admin.act("orders-match", "purge"), { reason: "queue_operation_not_supported" });
    await assert.rejects(admin.act("no-such", "purge"), { reason: "queue_not_found" });
    server.close();
    server.closeAllConnections();
    await assert.rejects(admin.reports(), { reason: "service_unavailable" });
  });
});
