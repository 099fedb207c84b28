import { RedisError } from "../../reply.js";
import { isStatus, type Value } from "../value.js";
import { formatG17 } from "../numbers.js";
import { LuaType, pop, pushString, readString, type Vm } from "./c-api.js";

const NESTING_MAX = 200;

/** Pushes a reply as Redis shows it to scripts: nil is `false`, a status `{ok=…}`, an error `{err=…}`. */
export function pushValue(vm: Vm, value: Value): void {
  const { lua, state } = vm;
  lua._luaL_checkstack(state, 4, 0);
  if (value === null) lua._lua_pushboolean(state, 0);
  else if (typeof value === "number") lua._lua_pushinteger(state, BigInt(Math.trunc(value)));
  else if (typeof value === "string") pushString(vm, value);
  else if (Array.isArray(value)) {
    lua._lua_createtable(state, value.length, 0);
    value.forEach((item, at) => {
      pushValue(vm, item);
      lua._lua_rawseti(state, -2, BigInt(at + 1));
    });
  } else if (isStatus(value)) pushRecord(vm, "ok", value.ok);
  else pushRecord(vm, "err", value.message);
}

function pushRecord(vm: Vm, name: string, text: string): void {
  vm.lua._lua_createtable(vm.state, 0, 1);
  pushString(vm, name);
  pushString(vm, text);
  vm.lua._lua_rawset(vm.state, -3);
}

/** The arguments of `redis.call`: strings, and numbers as C's `%.17g`; undefined when one is neither. */
export function readArguments(vm: Vm): string[] | undefined {
  const { lua, state } = vm;
  const args: string[] = [];
  for (let index = 1; index <= lua._lua_gettop(state); index++) {
    const type = lua._lua_type(state, index);
    if (type === LuaType.number) args.push(formatG17(lua._lua_tonumberx(state, index, 0)));
    else if (type === LuaType.string) args.push(readString(vm, index));
    else return undefined;
  }
  return args;
}

/**
 * What a script returns, from the top of the stack: numbers lose their fraction, a table ends at its first
 * nil.
 */
export function readValue(vm: Vm, nesting = 0): Value {
  const { lua, state } = vm;
  switch (lua._lua_type(state, -1)) {
    case LuaType.number:
      return truncate(lua._lua_tonumberx(state, -1, 0));
    case LuaType.string:
      return readString(vm, -1);
    case LuaType.boolean:
      return lua._lua_toboolean(state, -1) ? 1 : null;
    case LuaType.table:
      return readTable(vm, nesting);
    default:
      return null;
  }
}

/** As a C cast to 64 bits on x86: what does not fit, NaN included, becomes the least integer. */
function truncate(value: number): number {
  return Math.abs(value) < 2 ** 63 ? Math.trunc(value) + 0 : -(2 ** 63);
}

function readTable(vm: Vm, nesting: number): Value {
  if (nesting >= NESTING_MAX) return new RedisError("ERR reached lua stack limit");
  vm.lua._luaL_checkstack(vm.state, 4, 0);
  const error = readField(vm, "err");
  if (error !== undefined) return new RedisError(oneLine(error));
  const ok = readField(vm, "ok");
  if (ok !== undefined) return { ok: oneLine(ok) };
  const items: Value[] = [];
  for (let at = 1n; ; at++) {
    vm.lua._lua_rawgeti(vm.state, -1, at);
    const isEnd = vm.lua._lua_type(vm.state, -1) === LuaType.nil;
    if (!isEnd) items.push(readValue(vm, nesting + 1));
    pop(vm);
    if (isEnd) return items;
  }
}

/** A string field of the table on top, undefined when absent or no string. */
export function readField(vm: Vm, name: string): string | undefined {
  pushString(vm, name);
  const type = vm.lua._lua_rawget(vm.state, -2);
  const text = type === LuaType.string ? readString(vm, -1) : undefined;
  pop(vm);
  return text;
}

export function oneLine(text: string): string {
  return text.replace(/[\r\n]/g, " ");
}
