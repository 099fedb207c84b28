/** The deployed surface as the build tells the platform of it: every function with its policy. */
import type { z } from "zod";
import * as surface from "../../src/index.js";
import { declarationOf } from "../../src/platform/surface.js";

type Endpoint = {
  region: string[];
  availableMemoryMb: number;
  timeoutSeconds: number | null;
  concurrency: number | null;
  minInstances: number | null;
  maxInstances: number;
  ingressSettings: string;
  secretEnvironmentVariables?: { key: string }[];
  callableTrigger?: object;
  httpsTrigger?: { invoker?: string[] };
  scheduleTrigger?: { schedule: string };
  blockingTrigger?: { eventType: string };
  taskQueueTrigger?: {
    invoker?: string[];
    retryConfig: { maxAttempts: number };
    rateLimits: { maxConcurrentDispatches: number };
  };
  eventTrigger?: {
    eventType: string;
    eventFilterPathPatterns?: Record<string, string>;
    eventFilters?: Record<string, string>;
  };
};

/** One function and who can reach what of it. */
export type Policy = {
  readonly trigger: string;
  /** Roles that may call; of what no client calls, nobody. */
  readonly who: string;
  readonly rateClass: string;
  /** `public`: whoever is on the internet gets as far as the pipeline. */
  readonly invoker: string;
  readonly ingress: string;
  readonly secrets: string;
  readonly memory: string;
  readonly timeout: string;
  readonly concurrency: string;
  readonly instances: string;
};

export type Deployed = {
  readonly name: string;
  readonly policy: Policy;
  readonly region: readonly string[];
  /** Shape of what is sent to it, where it declares one. */
  readonly input: z.ZodType | undefined;
  readonly run: (request: unknown) => Promise<unknown>;
};

/** In the order of their names. */
export const deployed: readonly Deployed[] = deployedBelow(surface, "").sort((one, other) =>
  one.name < other.name ? -1 : 1,
);

/** The callables: what a client can call with input of its own. */
export const deployedCallables = deployed.filter(({ policy }) => policy.trigger === "callable");

/** Named as the deploy tool names them: a group lends its name to each of its functions. */
function deployedBelow(group: object, prefix: string): Deployed[] {
  return Object.entries(group).flatMap(([name, made]: [string, object]) =>
    "__endpoint" in made
      ? [describeFunction(`${prefix}${name}`, made)]
      : deployedBelow(made, `${prefix}${name}-`),
  );
}

function describeFunction(name: string, made: object): Deployed {
  const declaration = declarationOf(made);
  if (declaration.name !== name) throw new RangeError(`${name} calls itself ${declaration.name} in its logs`);
  const { __endpoint, run } = made as { __endpoint: unknown } & Pick<Deployed, "run">;
  // What is to be as the platform has it is an object that the SDK writes as null.
  const endpoint = JSON.parse(JSON.stringify(__endpoint)) as Endpoint;
  const { roles, rateClass = "–", consumesAppCheck } = declaration;
  const { minInstances, maxInstances, secretEnvironmentVariables: secrets = [] } = endpoint;
  const policy: Policy = {
    trigger: triggerOf(endpoint),
    who: roles === undefined ? "–" : typeof roles === "string" ? roles : roles.join(" "),
    rateClass: consumesAppCheck ? `${rateClass}, App Check once` : rateClass,
    invoker: invokerOf(endpoint),
    ingress: endpoint.ingressSettings,
    secrets: secrets.map(({ key }) => key).join(" ") || "–",
    memory: `${endpoint.availableMemoryMb} MiB`,
    timeout: endpoint.timeoutSeconds === null ? "default" : `${endpoint.timeoutSeconds} s`,
    concurrency: String(endpoint.concurrency ?? "default"),
    instances: `${minInstances ?? 0}–${maxInstances}`,
  };
  return { name, policy, region: endpoint.region, input: declaration.input, run };
}

function triggerOf({ callableTrigger, httpsTrigger, ...event }: Endpoint): string {
  const { scheduleTrigger, taskQueueTrigger, blockingTrigger, eventTrigger } = event;
  if (callableTrigger) return "callable";
  if (httpsTrigger) return "http";
  if (scheduleTrigger) return scheduleTrigger.schedule;
  if (blockingTrigger) return blockingTrigger.eventType.split("/").at(-1) ?? "";
  if (taskQueueTrigger) {
    const { retryConfig, rateLimits } = taskQueueTrigger;
    return `queue: ${retryConfig.maxAttempts} attempts, ${rateLimits.maxConcurrentDispatches} at once`;
  }
  const { eventType = "", eventFilterPathPatterns, eventFilters } = eventTrigger ?? {};
  const what = eventFilterPathPatterns?.["document"] ?? eventFilters?.["bucket"] ?? "";
  return `${eventType.split(".").at(-1)} ${what}`.trim();
}

/** The deploy tool gives callables and blocking functions to everybody, and events to the platform's own accounts. */
function invokerOf({ callableTrigger, blockingTrigger, httpsTrigger, taskQueueTrigger }: Endpoint): string {
  if (callableTrigger ?? blockingTrigger) return "public";
  const { invoker } = httpsTrigger ?? taskQueueTrigger ?? {};
  if (httpsTrigger ?? taskQueueTrigger) return invoker?.join(" ") ?? "not declared";
  return "private";
}
