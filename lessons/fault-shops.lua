-- For lesson 24: two shops, and one of the visits takes long: because of the shop, or because of the
-- client.

local shared = require "fault-shared"

local function errands(shop_is_slow)
  local host, first, second = shared.place(), 20000 + 2 * draw.number(0, 4000), 20001 + 2 * draw.number(0, 4000)
  local at_first = draw.pick { true, false }
  local slow, quick = at_first and first or second, at_first and second or first
  local delay, pause = draw.number(500, 600), draw.number(100, 120)
  local function door(port) return ("%d:%d"):format(port, shop_is_slow and port == slow and delay or 0) end
  local pauses = shop_is_slow and "0 0" or at_first and pause .. " 0" or "0 " .. pause
  return {
    program = { "lessons/errands", host, tostring(first), tostring(second) },
    beside = { "lessons/shops", host, door(first), door(second) },
    ports = { tostring(first), tostring(second) },
    environment = { "ERRANDS_PAUSES=" .. pauses },
    complaint = ([[`./errands %s %d %d` orders at two shops. It should be done in a moment, and takes half a second. The shops say that
      it is the client, and the client's author says that it is a shop.]]):format(host, first, second),
    suspicion = shop_is_slow and "a" or "b",
    slow = slow,
    quick = quick,
    at_first = at_first,
  }
end

local function server_is_slow()
  local fault = errands(true)
  fault.diagnosis = {
    parts = {
      { any = { tostring(fault.slow) }, ask = "At which port?" },
      { any = { "shop*", "server*", "answer*", "recvfrom", "respon*", "repl*" }, ask = "And who lets whom wait there? In which call does the time pass?" },
    },
    answer = ("The shop at port %d: the recvfrom for its answer takes half a second."):format(fault.slow),
    vague = { "a shop is slow", "port " .. fault.slow },
    wrong = {
      { answer = tostring(fault.quick), say = "That one answers at once. Compare the times of both visits." },
      { answer = { "client", "errands", "sleep*" }, say = "It sends its whole order at once. What does it do then, and for how long?" },
    },
    explain = "Everything was sent, and a call that receives takes long: it is the other side. (Lessons 15, 18 and 21 were of this kind.)",
  }
  fault.task = {
    text = ("Prove it: stop errands at the door of the recvfrom in which it would wait for the slow one, at port %d."):format(fault.slow),
    check = function(t)
      local with
      for _, call in ipairs(t.calls) do
        if call.name == "connect" then with = tonumber(call.text:match("htons%((%d+)%)")) end
      end
      if t.at and t.at.name == "recvfrom" then return with == fault.slow or "this one is for the shop that answers at once" end
      if t.state == "ended" then return "it has ended: the wait is over" end
    end,
    solutions = { fault.at_first and { "until recvfrom" } or { "until recvfrom", "until recvfrom" } },
    wrong = {
      { "continue", expect = "the wait is over" },
      fault.at_first and { "catch recvfrom if ret > 0", "continue", "until recvfrom", expect = "answers at once" }
        or { "until recvfrom", expect = "answers at once" },
    },
    after = "Whatever is wrong, it is on the other side of this door.",
  }
  return fault
end

local function client_is_slow()
  local fault = errands(false)
  fault.diagnosis = {
    parts = {
      { any = { "client*", "errands", "itself", "order*", "pieces", "line by line", "sender" }, ask = "Who lets whom wait: the client, or one of the shops?" },
      { any = { "sleep*", "nanosleep", "clock_nanosleep", "pause*", "pausing" }, ask = "And what does it do in that time? Look at the calls of all kinds between two pieces." },
    },
    answer = "The client: it sends its order in pieces, and sleeps (clock_nanosleep) behind each.",
    vague = { "the client itself", "something sleeps" },
    wrong = {
      { answer = { "shop is slow", "server is slow", "slow shop", "slow server", "recvfrom", "answer" }, say = "The answer is there as soon as the order is complete. When is it complete?" },
      { answer = { "network", "nagle", "packet loss" }, say = "Each call on the socket is over at once. What is between them?" },
    },
    explain = "Quick calls with gaps between them: it is us, not the other side. (Lesson 21 was of this kind.)",
  }
  fault.task = {
    text = "Prove it: stop errands at the door of one of the calls in which the time goes by.",
    check = function(t)
      if t.at and t.at.name == "clock_nanosleep" then return true end
      if t.at then return ("no time goes by in this %s"):format(t.at.name) end
      if t.state == "ended" then return "it has ended: the time is over" end
    end,
    solutions = { { "until clock_nanosleep" } },
    wrong = { { "continue", expect = "is over" }, { "until recvfrom", expect = "no time goes by" }, { "until sendto", expect = "no time goes by" } },
    after = "Without this call, five times, the order would be there at once.",
  }
  return fault
end

return { server_is_slow = server_is_slow, client_is_slow = client_is_slow }
