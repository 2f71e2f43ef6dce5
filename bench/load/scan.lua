-- wrk script: sends the bodies of a mix file (written by `Scanward.Bench mix`), each with an asset, a key and a second of its own.
-- wrk … -s scan.lua URL -- MIX_FILE KEY_FILE SEED       SEED: digits, another for each run on one store.
-- Prints at the end: RESULT requests seconds max_us refused broken
-- and before it the latencies, of three digits each, as lines: LATENCY us requests

local ASSET = "LOAD-000000"
local KEY = "00000000-0000-4000-8000-000000000000"
local TIME = "2000-01-01T00:00:00Z"

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("thread_number", threads)
end

-- A body cut at its placeholders: pieces[1] asset pieces[2] … with what stands between them in `slots`.
local function cut(body, where)
  local found = {}
  for _, placeholder in ipairs({ ASSET, KEY, TIME }) do
    local first, last = body:find(placeholder, 1, true)
    assert(first, where .. ": '" .. placeholder .. "' is missing")
    found[#found + 1] = { first = first, last = last, is = placeholder }
  end
  table.sort(found, function(a, b) return a.first < b.first end)
  local pieces, slots, at = {}, {}, 1
  for i, slot in ipairs(found) do
    pieces[i] = body:sub(at, slot.first - 1)
    slots[i] = slot.is
    at = slot.last + 1
  end
  pieces[4] = body:sub(at)
  return pieces, slots
end

function init(args)
  local mix_file, key_file, seed = args[1], args[2], tonumber(args[3])
  assert(mix_file and key_file and seed, "usage: wrk … -s scan.lua URL -- MIX_FILE KEY_FILE SEED")

  local key_stream = assert(io.open(key_file))
  local device_key = key_stream:read("*l")
  key_stream:close()

  math.randomseed(seed * 64 + thread_number)
  -- Random UUIDs are the hardest on an index; the counter at the end makes them unique within a thread for certain.
  tail = string.format("%04x", math.random(0, 0xffff))
  counter = 0

  bodies = {}
  local line_number = 0
  for line in io.lines(mix_file) do
    line_number = line_number + 1
    if line_number == 1 then
      assets = tonumber(line:match("^assets (%d+)$"))
      assert(assets, mix_file .. ": the first line must be 'assets N'")
    else
      local pieces, slots = cut(line, mix_file .. ":" .. line_number)
      pieces[1] = string.format(
        "POST %s HTTP/1.1\r\nHost: %s:%s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n",
        wrk.path, wrk.host, wrk.port, device_key, #line) .. pieces[1]
      bodies[#bodies + 1] = { pieces, slots }
    end
  end
  assert(#bodies > 0, mix_file .. " holds no bodies")
end

local format, random, time, date = string.format, math.random, os.time, os.date
local second, second_text = 0, ""
local values = {}

function request()
  local now = time()
  if now ~= second then
    second = now
    second_text = date("!%Y-%m-%dT%H:%M:%SZ", now)
  end
  counter = counter + 1
  values[ASSET] = format("LOAD-%06d", random(assets))
  values[KEY] = format("%04x%04x-%04x-4%03x-a%03x-%s%08x", random(0, 0xffff), random(0, 0xffff), random(0, 0xffff), random(0, 0xfff),
    random(0, 0xfff), tail, counter)
  values[TIME] = second_text
  local body = bodies[random(#bodies)]
  local pieces, slots = body[1], body[2]
  return pieces[1] .. values[slots[1]] .. pieces[2] .. values[slots[2]] .. pieces[3] .. values[slots[3]] .. pieces[4]
end

-- 12,345 becomes 12,400: at most 900 lines for each power of ten.
local function rounded(us)
  local unit = 10 ^ math.max(0, math.floor(math.log10(math.max(us, 1))) - 2)
  return math.ceil(us / unit) * unit
end

function done(summary, latency, _)
  local counts = {}
  for i = 1, #latency do
    local us, count = latency(i)
    local key = rounded(us)
    counts[key] = (counts[key] or 0) + count
  end
  for us, count in pairs(counts) do io.write(format("LATENCY %d %d\n", us, count)) end
  local errors = summary.errors
  io.write(format("RESULT %d %.3f %d %d %d\n", summary.requests, summary.duration / 1e6, latency.max,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
