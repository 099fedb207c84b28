/**
 * Runs once in a new Lua state with the host's functions as arguments: the `redis` and `cjson` libraries,
 * what Lua 5.1 had under other names, and globals that scripts cannot change. Answers the error handler of
 * script runs.
 */
export const prelude = `
local setmetatable = setmetatable
local call, pcall, sha1hex, encode, decode, null = ...

local function error_reply(message)
  if type(message) ~= "string" then return { err = "ERR wrong number or type of arguments" } end
  if message:sub(1, 1) == "-" then message = message:sub(2) end
  return { err = message:find(" ", 1, true) and message or "ERR " .. message }
end

redis = {
  call = call,
  pcall = pcall,
  error_reply = error_reply,
  status_reply = function(message) return { ok = message } end,
  sha1hex = sha1hex,
  log = function() end,
  setresp = function() end,
  set_repl = function() end,
  replicate_commands = function() return true end,
  breakpoint = function() return false end,
  LOG_DEBUG = 0, LOG_VERBOSE = 1, LOG_NOTICE = 2, LOG_WARNING = 3,
  REPL_NONE = 0, REPL_SLAVE = 1, REPL_REPLICA = 1, REPL_AOF = 2, REPL_ALL = 3,
  REDIS_VERSION = "7.0.15", REDIS_VERSION_NUM = 0x0007000f,
}

cjson = { encode = encode, decode = decode, null = null }

unpack = table.unpack
local load_unchecked = load
load = function(text, name) return load_unchecked(text, name, "t") end
loadstring = load
math.pow = function(x, y) return x ^ y end
math.log10 = function(x) return math.log(x, 10) end
math.mod = math.fmod
table.getn = function(list) return #list end
table.maxn = function(list)
  local max = 0
  for key in pairs(list) do if type(key) == "number" and key > max then max = key end end
  return max
end

local globals, getinfo, pairs, type, error, tostring = _G, debug.getinfo, pairs, type, error, tostring
local closed = { "os", "io", "debug", "package", "require", "dofile", "loadfile", "print", "utf8", "warn" }
for _, name in ipairs(closed) do
  globals[name] = nil
end
getmetatable("").__metatable = false

-- Scripts see the libraries through tables that cannot be written to, so no script changes what the next one
-- finds.
local function refuse() error("Attempt to modify a readonly table", 2) end
local function missing(_, name)
  error("Script attempted to access nonexistent global variable '" .. tostring(name) .. "'", 2)
end
local function readonly(target, fields)
  return setmetatable(target, { __index = fields, __newindex = refuse, __metatable = false })
end
local rawset_unchecked = rawset
rawset = function(target, key, value)
  if target == globals then refuse() end
  return rawset_unchecked(target, key, value)
end

local library = {}
for name, value in pairs(globals) do
  if type(value) == "table" and value ~= globals then value = readonly({}, value) end
  library[name] = value
end
for name in pairs(library) do globals[name] = nil end
readonly(globals, setmetatable(library, { __index = missing }))

return function(failure)
  if type(failure) ~= "table" then failure = { err = "ERR " .. tostring(failure) } end
  for level = 2, 100 do
    local info = getinfo(level, "Sl")
    if not info then break end
    if info.source == "@user_script" then return { err = failure.err, line = tostring(info.currentline) } end
  end
  return failure
end
`;
