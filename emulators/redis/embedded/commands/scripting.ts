import { RedisError } from "../../reply.js";
import type { Command, CommandTable } from "../command.js";
import type { Compiled, Interpreter } from "../lua/interpreter.js";
import { sha1 } from "../lua/interpreter.js";
import { readShebang } from "../lua/shebang.js";
import { toInteger } from "../numbers.js";
import { OK, wrongArity, type Value } from "../value.js";

const SCRIPTS_MAX = 1_000;

type Script = Compiled & { readonly readOnly: boolean };
export type ScriptHost = {
  interpreter: Interpreter;
  /** Whether the commands of the script that runs now may write. */
  setReadOnly: (readOnly: boolean) => void;
};

/** EVAL and its family; scripts are kept by the hash of their text, the least recently used dropped first. */
export function scriptingCommands({ interpreter, setReadOnly }: ScriptHost): CommandTable {
  const scripts = new Map<string, Script>();

  function forget(sha: string): void {
    const script = scripts.get(sha);
    if (script) interpreter.release(script);
    scripts.delete(sha);
  }

  function recall(sha: string): Script | undefined {
    const script = scripts.get(sha);
    if (script) {
      scripts.delete(sha);
      scripts.set(sha, script);
    }
    return script;
  }

  function load(text: string): string {
    const sha = sha1(text);
    if (recall(sha)) return sha;
    const { body, readOnly } = readShebang(text);
    const compiled = interpreter.compile(body);
    if (compiled instanceof RedisError) throw compiled;
    scripts.set(sha, { ...compiled, readOnly });
    const [oldest] = scripts.keys();
    if (scripts.size > SCRIPTS_MAX && oldest !== undefined) forget(oldest);
    return sha;
  }

  function evaluate(readOnly: boolean, shaOf: (text: string) => string): Command["run"] {
    return (_db, [text = "", countText = "", ...rest]) => {
      const keyCount = toInteger(countText);
      if (keyCount > rest.length)
        throw new RedisError("ERR Number of keys can't be greater than number of args");
      if (keyCount < 0) throw new RedisError("ERR Number of keys can't be negative");
      const sha = shaOf(text);
      const script = recall(sha);
      if (!script) throw new RedisError("NOSCRIPT No matching script. Please use EVAL.");
      setReadOnly(readOnly || script.readOnly);
      return interpreter.run(script, sha, rest.slice(0, keyCount), rest.slice(keyCount));
    };
  }

  function manage(subcommand: string, args: string[]): Value {
    const name = subcommand.toUpperCase();
    if (name === "LOAD" && args.length === 1) return load(args[0] ?? "");
    if (name === "EXISTS" && args.length > 0)
      return args.map((sha) => (scripts.has(sha.toLowerCase()) ? 1 : 0));
    if (name === "FLUSH" && args.length <= 1) {
      for (const sha of [...scripts.keys()]) forget(sha);
      return OK;
    }
    if (["LOAD", "EXISTS", "FLUSH"].includes(name)) throw wrongArity(`script|${subcommand.toLowerCase()}`);
    throw new RedisError(`ERR unknown subcommand '${subcommand}'. Try SCRIPT HELP.`);
  }

  const command = (arity: number, run: Command["run"]): Command => ({ arity, effect: "shrinks", run });
  const bySha = (sha: string) => sha.toLowerCase();
  return {
    EVAL: command(-3, evaluate(false, load)),
    EVALSHA: command(-3, evaluate(false, bySha)),
    EVAL_RO: command(-3, evaluate(true, load)),
    EVALSHA_RO: command(-3, evaluate(true, bySha)),
    SCRIPT: command(-2, (_db, [subcommand = "", ...args]) => manage(subcommand, args)),
  };
}
