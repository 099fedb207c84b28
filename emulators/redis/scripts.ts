import { createHash } from "node:crypto";

const UPSTASH_FLAG = "allow-key-locking";
const SCRIPTS_MAX = 1_000;

/**
 * Removes Upstash's own script flag, which Redis refuses, and keeps line numbers. A shebang that holds
 * nothing else goes with it, so that Redis before 7, which knows no shebang, runs the script too.
 */
export function withoutUpstashFlag(script: string): string {
  const [first = ""] = script.split("\n", 1);
  if (!first.startsWith("#!") || !first.includes(UPSTASH_FLAG)) return script;
  const words = first.trim().split(/\s+/).map(withoutFlag).filter(Boolean);
  const shebang = words.length === 1 && words[0] === "#!lua" ? "" : words.join(" ");
  return shebang + script.slice(first.length);
}

function withoutFlag(word: string): string {
  if (!word.startsWith("flags=")) return word;
  const kept = word
    .slice("flags=".length)
    .split(",")
    .filter((flag) => flag !== UPSTASH_FLAG);
  return kept.length === 0 ? "" : `flags=${kept.join(",")}`;
}

export type ScriptTranslator = {
  /** The command to send to a real Redis in place of the client's. */
  translate(args: string[]): string[];
};

/**
 * A client names a script by the hash of the text it knows, flag included. Scripts changed here are
 * remembered by that hash and sent whole, so a real Redis needs to know only what it runs. Not remembered:
 * Redis decides.
 */
export function createScriptTranslator(): ScriptTranslator {
  const changed = new Map<string, string>();

  function strip(script: string): string {
    const stripped = withoutUpstashFlag(script);
    if (stripped === script) return script;
    const sha = sha1(script);
    changed.delete(sha);
    changed.set(sha, stripped);
    const [oldest] = changed.keys();
    if (changed.size > SCRIPTS_MAX && oldest !== undefined) changed.delete(oldest);
    return stripped;
  }

  function translateScript([name = "", subcommand = "", ...rest]: string[]): string[] {
    const kind = subcommand.toUpperCase();
    if (kind === "FLUSH") changed.clear();
    if (kind === "LOAD") return [name, subcommand, ...rest.map(strip)];
    if (kind === "EXISTS") return [name, subcommand, ...rest.map(storedHash)];
    return [name, subcommand, ...rest];
  }

  function storedHash(sha: string): string {
    const stripped = changed.get(sha.toLowerCase());
    return stripped === undefined ? sha : sha1(stripped);
  }

  return {
    translate(args) {
      const [name = "", text = "", ...rest] = args;
      switch (name.toUpperCase()) {
        case "EVAL":
        case "EVAL_RO":
          return [name, strip(text), ...rest];
        case "EVALSHA":
        case "EVALSHA_RO": {
          const stripped = changed.get(text.toLowerCase());
          if (stripped === undefined) return args;
          return [name.toUpperCase().replace("SHA", ""), stripped, ...rest];
        }
        case "SCRIPT":
          return translateScript(args);
        default:
          return args;
      }
    },
  };
}

/** The hash that a client expects from SCRIPT LOAD: that of its own text, not of the one stored. */
export function loadedHash(args: string[]): string | undefined {
  const [name = "", subcommand = "", script] = args;
  if (name.toUpperCase() !== "SCRIPT" || subcommand.toUpperCase() !== "LOAD") return undefined;
  return script === undefined ? undefined : sha1(script);
}

const sha1 = (text: string) => createHash("sha1").update(text).digest("hex");
