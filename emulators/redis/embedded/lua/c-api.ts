import { LuaWasm } from "wasmoon";

export type LuaState = number;

/**
 * The functions of Lua's C API that wasmoon's WebAssembly module exports. They are called directly, not
 * through wasmoon's own bridge: that one turns strings into UTF-8 text, and Redis values are bytes.
 */
export type Lua = {
  readonly HEAPU8: Uint8Array;
  addFunction(run: (state: LuaState) => number | void, signature: string): number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _luaL_newstate(): LuaState;
  _luaL_openlibs(state: LuaState): void;
  _luaL_loadbufferx(state: LuaState, text: number, length: number, name: number, mode: number): number;
  _luaL_ref(state: LuaState, table: number): number;
  _luaL_unref(state: LuaState, table: number, reference: number): void;
  _luaL_checkstack(state: LuaState, slots: number, message: number): void;
  _luaL_where(state: LuaState, level: number): void;
  _lua_close(state: LuaState): void;
  _lua_gettop(state: LuaState): number;
  _lua_settop(state: LuaState, index: number): void;
  _lua_concat(state: LuaState, count: number): void;
  _lua_type(state: LuaState, index: number): number;
  _lua_toboolean(state: LuaState, index: number): number;
  _lua_tonumberx(state: LuaState, index: number, isNumber: number): number;
  _lua_tolstring(state: LuaState, index: number, length: number): number;
  _lua_rawlen(state: LuaState, index: number): bigint;
  _lua_pushnil(state: LuaState): void;
  _lua_pushboolean(state: LuaState, value: number): void;
  _lua_pushinteger(state: LuaState, value: bigint): void;
  _lua_pushnumber(state: LuaState, value: number): void;
  _lua_pushlstring(state: LuaState, text: number, length: number): number;
  _lua_pushcclosure(state: LuaState, pointer: number, upvalues: number): void;
  _lua_pushlightuserdata(state: LuaState, pointer: number): void;
  _lua_createtable(state: LuaState, arrayHint: number, recordHint: number): void;
  _lua_rawget(state: LuaState, index: number): number;
  _lua_rawgeti(state: LuaState, index: number, at: bigint): number;
  _lua_rawset(state: LuaState, index: number): void;
  _lua_rawseti(state: LuaState, index: number, at: bigint): void;
  _lua_next(state: LuaState, index: number): number;
  _lua_pcallk(
    state: LuaState,
    args: number,
    results: number,
    handler: number,
    ctx: number,
    k: number,
  ): number;
  _lua_error(state: LuaState): number;
  _lua_sethook(state: LuaState, hook: number, mask: number, count: number): void;
};

export const LuaType = { nil: 0, boolean: 1, lightUserdata: 2, number: 3, string: 4, table: 5 } as const;
export const REGISTRY_INDEX = -1_000_000 - 1_000;
const GLOBALS_SLOT = 2n;
const FIRST_SCRATCH_BYTES = 64 * 1024;

/** One Lua state with a scratch buffer to pass strings through. In a coroutine `state` is the coroutine's. */
export type Vm = { readonly lua: Lua; state: LuaState; scratch: { at: number; bytes: number } };

export async function openVm(): Promise<Vm> {
  const wasm = await LuaWasm.initialize();
  const lua = wasm.module as unknown as Lua;
  printFloatsAsLua51(lua);
  const state = lua._luaL_newstate();
  lua._luaL_openlibs(state);
  return { lua, state, scratch: { at: lua._malloc(FIRST_SCRATCH_BYTES), bytes: FIRST_SCRATCH_BYTES } };
}

/**
 * Redis runs Lua 5.1, where 10 / 2 prints as "5"; Lua 5.4 prints "5.0", which would end up in keys and
 * values. Lua decides by the set of characters of an integer, a constant in its memory: when that set is
 * empty, no number looks like an integer that needs ".0".
 */
function printFloatsAsLua51(lua: Lua): void {
  const memory = Buffer.from(lua.HEAPU8.buffer);
  const integerCharacters = memory.indexOf("\0-0123456789\0", 0, "latin1");
  if (integerCharacters < 0) throw new Error("this build of wasmoon formats numbers in a way not known here");
  memory[integerCharacters + 1] = 0;
}

export function pushString(vm: Vm, bytes: string): void {
  const pointer = toMemory(vm, bytes);
  vm.lua._lua_pushlstring(vm.state, pointer, bytes.length);
}

/** Copies a byte string to the scratch buffer, with a closing zero. */
function toMemory(vm: Vm, bytes: string): number {
  if (bytes.length >= vm.scratch.bytes) {
    vm.lua._free(vm.scratch.at);
    const size = 2 * bytes.length + 1;
    vm.scratch = { at: vm.lua._malloc(size), bytes: size };
  }
  const heap = Buffer.from(vm.lua.HEAPU8.buffer);
  heap.write(bytes, vm.scratch.at, "latin1");
  heap[vm.scratch.at + bytes.length] = 0;
  return vm.scratch.at;
}

/** The bytes of the string at a stack index. Not for numbers: Lua would turn them into strings in place. */
export function readString(vm: Vm, index: number): string {
  const pointer = vm.lua._lua_tolstring(vm.state, index, 0);
  const length = Number(vm.lua._lua_rawlen(vm.state, index));
  return Buffer.from(vm.lua.HEAPU8.buffer, pointer, length).toString("latin1");
}

export function pushGlobals({ lua, state }: Vm): void {
  lua._lua_rawgeti(state, REGISTRY_INDEX, GLOBALS_SLOT);
}

export function pop({ lua, state }: Vm, count = 1): void {
  lua._lua_settop(state, -count - 1);
}
