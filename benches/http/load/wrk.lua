-- wrk's side of a template: wrk -s wrk.lua URL -- TEMPLATE TOKENS RUN
--
-- A template is a whole HTTP request. In it, {LOW-HIGH} stands for a random number of that width, {=N} for the Nth of
-- these once more, {token} for one of the bearer tokens in the file TOKENS, {unique} for 24 characters that no request
-- had before. All are of fixed width, so that Content-Length holds.

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local parts, tokens, run, count, drawn, numbers = {}, {}, "", 0, {}, 0

local function read(path)
  local file = assert(io.open(path, "rb"))
  local text = file:read("*a")
  file:close()
  return text
end

local function place(name)
  local low, high = name:match("^(%d+)-(%d+)$")
  if low then
    local pattern, from, span = "%0" .. #high .. ".0f", tonumber(low), tonumber(high) - tonumber(low) + 1
    numbers = numbers + 1
    local index = numbers
    return function()
      drawn[index] = pattern:format(from + math.floor(math.random() * span))
      return drawn[index]
    end
  elseif name:sub(1, 1) == "=" then
    local index = tonumber(name:sub(2))
    return function() return drawn[index] end
  elseif name == "token" then
    return function() return tokens[math.random(#tokens)] end
  end
  assert(name == "unique", "a template holds {" .. name .. "}")
  return function()
    count = count + 1
    return ("%s%02d%010d"):format(run, number, count)
  end
end

function init(args)
  math.randomseed(os.time() * 64 + number)
  run = args[3]
  for token in read(args[2]):gmatch("%S+") do tokens[#tokens + 1] = token end
  local text, from = read(args[1]), 1
  for before, name, after in text:gmatch("()%{([%d%a=-]+)%}()") do
    parts[#parts + 1] = text:sub(from, before - 1)
    parts[#parts + 1] = place(name)
    from = after
  end
  parts[#parts + 1] = text:sub(from)
end

function request()
  local text = {}
  for i, part in ipairs(parts) do text[i] = type(part) == "string" and part or part() end
  return table.concat(text)
end

function done(summary, latency)
  local errors = summary.errors
  print(("RESULT %d %d %d %d %d %d %d %d"):format(
    summary.requests, summary.bytes, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
