import { randomUUID } from "node:crypto";
import { Cron } from "croner";
import { host, projectId, region } from "./addresses.js";
import { say } from "./say.js";

// Scheduled functions never fire by themselves in the emulators. This reads the schedules that the functions
// emulator has loaded and posts it the event that Cloud Scheduler would have caused.

const requestDeadlineMs = 60_000;
/** Shorter than deployed, so that a person at the screen sees the market move. Six fields: the first is seconds. */
const localSchedules: Record<string, string> = { "prices-tick": "*/2 * * * * *" };
const marketFunctions = new Set(["prices-tick"]);

interface Trigger {
  id: string;
  name: string;
  schedule?: { schedule: string; timeZone?: string };
}

export interface SchedulerOptions {
  functionsPort: number;
  market: "live" | "paused";
}

export interface Scheduler {
  names: string[];
  stop(): void;
}

export async function startScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const scheduled = (await loadedTriggers(options.functionsPort)).filter((trigger) => trigger.schedule);
  const chosen = scheduled.filter(({ name }) => options.market === "live" || !marketFunctions.has(name));
  const jobs = chosen.flatMap((trigger) => {
    const pattern = localSchedules[trigger.name] ?? toCron(trigger.schedule?.schedule ?? "");
    if (pattern === undefined) {
      say(
        `scheduler: ${trigger.name} is not run here, its schedule "${trigger.schedule?.schedule}" is not known`,
      );
      return [];
    }
    return [startJob(trigger, pattern, options.functionsPort)];
  });
  return {
    names: chosen.map(({ name }) => name),
    stop: () => jobs.forEach((job) => job.stop()),
  };
}

/** Every function that the emulator has loaded. */
export async function loadedTriggers(functionsPort: number): Promise<Trigger[]> {
  const answer = await fetch(`http://${host}:${functionsPort}/backends`, {
    signal: AbortSignal.timeout(requestDeadlineMs),
  });
  const { backends } = (await answer.json()) as { backends: { functionTriggers: Trigger[] }[] };
  return backends.flatMap((backend) => backend.functionTriggers);
}

function startJob(trigger: Trigger, pattern: string, port: number): Cron {
  let failing = false;
  const timezone = trigger.schedule?.timeZone ?? "UTC";
  // `protect`: a run that takes longer than its period is not overlapped by the next.
  return new Cron(pattern, { protect: true, timezone, unref: true }, async () => {
    const problem = await fire(trigger, port);
    // A function that fails on every tick is said once, not every two seconds.
    if (problem && !failing) say(`scheduler: ${trigger.name} ${problem}`);
    failing = problem !== undefined;
  });
}

/** Posts one event; answers what went wrong, if anything. */
async function fire(trigger: Trigger, port: number): Promise<string | undefined> {
  const now = new Date().toISOString();
  const topic = `projects/${projectId}/topics/firebase-schedule-${trigger.name}`;
  const message = { messageId: randomUUID(), publishTime: now, data: "", attributes: {} };
  const event = {
    specversion: "1.0",
    id: message.messageId,
    type: "google.cloud.pubsub.topic.v1.messagePublished",
    source: `//pubsub.googleapis.com/${topic}`,
    time: now,
    data: { message, subscription: `projects/${projectId}/subscriptions/emulator-${trigger.name}` },
  };
  try {
    const id = trigger.id || `${region}-${trigger.name}`;
    const answer = await fetch(`http://${host}:${port}/functions/projects/${projectId}/triggers/${id}-0`, {
      method: "POST",
      headers: { "content-type": "application/cloudevents+json" },
      body: JSON.stringify(event),
      signal: AbortSignal.timeout(requestDeadlineMs),
    });
    const body = await answer.text();
    return answer.ok ? undefined : `answered ${answer.status}: ${body.slice(0, 200)}`;
  } catch (error) {
    return error instanceof Error ? `was not reached: ${error.message}` : String(error);
  }
}

const cronFieldsMin = 5;

/** Cloud Scheduler takes unix cron and the older "every 5 minutes" or "every day 00:00". */
export function toCron(schedule: string): string | undefined {
  const text = schedule.trim().toLowerCase();
  const [, count, unit] = /^every (\d+) (minute|min|hour)s?$/.exec(text) ?? [];
  if (count && unit) return unit === "hour" ? `0 */${count} * * *` : `*/${count} * * * *`;
  const [, day, hour, minute] =
    /^every (day|mon|tue|wed|thu|fri|sat|sun)\w* (\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (day) return `${Number(minute)} ${Number(hour)} * * ${day === "day" ? "*" : day}`;
  return text.split(/\s+/).length >= cronFieldsMin ? text : undefined;
}
