/**
 * Queues as operators see them: how much waits, since when, and whether a queue is held. The Cloud Tasks client is
 * heavy and only these few functions need it, so it is loaded by the first call.
 */
import type { protos, v2beta3 } from "@google-cloud/tasks";
import { isEmulator, projectId, region } from "./config.js";
import { DomainError } from "./errors.js";

export const queueStates = ["running", "paused", "disabled", "unknown"] as const;
export type QueueState = (typeof queueStates)[number];
export const queueActions = ["pause", "resume", "purge"] as const;
export type QueueAction = (typeof queueActions)[number];

/** Null is what the environment cannot tell. */
export type QueueReport = {
  readonly queue: string;
  readonly state: QueueState;
  /** Tasks that wait or run; Cloud Tasks estimates it. */
  readonly depth: number | null;
  /** When the oldest task is due or was, ISO; null also where there is none. */
  readonly oldestAt: string | null;
  readonly running: number | null;
  readonly executedLastMinute: number | null;
};

export type QueueAdmin = {
  /** What this environment cannot tell or do: a sentence each. */
  readonly cannot: readonly string[];
  /** @throws DomainError `queues_not_permitted`, `service_unavailable` */
  readonly reports: () => Promise<QueueReport[]>;
  /** @throws DomainError as `reports`, and `queue_not_found`, `queue_operation_not_supported`, `outcome_is_unknown` */
  readonly act: (queue: string, action: QueueAction) => Promise<QueueReport>;
};

type Client = v2beta3.CloudTasksClient;

const callDeadlineMs = 10_000;
/** Queues in one report; a project may have a thousand. */
const queuesMax = 200;

/** The queues of this process's project: of the cloud, or of the emulators where it runs on them. */
export function createQueueAdmin(): QueueAdmin {
  const host = process.env["CLOUD_TASKS_EMULATOR_HOST"];
  if (isEmulator() && host) return emulatorQueueAdmin(host);
  let client: Promise<Client> | undefined;
  return cloudQueueAdmin(() => (client ??= loadClient()));
}

async function loadClient(): Promise<Client> {
  const tasks = await import("@google-cloud/tasks");
  return new tasks.v2beta3.CloudTasksClient({ projectId: projectId() });
}

/** gRPC status codes, https://grpc.github.io/grpc/core/md_doc_statuscodes.html. */
const [deadlineExceeded, notFound, permissionDenied, unauthenticated] = [4, 5, 7, 16];
const transient: readonly unknown[] = [1, 2, deadlineExceeded, 8, 10, 13, 14];

/** @param isAction whether the call was to change something: then a late answer leaves open whether it has */
function failureFrom(error: unknown, isAction: boolean): unknown {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const options = { cause: error };
  if (code === notFound) return new DomainError("queue_not_found", {}, options);
  if (code === permissionDenied || code === unauthenticated) {
    return new DomainError("queues_not_permitted", {}, options);
  }
  if (isAction && code === deadlineExceeded) return new DomainError("outcome_is_unknown", {}, options);
  if (transient.includes(code)) return new DomainError("service_unavailable", {}, options);
  return error;
}

const readMask = { paths: ["name", "state", "stats"] };

/** Statistics are part of the service's v2beta3 only. @param connect gives the client, the same each time */
export function cloudQueueAdmin(connect: () => Promise<Client>, timeout = callDeadlineMs): QueueAdmin {
  const callOptions = { timeout, maxRetries: 0, autoPaginate: false };
  async function call<Result>(isAction: boolean, ask: (client: Client) => Promise<Result>): Promise<Result> {
    try {
      return await ask(await connect());
    } catch (error) {
      throw failureFrom(error, isAction);
    }
  }
  const pathOf = (client: Client, queue: string) => client.queuePath(projectId(), region, queue);
  return {
    cannot: [],
    reports: () =>
      call(false, async (client) => {
        const parent = client.locationPath(projectId(), region);
        const [queues] = await client.listQueues({ parent, readMask, pageSize: queuesMax }, callOptions);
        return queues.map(reportOf);
      }),
    act: async (queue, action) => {
      await call(true, async (client): Promise<unknown> => {
        const name = pathOf(client, queue);
        if (action === "pause") return client.pauseQueue({ name }, callOptions);
        if (action === "resume") return client.resumeQueue({ name }, callOptions);
        return client.purgeQueue({ name }, callOptions);
      });
      return call(false, async (client) => {
        const [found] = await client.getQueue({ name: pathOf(client, queue), readMask }, callOptions);
        return reportOf(found);
      });
    },
  };
}

type CloudQueue = protos.google.cloud.tasks.v2beta3.IQueue;

function reportOf({ name, state, stats }: CloudQueue): QueueReport {
  const told = String(state ?? "").toLowerCase();
  const arrival = stats?.oldestEstimatedArrivalTime;
  const oldestMs = arrival ? Number(arrival.seconds ?? 0) * 1_000 + (arrival.nanos ?? 0) / 1e6 : null;
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  return {
    queue: name?.split("/").at(-1) ?? "",
    state: queueStates.find((it) => it === told) ?? "unknown",
    depth: number(stats?.tasksCount),
    oldestAt: oldestMs === null ? null : new Date(oldestMs).toISOString(),
    running: number(stats?.concurrentDispatchesCount),
    executedLastMinute: number(stats?.executedLastMinuteCount),
  };
}

/** Its `runningTasks` is how many could run at once. */
type EmulatorStats = { numberOfTasks: number; completedLastMin: number };

const emulatorCannot = [
  "The emulator does not tell how old a queue's oldest task is, nor which tasks run: only those that wait are counted.",
  "The emulator cannot pause, resume or purge a queue: its queues always run.",
];

/** @param host of the tasks emulator, with its port */
export function emulatorQueueAdmin(host: string): QueueAdmin {
  async function reports(): Promise<QueueReport[]> {
    let stats: Record<string, EmulatorStats>;
    try {
      const answer = await fetch(`http://${host}/queueStats`, {
        signal: AbortSignal.timeout(callDeadlineMs),
      });
      stats = (await answer.json()) as Record<string, EmulatorStats>;
    } catch (error) {
      throw new DomainError("service_unavailable", {}, { cause: error });
    }
    return Object.entries(stats).map(([key, { numberOfTasks, completedLastMin }]) => ({
      // Keys are `queue:<project>-<location>-<queue>`.
      queue: key.slice(key.indexOf(`-${region}-`) + region.length + 2),
      ...{ state: "running", depth: numberOfTasks, oldestAt: null },
      ...{ running: null, executedLastMinute: completedLastMin },
    }));
  }
  return {
    cannot: emulatorCannot,
    reports,
    act: async (queue) => {
      const known = (await reports()).some((report) => report.queue === queue);
      throw new DomainError(known ? "queue_operation_not_supported" : "queue_not_found");
    },
  };
}
