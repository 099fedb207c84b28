import { createHash } from "node:crypto";
import { RedisError, toBytes } from "../../reply.js";
import type { Value } from "../value.js";
import { openVm, pop, pushGlobals, pushString, readString, REGISTRY_INDEX, type Vm } from "./c-api.js";
import { encodeJson, pushJson } from "./cjson.js";
import { oneLine, pushValue, readArguments, readField, readValue } from "./convert.js";
import { prelude } from "./prelude.js";

const HOOK_ON_COUNT = 8;
const HOOK_EVERY_INSTRUCTIONS = 10_000;

/** A compiled script, held in Lua's registry until released. */
export type Compiled = { readonly reference: number };

export type Interpreter = {
  compile(body: string): Compiled | RedisError;
  release(script: Compiled): void;
  /** Runs to the end before it returns, so nothing else touches the data meanwhile. */
  run(script: Compiled, sha: string, keys: string[], args: string[]): Value;
  close(): void;
};

/** `call` runs one command for a script and answers errors as values. */
export async function openInterpreter(
  call: (args: string[]) => Value,
  runtimeMaxMs: number,
): Promise<Interpreter> {
  const vm = await openVm();
  const { lua, state } = vm;
  const handler = runPrelude(vm, call);
  let deadlineMs = Infinity;
  const hook = lua.addFunction((running) => {
    if (Date.now() < deadlineMs) return;
    // From here on at every instruction, or a script that catches errors in a loop would never end.
    lua._lua_sethook(running, hook, HOOK_ON_COUNT, 1);
    pushString({ ...vm, state: running }, `script ran for more than ${runtimeMaxMs} ms and was stopped`);
    lua._lua_error(running);
  }, "vii");
  return {
    compile: (body) => compile(vm, body),
    release: ({ reference }) => lua._luaL_unref(state, REGISTRY_INDEX, reference),
    run(script, sha, keys, args) {
      setGlobalList(vm, "KEYS", keys);
      setGlobalList(vm, "ARGV", args);
      deadlineMs = Date.now() + runtimeMaxMs;
      lua._lua_sethook(state, hook, HOOK_ON_COUNT, HOOK_EVERY_INSTRUCTIONS);
      lua._lua_rawgeti(state, REGISTRY_INDEX, BigInt(handler));
      lua._lua_rawgeti(state, REGISTRY_INDEX, BigInt(script.reference));
      const failed = lua._lua_pcallk(state, 0, 1, -2, 0, 0) !== 0;
      lua._lua_sethook(state, 0, 0, 0);
      const result = failed ? readFailure(vm, sha) : readValue(vm);
      lua._lua_settop(state, 0);
      return result;
    },
    close: () => lua._lua_close(state),
  };
}

/** Defines the libraries; answers the registry reference of the error handler. */
function runPrelude(vm: Vm, call: (args: string[]) => Value): number {
  const { lua, state } = vm;
  if (!load(vm, prelude, "@prelude")) throw new Error(readString(vm, -1));
  pushFunction(vm, () => {
    const reply = callFromScript(vm, call);
    pushValue(vm, reply);
    return reply instanceof RedisError ? "raised" : "returned";
  });
  pushFunction(vm, () => {
    pushValue(vm, callFromScript(vm, call));
    return "returned";
  });
  pushFunction(vm, () => {
    pushString(vm, sha1(readString(vm, 1)));
    return "returned";
  });
  pushFunction(vm, () => {
    lua._lua_settop(vm.state, 1);
    pushString(vm, encodeJson(vm));
    return "returned";
  });
  pushFunction(vm, () => {
    pushJson(vm, readString(vm, 1));
    return "returned";
  });
  lua._lua_pushlightuserdata(state, 0);
  if (lua._lua_pcallk(state, 6, 1, 0, 0, 0) !== 0) throw new Error(readString(vm, -1));
  return lua._luaL_ref(state, REGISTRY_INDEX);
}

/**
 * Pushes a Lua function. `run` leaves one value on the stack, which is returned or raised; so is what it
 * throws.
 */
function pushFunction(vm: Vm, run: () => "returned" | "raised"): void {
  const { lua } = vm;
  const pointer = lua.addFunction((caller) => {
    const outer = vm.state;
    vm.state = caller;
    let outcome: "returned" | "raised";
    try {
      outcome = run();
    } catch (error) {
      lua._luaL_where(caller, 1);
      pushString(vm, toBytes(error instanceof Error ? error.message : String(error)));
      lua._lua_concat(caller, 2);
      outcome = "raised";
    }
    vm.state = outer;
    // Never returns: Lua unwinds through this frame, so nothing may be left to do here.
    return outcome === "raised" ? lua._lua_error(caller) : 1;
  }, "ii");
  lua._lua_pushcclosure(vm.state, pointer, 0);
}

function callFromScript(vm: Vm, call: (args: string[]) => Value): Value {
  if (vm.lua._lua_gettop(vm.state) === 0) {
    return new RedisError("ERR Please specify at least one argument for this redis lib call");
  }
  const args = readArguments(vm);
  return args
    ? call(args)
    : new RedisError("ERR Lua redis lib command arguments must be strings or integers");
}

function compile(vm: Vm, body: string): Compiled | RedisError {
  if (load(vm, body, "@user_script")) return { reference: vm.lua._luaL_ref(vm.state, REGISTRY_INDEX) };
  const problem = readString(vm, -1);
  pop(vm);
  return new RedisError(oneLine(`ERR Error compiling script (new function): ${problem}`));
}

/**
 * Pushes the chunk, or the message when it does not compile. Text only: byte code could break out of the
 * sandbox.
 */
function load({ lua, state }: Vm, text: string, name: string): boolean {
  const bytes = Buffer.from(`${text}\0${name}\0t\0`, "latin1");
  const at = lua._malloc(bytes.length);
  bytes.copy(Buffer.from(lua.HEAPU8.buffer), at);
  const nameAt = at + text.length + 1;
  const status = lua._luaL_loadbufferx(state, at, text.length, nameAt, nameAt + name.length + 1);
  lua._free(at);
  return status === 0;
}

function setGlobalList(vm: Vm, name: string, items: string[]): void {
  pushGlobals(vm);
  pushString(vm, name);
  pushValue(vm, items);
  vm.lua._lua_rawset(vm.state, -3);
  pop(vm);
}

function readFailure(vm: Vm, sha: string): RedisError {
  const message = readField(vm, "err") ?? "ERR unknown error";
  const line = readField(vm, "line");
  const place = line === undefined ? "" : `, on @user_script:${line}.`;
  return new RedisError(oneLine(`${message} script: ${sha}${place}`));
}

export const sha1 = (bytes: string) => createHash("sha1").update(bytes, "latin1").digest("hex");
