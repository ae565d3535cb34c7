-- Presses for wrk: every member in turn, every token in turn, another choice each time round.
-- Arguments: folder with tokens.txt and presses.txt, name of the run, votes each member has had.
local tokens, presses = {}, {}
local choices = { "ja", "nein", "enthaltung" }
local run, before = "", 0
local threads = {}
count = 0 -- of this thread; `done` asks for it from outside

function setup(thread) threads[#threads + 1] = thread end

local function lines(file)
  local found = {}
  for line in io.lines(file) do found[#found + 1] = line end
  return found
end

function init(args)
  tokens = lines(args[1] .. "/tokens.txt")
  presses = lines(args[1] .. "/presses.txt")
  run, before = args[2], tonumber(args[3])
end

function request()
  local round = math.floor(count / #presses)
  local values = {
    ID = "f:" .. run .. "-" .. count,
    CHOICE = choices[(before + round) % 3 + 1],
    REV = tostring(before + round),
  }
  local body = presses[count % #presses + 1]:gsub("@(%u+)@", values)
  local headers = {
    ["Authorization"] = "Bearer " .. tokens[count % #tokens + 1],
    ["Content-Type"] = "application/json; charset=utf-8",
  }
  count = count + 1
  return wrk.format("POST", nil, headers, body)
end

function done(summary, latency, requests)
  local errors, sent = summary.errors, -1 -- before it begins, wrk looks at one request that it does not send
  for _, thread in ipairs(threads) do sent = sent + thread:get("count") end
  io.write(string.format(
    "RESULT %d %d %d %d %d\n",
    summary.requests, summary.duration, errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, sent
  ))
end
