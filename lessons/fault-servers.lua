-- For lesson 24: a front, its workers, an application and a database, and a port that has moved.

local shared = require "fault-shared"

local function port_is_wrong()
  local host, app, visitor = shared.place(), shared.place(), shared.place()
  local port, real, told = draw.number(20000, 22999), draw.number(23000, 25999), draw.number(26000, 28999)
  local worker = "front-" .. tonumber(visitor:match("%d+$")) % 4 + 1
  local idle = "front-" .. (tonumber(visitor:match("%d+$")) + 1) % 4 + 1
  local url = ("http://%s:%d/news"):format(host, port)
  return {
    program = { "lessons/fetch", "-b", visitor, url },
    brings = { "lessons/store", "lessons/app", "lessons/front", "lessons/visitor" },
    beside = {
      "lessons/side-by-side", "./store", "store.sock", "+", "./app", app, tostring(real), "store.sock",
      "+", "./front", host, tostring(port), app, tostring(told), "+", "./visitor", visitor, host, tostring(port), "/news", "500",
    },
    ports = { tostring(port), tostring(real), tostring(told) },
    files = { ["pages.tsv"] = "path\tnotice\n/news\t7\n", ["notices.tsv"] = "id\ttext\n7\tNothing new.\n" },
    complaint = ([[`./fetch -b %s %s` says "no answer", since somebody has moved the servers yesterday. They all run: a front with
      the workers front-1 to front-4, the application app, and the database store. A visitor tries the page twice a second.]]):format(visitor, url),
    suspicion = "c",
    diagnosis = {
      parts = {
        { any = { "econnrefused", "refus*", "nobody listens", "no one listens", "nothing listens", "not listen*", "wrong port", "wrong address", "closed port" }, ask = "What goes wrong there? Follow one visit through the worker that has it, descriptor by descriptor." },
        { any = { tostring(told) }, ask = "And which port does it try to reach?" },
      },
      answer = ("The front's worker is refused at port %d: nobody listens there (app is at %d)."):format(told, real),
      vague = { "the connection is refused", "it is port " .. told },
      wrong = {
        { answer = { "store", "database" }, say = "Nobody gets as far as the database: attach to it, and no call comes. Look at who comes before it." },
        { answer = { "visitor", "fetch", "client" }, say = "They reach the front: their connect returns 0, and the request is sent. What happens behind that door?" },
        { answer = "einprogress", say = "That is only the beginning: a connection that is being made. How it ends, the worker asks with getsockopt." },
      },
      explain = "A connect that doesn't wait seldom fails at once. EINPROGRESS comes first, and the ECONNREFUSED in an innocent getsockopt. (Lessons 12 and 22 were of this kind.)",
    },
    task = {
      program = "true",
      text = "Prove it: take hold of the process to blame, and stop it at the door of the call with which it calls at the wrong port.",
      check = function(t)
        if t.state == "empty" then return "nobody is held now" end
        if t.calls[1] and t.calls[1].name == "execve" then return "that was started here. The servers run already" end
        if t.at and t.at.name == "connect" and t.at.text:find(("htons(%d)"):format(told), 1, true) then return true end
        if t.at and t.at.name == "connect" then return "it calls somebody, but not at the wrong port" end
        return "you hold a process, but it doesn't stand at the door of that call"
      end,
      solutions = { { "attach " .. worker, "until connect" } },
      wrong = {
        { "attach visitor", "until connect", expect = "not at the wrong port" },
        { "attach " .. worker, "until recvfrom", expect = "doesn't stand at the door" },
        { "attach " .. idle, expect = "doesn't stand at the door" },
        { "until exit_group", expect = "started here" },
      },
      after = "One number in one config, and a page is gone. Whoever looks only at the front's door sees a server that runs.",
    },
  }
end

return { port_is_wrong = port_is_wrong }
