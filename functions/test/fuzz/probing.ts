/**
 * Sends calls and holds every answer against the conventions. A call that must be refused, because its contract does
 * not allow it, is sent between two looks at all that is stored; a call that might have been accepted is sent first,
 * and again between two looks once it has been refused.
 */
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { deployedCallables } from "../surface/deployed.js";
import type { Dictionary } from "./dictionary.js";
import { everythingOf } from "./stored.js";
import { isInvalid, judgeRefusal, send, type Answer, type Call } from "./wire.js";

const batchLength = 100;
const atOnce = 8;
/** What the background writes beside the calls ends; what a refused call writes is there in each of these rounds. */
const roundsMax = 6;

export type Caller = {
  readonly token: string;
  readonly uid: string;
  readonly dictionary: Dictionary;
  /** What its calls may write beside its own documents. */
  readonly shared: readonly string[];
};
export type Tally = { accepted: number; refused: number };

export type Probe = {
  readonly seed: number;
  readonly ports: readonly number[];
  /** Texts that no answer may hold. */
  readonly secrets: readonly string[];
  /** Collections whose documents name their user. */
  readonly byUser: readonly string[];
  /** Functions whose answers tell of all users. */
  readonly tellingAll: ReadonlySet<string>;
  readonly tallies: Map<string, Tally>;
  readonly counts: { sent: number; repeats: number; unseen: number };
};

const inputs = new Map(deployedCallables.map(({ name, input }) => [name, input]));

function mustBeRefused({ name, input }: Call): boolean {
  const schema = inputs.get(name);
  assert.ok(schema, name);
  return isInvalid(schema, input);
}

/** Any of the processes. */
export function portOf({ ports, counts }: Probe): number {
  return ports[counts.sent++ % ports.length] ?? assert.fail("a server runs");
}

/** @returns whether the call was accepted. @throws Error where the answer is not as the conventions say */
function judge(probe: Probe, call: Call, answer: Answer): boolean {
  const { name, input } = call;
  try {
    const accepted = answer.status === 200;
    if (!accepted) judgeRefusal(answer);
    assert.ok(!(accepted && mustBeRefused(call)), "an invalid input is refused");
    const leaked = probe.secrets.find((text) => answer.text.includes(text));
    if (!probe.tellingAll.has(name)) assert.equal(leaked, undefined, "tells of nobody else");
    return accepted;
  } catch (error) {
    const shown = JSON.stringify(input)?.slice(0, 2_000);
    const problem = `${name} ${shown} answered ${answer.status} ${answer.text.slice(0, 1_000)}: ${String(error)}`;
    throw new Error(problem, { cause: error });
  }
}

/** Sends calls, some at once. @returns for each whether it was accepted */
async function sendAll(probe: Probe, calls: readonly Call[], { token }: Caller): Promise<boolean[]> {
  const accepted: boolean[] = [];
  let next = 0;
  const work = async () => {
    for (let index = next++; index < calls.length; index = next++) {
      const call = calls[index] as Call;
      accepted[index] = judge(probe, call, await send(portOf(probe), call, token));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return accepted;
}

function tell({ tallies }: Probe, calls: readonly Call[], accepted: readonly boolean[]): void {
  for (const [index, { name }] of calls.entries()) {
    const tally = tallies.get(name) ?? { accepted: 0, refused: 0 };
    tally[accepted[index] ? "accepted" : "refused"]++;
    tallies.set(name, tally);
  }
}

/** Sends calls until none of them is accepted: then nothing may have been written between two looks. */
async function refusedWithoutTrace(
  probe: Probe,
  calls: readonly Call[],
  caller: Caller,
  isFirst: boolean,
): Promise<void> {
  const look = () => everythingOf(caller.uid, probe.byUser, caller.shared);
  let asked = calls;
  let states: [before: unknown, after: unknown] | undefined;
  let before = calls.length > 0 ? await look() : undefined;
  for (let round = 0; round < roundsMax && asked.length > 0; round++) {
    const accepted = await sendAll(probe, asked, caller);
    if (isFirst && round === 0) tell(probe, asked, accepted);
    else probe.counts.repeats += asked.length;
    const after = await look();
    const refused = asked.filter((_, index) => !accepted[index]);
    if (refused.length === asked.length) {
      if (isDeepStrictEqual(after, before)) return;
      states = [before, after];
    }
    [asked, before] = [refused, after];
  }
  if (states && asked.length > 0) {
    assert.deepEqual(states[1], states[0], `refused calls changed something: ${JSON.stringify(asked)}`);
  }
  probe.counts.unseen += asked.length;
}

/** Calls that `made` draws, from one caller. A failure is sent again one by one, for the smallest call like it. */
export async function check(
  probe: Probe,
  made: fc.Arbitrary<Call>,
  caller: Caller,
  numRuns: number,
): Promise<void> {
  const { seed } = probe;
  const calls = fc.sample(made, { seed, numRuns });
  try {
    for (let from = 0; from < calls.length; from += batchLength) {
      await checkBatch(probe, calls.slice(from, from + batchLength), caller);
    }
  } catch (error) {
    const again = fc.asyncProperty(made, async (call) => {
      judge(probe, call, await send(portOf(probe), call, caller.token));
    });
    await fc.assert(again, { seed, numRuns });
    throw error;
  }
}

async function checkBatch(probe: Probe, batch: readonly Call[], caller: Caller): Promise<void> {
  await refusedWithoutTrace(probe, batch.filter(mustBeRefused), caller, true);
  const open = batch.filter((call) => !mustBeRefused(call));
  const accepted = await sendAll(probe, open, caller);
  tell(probe, open, accepted);
  const refused = open.filter((_, index) => !accepted[index]);
  await refusedWithoutTrace(probe, refused, caller, false);
}

/** Of functions that end the caller's session: whoever has had a call accepted is followed by another caller. */
export async function checkEnding(
  probe: Probe,
  made: fc.Arbitrary<Call>,
  [caller, renew]: [Caller, () => Promise<Caller>],
  numRuns: number,
): Promise<void> {
  const calls = fc.sample(made, { seed: probe.seed, numRuns });
  await refusedWithoutTrace(probe, calls.filter(mustBeRefused), caller, true);
  let current = caller;
  for (const call of calls.filter((it) => !mustBeRefused(it))) {
    const accepted = await sendAll(probe, [call], current);
    tell(probe, [call], accepted);
    if (accepted[0]) current = await renew();
    else {
      await refusedWithoutTrace(probe, [call], current, false);
      current = await renew();
    }
  }
}
