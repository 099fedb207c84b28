import { randomBytes } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { killTagged, tagEnvironment } from "./processes.js";
import { messageOf, say } from "./say.js";
import { startGuard } from "./start-guard.js";

/** A terminal and npm may both deliver one Ctrl-C; only what comes later than this is a second one. */
const secondSignalMs = 500;
const stopDeadlineMs = 90_000;
const failureCode = 1;
/** Short, because it is part of the path of sockets, which some systems limit to 104 bytes. */
const tagBytes = 6;
const signalCodes: Record<string, number> = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/** What has been started so far, to be ended in the opposite order. */
export interface Run {
  tag: string;
  /** Aborted when the run is to end. */
  signal: AbortSignal;
  onStop(stop: () => Promise<void> | void): void;
}

/**
 * Does some work and leaves nothing behind: whatever happens (a signal, an error), every process that the run has
 * started is gone when this returns. Answers the work's exit code, or the one that fits what happened.
 *
 * The first signal stops in order, with the export if one was asked for; a second one kills at once.
 */
export async function withRun(work: (run: Run) => Promise<number>): Promise<number> {
  const ending = listenForSignals();
  const stops: (() => Promise<void> | void)[] = [];
  const tag = randomBytes(tagBytes).toString("hex");
  const guard = startGuard(tag);
  Object.assign(process.env, tagEnvironment(tag)); // For every process that is started from here on.
  const run: Run = {
    tag,
    signal: ending.signal,
    onStop: (stop) => stops.unshift(stop),
  };
  let code: number;
  try {
    code = await Promise.race([work(run), ending.first]);
  } catch (error) {
    say(messageOf(error));
    code = failureCode;
  }
  ending.abort();
  const left = await stopAll(stops, tag, ending.second);
  await guard.dismiss();
  ending.forget();
  return left ? failureCode : code;
}

/** Stops in order, unless that takes too long or a second signal comes, then kills what is left. */
async function stopAll(
  stops: (() => Promise<void> | void)[],
  tag: string,
  second: Promise<void>,
): Promise<boolean> {
  const inOrder = async () => {
    for (const stop of stops) {
      try {
        await stop();
      } catch (error) {
        say(`while stopping: ${messageOf(error)}`);
      }
    }
  };
  await Promise.race([inOrder(), second, delay(stopDeadlineMs, undefined, { ref: false })]);
  const left = await killTagged(tag);
  for (const { pid, command } of left) say(`process ${pid} could not be ended: ${command}`);
  return left.length > 0;
}

function listenForSignals() {
  const controller = new AbortController();
  let onFirst: (code: number) => void = () => undefined;
  let onSecond: () => void = () => undefined;
  let firstAt = 0;
  const first = new Promise<number>((resolve) => (onFirst = resolve));
  const second = new Promise<void>((resolve) => (onSecond = resolve));
  const listener = (name: NodeJS.Signals) => {
    if (firstAt > 0 && Date.now() - firstAt < secondSignalMs) return;
    if (firstAt > 0) {
      say("stopping at once");
      return onSecond();
    }
    firstAt = Date.now();
    say(`stopping (${name}); once more to stop at once`);
    controller.abort();
    onFirst(signalCodes[name] ?? failureCode);
  };
  for (const name of Object.keys(signalCodes)) process.on(name, listener);
  return {
    signal: controller.signal,
    first,
    second,
    abort: () => controller.abort(),
    forget: () => Object.keys(signalCodes).forEach((name) => process.off(name, listener)),
  };
}
