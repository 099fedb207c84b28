import type { Engine } from "../engine.js";
import { fromBytes, RedisError, toBytes, type Reply } from "../reply.js";
import { arityFits, type Command, type CommandTable } from "./command.js";
import { counterCommands } from "./commands/counters.js";
import { hashCommands } from "./commands/hashes.js";
import { keyCommands } from "./commands/keys.js";
import { listCommands } from "./commands/lists.js";
import { scriptingCommands } from "./commands/scripting.js";
import { setCommands } from "./commands/sets.js";
import { sortedSetRangeCommands } from "./commands/sorted-set-ranges.js";
import { sortedSetCommands } from "./commands/sorted-sets.js";
import { stringCommands } from "./commands/strings.js";
import { createKeyspace, sweepExpired } from "./keyspace.js";
import { openInterpreter } from "./lua/interpreter.js";
import { createMemoryGuard } from "./memory.js";
import { isStatus, wrongArity, type Value } from "./value.js";

const MEMORY_MAX_BYTES = 256 * 1024 * 1024;
const SCRIPT_RUNTIME_MAX_MS = 5_000;
const SWEEP_EVERY_MS = 100;
const ECHOED_CHARACTERS_MAX = 128;

const dataCommands: CommandTable = {
  ...stringCommands,
  ...counterCommands,
  ...keyCommands,
  ...hashCommands,
  ...setCommands,
  ...sortedSetCommands,
  ...sortedSetRangeCommands,
  ...listCommands,
};

export type EmbeddedOptions = { memoryMaxBytes?: number; scriptRuntimeMaxMs?: number };

/** Redis in this process. Each command, script and transaction runs without a pause, so each is atomic. */
export async function openEmbeddedEngine(options: EmbeddedOptions = {}): Promise<Engine> {
  const db = createKeyspace();
  const guard = createMemoryGuard(options.memoryMaxBytes ?? MEMORY_MAX_BYTES);
  let scriptIsReadOnly = false;

  function runCommand(command: Command, args: string[]): Value {
    try {
      if (command.effect === "writes") guard.admit(db, args);
      return command.run(db, args);
    } catch (error) {
      if (error instanceof RedisError) return error;
      throw error;
    }
  }

  function callFromScript([name = "", ...args]: string[]): Value {
    const command = commands.get(name.toUpperCase());
    if (!command) return new RedisError("ERR Unknown Redis command called from script");
    if (!dataCommands[name.toUpperCase()]) {
      return new RedisError("ERR This Redis command is not allowed from script");
    }
    if (!arityFits(command, args.length)) {
      return new RedisError("ERR Wrong number of args calling Redis command from script");
    }
    if (scriptIsReadOnly && command.effect !== "reads") {
      return new RedisError("ERR Write commands are not allowed from read-only scripts.");
    }
    return runCommand(command, args);
  }

  const interpreter = await openInterpreter(
    callFromScript,
    options.scriptRuntimeMaxMs ?? SCRIPT_RUNTIME_MAX_MS,
  );
  const setReadOnly = (readOnly: boolean) => (scriptIsReadOnly = readOnly);
  const commands = new Map(
    Object.entries({ ...dataCommands, ...scriptingCommands({ interpreter, setReadOnly }) }),
  );
  const sweeper = setInterval(() => sweepExpired(db), SWEEP_EVERY_MS).unref();

  return {
    execute(args) {
      db.nowMs = Date.now();
      const [command, bytes] = prepare(commands, args);
      return Promise.resolve(toReply(command instanceof RedisError ? command : runCommand(command, bytes)));
    },
    multi(batch) {
      db.nowMs = Date.now();
      const prepared = batch.map((args) => prepare(commands, args));
      if (prepared.some(([command]) => command instanceof RedisError)) {
        return Promise.resolve(new RedisError("EXECABORT Transaction discarded because of previous errors."));
      }
      return Promise.resolve(
        prepared.map(([command, bytes]) => toReply(runCommand(command as Command, bytes))),
      );
    },
    close() {
      clearInterval(sweeper);
      interpreter.close();
      return Promise.resolve();
    },
  };
}

/** The command that the arguments name, or why there is none, and its arguments as bytes. */
function prepare(
  commands: Map<string, Command>,
  [name = "", ...rest]: string[],
): [Command | RedisError, string[]] {
  const args = rest.map(toBytes);
  const command = commands.get(name.toUpperCase());
  if (!command) return [unknownCommand(toBytes(name), args), args];
  return [arityFits(command, args.length) ? command : wrongArity(name.toLowerCase()), args];
}

function unknownCommand(name: string, args: string[]): RedisError {
  let echoed = "";
  for (const argument of args) {
    if (echoed.length >= ECHOED_CHARACTERS_MAX) break;
    echoed += `'${argument.slice(0, ECHOED_CHARACTERS_MAX - echoed.length)}' `;
  }
  const shown = name.slice(0, ECHOED_CHARACTERS_MAX);
  const text = `ERR unknown command '${shown}', with args beginning with: ${echoed}`;
  return new RedisError(text.replace(/[\r\n]/g, " "));
}

function toReply(value: Value): Reply {
  if (Array.isArray(value)) return value.map(toReply);
  if (value instanceof RedisError) return new RedisError(fromBytes(value.message));
  if (typeof value === "object" && value !== null && isStatus(value)) return value.ok;
  return value;
}
