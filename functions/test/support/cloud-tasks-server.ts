/** A local server of Cloud Tasks' own proto, as far as queues are administered, with failures to order. */
import { createRequire } from "node:module";
import {
  loadPackageDefinition,
  Server,
  ServerCredentials,
  status,
  type ServiceDefinition,
} from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";
import { v2beta3 } from "@google-cloud/tasks";

const require = createRequire(import.meta.url);
const tasksRequire = createRequire(require.resolve("@google-cloud/tasks"));

type Queue = { name: string; state: "RUNNING" | "PAUSED"; tasks: number; oldestSeconds: number | null };
type Call = { readonly request: { name: string; parent: string; readMask: { paths: string[] } | null } };
type Answer = (error: { code: number; details: string } | null, value?: unknown) => void;
type GaxGrpc = { credentials: { createInsecure: () => never } };

export type TasksServer = {
  /** The real client, connected here. */
  readonly client: v2beta3.CloudTasksClient;
  readonly queues: Map<string, Queue>;
  readonly asked: { readonly method: string; readonly request: Call["request"] }[];
  /** Every call fails with this code from now on; `null` heals; `silent` never answers. */
  fail: number | "silent" | null;
  readonly close: () => Promise<void>;
};

const codes = status;
export { codes };

export async function startTasksServer(parent: string): Promise<TasksServer> {
  const protos = tasksRequire("../../protos/protos.json") as Parameters<typeof fromJSON>[0];
  const options = { longs: String, enums: String, defaults: false };
  const loaded = loadPackageDefinition(fromJSON(protos, options)) as unknown as {
    google: { cloud: { tasks: { v2beta3: { CloudTasks: { service: ServiceDefinition } } } } };
  };
  const queues = new Map<string, Queue>();
  const asked: TasksServer["asked"] = [];
  const server = new Server();

  const told = ({ tasks, oldestSeconds, ...queue }: Queue, mask: string[]) => ({
    ...queue,
    // As the service does: statistics are told to whoever asks for them.
    ...(mask.includes("stats") && {
      stats: {
        tasksCount: tasks,
        ...(oldestSeconds !== null && { oldestEstimatedArrivalTime: { seconds: oldestSeconds, nanos: 5e8 } }),
        ...{ executedLastMinuteCount: 7, concurrentDispatchesCount: 2 },
      },
    }),
  });

  const handle =
    (method: string, act: (call: Call) => unknown) =>
    (call: Call, answer: Answer): void => {
      asked.push({ method, request: call.request });
      if (tasksServer.fail === "silent") return;
      if (tasksServer.fail !== null) return answer({ code: tasksServer.fail, details: "as ordered" });
      const value = act(call);
      answer(value ? null : { code: codes.NOT_FOUND, details: "Queue does not exist." }, value);
    };
  const change = (method: string, with_: (queue: Queue) => Partial<Queue>) =>
    handle(method, ({ request: { name } }) => {
      const queue = queues.get(name);
      return queue && told(Object.assign(queue, with_(queue)), []);
    });

  server.addService(loaded.google.cloud.tasks.v2beta3.CloudTasks.service, {
    ListQueues: handle("ListQueues", ({ request: { readMask } }) => ({
      queues: [...queues.values()].map((queue) => told(queue, readMask?.paths ?? [])),
    })),
    GetQueue: handle("GetQueue", ({ request: { name, readMask } }) => {
      const queue = queues.get(name);
      return queue && told(queue, readMask?.paths ?? []);
    }),
    PauseQueue: change("PauseQueue", () => ({ state: "PAUSED" })),
    ResumeQueue: change("ResumeQueue", () => ({ state: "RUNNING" })),
    PurgeQueue: change("PurgeQueue", () => ({ tasks: 0, oldestSeconds: null })),
  });

  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const { grpc } = tasksRequire("google-gax") as { grpc: GaxGrpc };
  const client = new v2beta3.CloudTasksClient({
    ...{ projectId: parent.split("/")[1] ?? "", servicePath: "127.0.0.1", port },
    sslCreds: grpc.credentials.createInsecure(),
  });
  const tasksServer: TasksServer = {
    ...{ client, queues, asked, fail: null },
    close: async () => {
      await client.close();
      server.forceShutdown();
    },
  };
  return tasksServer;
}
