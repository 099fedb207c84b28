import { fromBytes, toBytes } from "../../reply.js";
import { LuaType, pop, pushString, readString, type Vm } from "./c-api.js";

const NESTING_MAX = 1000;

/** Pushes what a JSON text means; null becomes `cjson.null`, a light userdata. */
export function pushJson(vm: Vm, bytes: string): void {
  pushParsed(vm, JSON.parse(fromBytes(bytes)) as unknown);
}

function pushParsed(vm: Vm, value: unknown): void {
  const { lua, state } = vm;
  lua._luaL_checkstack(state, 4, 0);
  if (typeof value === "string") pushString(vm, toBytes(value));
  else if (typeof value === "number") pushNumber(vm, value);
  else if (typeof value === "boolean") lua._lua_pushboolean(state, value ? 1 : 0);
  else if (Array.isArray(value)) {
    lua._lua_createtable(state, value.length, 0);
    value.forEach((item, at) => {
      pushParsed(vm, item);
      lua._lua_rawseti(state, -2, BigInt(at + 1));
    });
  } else if (typeof value === "object" && value !== null) {
    lua._lua_createtable(state, 0, 0);
    for (const [key, item] of Object.entries(value)) {
      pushString(vm, toBytes(key));
      pushParsed(vm, item);
      lua._lua_rawset(state, -3);
    }
  } else lua._lua_pushlightuserdata(state, 0);
}

function pushNumber({ lua, state }: Vm, value: number): void {
  if (Number.isSafeInteger(value)) lua._lua_pushinteger(state, BigInt(value));
  else lua._lua_pushnumber(state, value);
}

/** JSON bytes of the value on top of the stack, which stays there. */
export function encodeJson(vm: Vm, nesting = 0): string {
  const { lua, state } = vm;
  if (nesting > NESTING_MAX) throw new Error("Cannot serialise, excessive depth (1001)");
  switch (lua._lua_type(state, -1)) {
    case LuaType.nil:
    case LuaType.lightUserdata:
      return "null";
    case LuaType.boolean:
      return lua._lua_toboolean(state, -1) ? "true" : "false";
    case LuaType.number:
      return encodeNumber(lua._lua_tonumberx(state, -1, 0));
    case LuaType.string:
      return quote(readString(vm, -1));
    case LuaType.table:
      lua._luaL_checkstack(state, 4, 0);
      return encodeTable(vm, nesting);
    default:
      throw new Error("Cannot serialise this type: type not supported");
  }
}

function encodeTable(vm: Vm, nesting: number): string {
  const entries: [key: string | number, json: string][] = [];
  vm.lua._lua_pushnil(vm.state);
  while (vm.lua._lua_next(vm.state, -2)) {
    const json = encodeJson(vm, nesting + 1);
    pop(vm);
    entries.push([readKey(vm), json]);
  }
  const keys = entries.map(([key]) => key);
  const isArray = keys.length > 0 && keys.every((key) => Number.isInteger(key) && Number(key) > 0);
  if (!isArray) return `{${entries.map(([key, json]) => `${quote(String(key))}:${json}`).join(",")}}`;
  const length = Math.max(...keys.map(Number));
  if (length > 10 && length > 2 * keys.length)
    throw new Error("Cannot serialise table: excessively sparse array");
  const items = Array.from({ length }, () => "null");
  for (const [key, json] of entries) items[Number(key) - 1] = json;
  return `[${items.join(",")}]`;
}

function readKey(vm: Vm): string | number {
  const type = vm.lua._lua_type(vm.state, -1);
  if (type === LuaType.number) return vm.lua._lua_tonumberx(vm.state, -1, 0);
  if (type === LuaType.string) return readString(vm, -1);
  throw new Error("Cannot serialise table: table key must be a number or string");
}

/** 14 significant digits, as cjson does. */
function encodeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error("Cannot serialise number: must not be NaN or Inf");
  return String(Number(value.toPrecision(14)));
}

const escapes: Record<string, string> = {
  '"': '\\"',
  "\\": "\\\\",
  "/": "\\/",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
};

function quote(bytes: string): string {
  const escaped = bytes.replace(/["\\/\x00-\x1f\x7f]/g, (character) => {
    return escapes[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
  return `"${escaped}"`;
}
