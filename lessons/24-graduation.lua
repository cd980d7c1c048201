-- Lesson 24: one mystery, drawn by the seed among faults of all kinds that the course has shown, and
-- no hints. Each function of `faults` makes one kind: the program and its surroundings, what somebody
-- complains about, what a diagnosis must name, and a task that proves it.

local function place() return ("127.%d.%d.%d"):format(draw.number(1, 250), draw.number(1, 250), draw.number(2, 250)) end
local function started(t, name)
  return t:find("execve", function(call) return tostring(call.args.pathname):find(name, 1, true) end) ~= nil
end

-- A French website, and a client that somebody has set to English. Both faults are in the setting.
local function website(config_name, config)
  local hour, host, port = draw.number(13, 22), place(), draw.number(20000, 29999)
  local french, english = ("Le port ouvre à %d heures."):format(hour), ("The harbour opens at %d o'clock."):format(hour)
  local url = ("http://%s:%d/"):format(host, port)
  local with_header = { ('run ./fetch -H "Accept-Language: en" %s'):format(url), "continue" }
  return {
    program = { "lessons/fetch", url },
    beside = { "lessons/french-site", host, tostring(port), french, english },
    ports = { tostring(port) },
    environment = { "LANG=en_GB.UTF-8" },
    files = { [config_name] = config },
    complaint = ([[`./fetch %s` prints a page in French. Days ago somebody has written the wish for English into its
      config file, as the manual says. It was French before, and it is French still.]]):format(url),
    suspicion = "c",
    task = {
      text = "Prove it: get the English page from this very server, printed by fetch.",
      check = function(t)
        if t.state ~= "ended" or not started(t, "fetch") then return end
        if t.output:find(english, 1, true) then return true end
        if t.output:find(french, 1, true) then return "French as ever" end
        return "no page was printed"
      end,
      wrong = { { "continue", expect = "French as ever" }, { "inject connect error=ECONNREFUSED", "continue", expect = "no page" } },
      after = "A wish that is not sent, or not in the right words, cannot be heard.",
    },
    with_header = with_header,
    url = url,
  }
end

local function config_is_missing()
  local name = draw.pick { "fetch.cfg", "fetch.config", "fetch.ini", "Fetch.conf" }
  local fault = website(name, "header = Accept-Language: en\n")
  fault.diagnosis = {
    parts = {
      { any = { "fetch.conf" }, ask = "Which file does fetch look for? Its exact name." },
      {
        any = { "enoent", "not there", "missing", "not exist", "not found", "isnt there", "no such", "other name", "another name",
          "wrong name", "is called", "is named", "misnamed", "never read", "not read", "instead of", "should be", name == "Fetch.conf" and "capital*" or name },
        ask = "And what comes of that? See what stands behind the = of its openat.",
      },
    },
    answer = ("It looks for fetch.conf and gets ENOENT: the file is called %s."):format(name),
    vague = { "it is about fetch.conf", "a file is missing" },
    wrong = {
      { answer = { "lang", "locale", "environment" }, say = "fetch doesn't look at its environment at all. What does it try to read?" },
      { answer = { "server", "website", "translation" }, say = "The server does what it is asked for. What is it asked for, and why?" },
    },
    explain = ("ENOENT in an openat: it *looked for* fetch.conf. That there is a %s beside it, it never knew. (Lesson 8 was of this kind.)"):format(name),
  }
  fault.task.solutions = {
    { ('run sh -c "mv %s fetch.conf"'):format(name), "continue", "run ./fetch " .. fault.url, "continue" },
    fault.with_header,
  }
  return fault
end

local function header_is_misspelt()
  local header = draw.pick { "Accept-Langauge", "Accept_Language", "Accepts-Language", "Content-Language" }
  local fault = website("fetch.conf", ("header = %s: en\n"):format(header))
  fault.diagnosis = {
    parts = {
      { any = { header, "misspel*", "mis-spel*", "spelt wrong*", "spelled wrong*", "spelling", "typo", "wrong name", "wrong header", "header is wrong", "name of the header", "header's name" },
        ask = "What does the client send? Read its whole request, letter by letter." },
      { any = { "accept-language", "no accept-language", "without accept-language" }, ask = "And what would the server have understood? Its answer says on what it depends." },
    },
    answer = ("The request has the header %s. It must be called Accept-Language."):format(header),
    vague = { "there is a typo", "it must be Accept-Language" },
    wrong = {
      { answer = { "lang", "locale", "environment" }, say = "fetch doesn't look at its environment at all. What does it send?" },
      { answer = { "config is missing", "not found", "enoent", "not read" }, say = "fetch.conf is found and read. What does it make of it?" },
    },
    explain = "A header that nobody knows is no error: servers pass over it in silence. Only the bytes of the request show it. (Lesson 20 was of this kind.)",
  }
  fault.task.solutions = {
    { 'run sh -c "echo header = Accept-Language: en > fetch.conf"', "continue", "run ./fetch " .. fault.url, "continue" },
    fault.with_header,
  }
  return fault
end

local function argument_is_wrong()
  local people = draw.pick({ "anna", "bert", "carla", "dora", "emil", "frida" }, 4)
  local bad, list, good = draw.number(2, 4), {}, nil
  for i, name in ipairs(people) do
    local grams, zone = tostring(draw.number(120, 980)), draw.pick { "A", "B", "C", "D" }
    if i == bad then good = { name, grams:sub(1, 2), zone } end
    list[i] = ("%s:%s:%s\n"):format(name, i == bad and grams:sub(1, 2) .. "," .. grams:sub(3) or grams, zone)
  end
  local words = table.concat(good, " ")
  return {
    program = { "lessons/send-parcels", "parcels.txt" },
    brings = "lessons/stamp",
    files = { ["parcels.txt"] = table.concat(list) },
    complaint = "`./send-parcels parcels.txt` says that one of four parcels has failed. It says neither which one nor why.",
    suspicion = "c",
    diagnosis = {
      parts = {
        { any = { people[bad] }, ask = "Whose parcel is it? One of the helpers that the script starts ends with another status." },
        { any = { "comma*", "weight", "grams", "decimal*", "not a number", "not a whole number", "fraction*" }, ask = "And what is wrong with what this helper is given? Compare its arguments with those of the others." },
      },
      answer = ("The parcel of %s: its weight has a comma in it, and ./stamp ends with 2."):format(people[bad]),
      vague = { "the parcel of " .. people[bad], "a comma" },
      wrong = {
        { answer = people[bad - 1], say = "That helper ended with 0. Mind the numbers of the processes." },
        { answer = { "permission*", "not found" }, say = "The helper was started: its execve returned 0. It didn't like what it got." },
      },
      explain = "execve shows what a program is given, word for word, and the end of the same process what came of it. (Lesson 10 was of this kind.)",
    },
    task = {
      text = ("Prove it: let the helper ./stamp run to its end, by hand, for the parcel of %s, and let it be content (of the grams keep what stands before the comma)."):format(people[bad]),
      start = { "run ./stamp" },
      check = function(t)
        if t.state ~= "ended" or not started(t, "stamp") then return end
        local given = t.calls[1].args.argv
        if given[2] ~= people[bad] then return "that wasn't the parcel in question" end
        return t.exit == 0 or "it refuses this, too"
      end,
      solutions = { { "run ./stamp " .. words, "continue" } },
      wrong = { { "continue", expect = "wasn't the parcel" }, { ("run ./stamp %s 1,5 A"):format(people[bad]), "continue", expect = "refuses" } },
      after = "The helper was right, and so was the script. One line of a list wasn't.",
    },
  }
end

local function log_is_elsewhere()
  local cents, drawer = draw.number(13, 97), draw.number(2, 6)
  local log = ("%s/%s.%s"):format(draw.word(), draw.word(), draw.pick { "txt", "out", "notes" })
  local odd = #("evening count by the machine itself: drawer 1 is %d cents short\n"):format(cents)
  local function is_log(call) return call.name == "write" and tostring(call.args.buf):find("^evening count") ~= nil end
  return {
    program = "lessons/till",
    environment = { "TILL_LOG=" .. log, "TILL_CENTS=" .. cents, "TILL_DRAWER=" .. drawer },
    files = { [log:match("^[^/]+/")] = "" },
    complaint = "`./till` says that it has not closed, and no more. Whoever wrote it says that the reason is in the log. Nobody knows of a log.",
    suspicion = "d",
    diagnosis = {
      parts = {
        { any = { "drawer " .. drawer, "drawer number " .. drawer, "drawer no " .. drawer, tostring(cents), tostring(cents) .. " cents" }, ask = "What is the reason? It writes it down. Look at all that it writes, in full." },
        { any = { log }, ask = "And where does that stand? The whole path of the log." },
      },
      answer = ("Drawer %d is %d cents short; it says so in %s."):format(drawer, cents, log),
      vague = { ("drawer %d is short"):format(drawer), "it is in " .. log },
      wrong = {
        { answer = { "till.lock", "lock*" }, say = "That file only has the number of a process. Sentences go elsewhere." },
        { answer = { "permission*", "not open*", "enoent" }, say = "All its files are opened. What does it write into them?" },
      },
      explain = "Nobody needs to be told of a log: what is logged, is written, and `-y` says where to. (Lesson 11 was of this kind.)",
    },
    task = {
      text = "Prove it: stop the till at the door of the write that tells the reason, before the kernel has got it.",
      check = function(t)
        if t.at and is_log(t.at) and t.at.raw[3] == odd then return true end
        if t.at and is_log(t.at) then return "this line says that a drawer is all right" end
        if t.at and t.at.name == "write" then return "this is written somewhere else" end
        if t.state == "ended" then return "it has ended" end
      end,
      solutions = { { ('catch write if count == %d and has(buf, "evening")'):format(odd), "continue" } },
      wrong = {
        { "continue", expect = "it has ended" },
        { 'catch write if has(buf, "evening")', "continue", expect = drawer == 1 and "" or "is all right" },
        { "until write", expect = "somewhere else" },
      },
      after = "From here it could be kept from ever being written, too.",
    },
  }
end

local function port_is_wrong()
  local host, app, visitor = place(), place(), place()
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

-- Two shops, and one of the visits takes long: because of the shop, or because of the client.
local function errands(shop_is_slow)
  local host, first, second = place(), 20000 + 2 * draw.number(0, 4000), 20001 + 2 * draw.number(0, 4000)
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

local function loop_computes()
  local names = { "soak", "crack", "grind", "bolt" }
  local hot = draw.pick(names)
  local plan, others = {}, {}
  for i, name in ipairs(names) do
    plan[i] = name == hot and draw.number(35, 45) or 1
    if name ~= hot then others[#others + 1] = name end
  end
  return {
    program = { "lessons/mill", "400" },
    environment = { "MILL_PLAN=" .. table.concat(plan, " ") },
    complaint = "`./mill 400` says that it is at work, and then nothing for minutes. The fan is loud. Its author suspects the disk.",
    suspicion = "b",
    diagnosis = {
      parts = {
        { any = hot, ask = "Which part of it takes the time? Whoever makes no calls can still be looked at." },
        { any = { "comput*", "calculat*", "cpu", "processor", "busy", "loop*", "user", "no call*", "running", "runs", "rounds", "works" }, ask = "And what does it do there: wait for something, or compute?" },
      },
      answer = ("It computes, in the function %s, and makes no calls."):format(hot),
      vague = { "it is " .. hot, "it computes" },
      wrong = {
        { answer = others, say = "That one was seen now and then. Which one is far above the others?" },
        { answer = { "disk", "file*", "network", "waiting" }, say = "For that it would have to ask the kernel. How many calls does it make while it works?" },
      },
      explain = "An empty trace is a finding: then one takes samples. (Lesson 16 was of this kind.)",
    },
    task = {
      program = { "lessons/mill", "1", "tell" },
      text = ("Prove it: with one sack (it tells its rounds at the end), let %s do a single round, and all else as ever."):format(hot),
      check = function(t)
        if t.state ~= "ended" or not started(t, "mill") then return end
        local made = { t.output:match("mill: (%d+) (%d+) (%d+) (%d+) rounds") }
        if #made == 0 then return "it has ended without a word" end
        for i, name in ipairs(names) do
          if name ~= hot and tonumber(made[i]) ~= plan[i] * 1000000 then return name .. " had other rounds than ever" end
          if name == hot and tonumber(made[i]) ~= 1 then return "it has worked as ever" end
        end
        return true
      end,
      solutions = { { "break " .. hot, "continue", "set rdi 1", "continue" } },
      wrong = {
        { "continue", expect = "as ever" },
        { "break " .. others[1], "continue", "set rdi 7", "continue", expect = "other rounds" },
        { "kill", expect = "without a word" },
      },
      after = "The disk was never asked for anything.",
    },
  }
end

local function writes_are_tiny()
  local parcels, log = draw.number(34, 50), draw.word() .. ".log"
  local writes, bytes = 3 * parcels, 18 * parcels
  local function run(count) return ("run ./parcel-log %d %s"):format(count, log) end
  return {
    program = { "lessons/parcel-log", tostring(parcels), log },
    files = { ["parcel-log.conf"] = "buffer = 0\n" },
    complaint = ([[`./parcel-log %d %s` logs the parcels of a quiet day. On a slow disk that takes longer than it takes to carry
      them, and on a quick one nobody notices.]]):format(parcels, log),
    suspicion = "b",
    diagnosis = {
      parts = {
        { any = { "small*", "tiny", "little", "pieces", "piece", "many write*", "too many", "each word", "every word", "word by word", "unbuffered", "not buffered", "buffer*", "few bytes", tostring(writes) }, ask = "How does it write its log: in how many calls, and how much at a time?" },
        { any = { "sync*", "o_sync", "disk", "flush*" }, ask = "And why does each of them take its time? Look at how the log is opened." },
      },
      answer = ("It makes %d tiny writes, and O_SYNC lets each wait for the disk."):format(writes),
      vague = { "the writes are tiny", "it waits for the disk" },
      wrong = {
        { answer = { "access", "stop" }, say = "That fails, and may. How much of the time is it?" },
        { answer = { "network", "server" }, say = "It talks to nobody. Which call is made most often?" },
      },
      explain = "A wait that nobody would notice once is a long one, many times over. (Lesson 17 was of this kind.)",
    },
    task = {
      text = ("Prove it: let it write the same log, all %d bytes, in a tenth of its %d writes or less."):format(bytes, writes),
      check = function(t)
        if t.state ~= "ended" or not started(t, "parcel-log") then return end
        local count, sum = 0, 0
        for _, call in ipairs(t.calls) do
          if call.name == "write" and call.raw[1] > 2 and (call.result or 0) > 0 then count, sum = count + 1, sum + call.result end
        end
        if sum ~= bytes then return ("%d bytes were written, not %d"):format(sum, bytes) end
        return count <= writes // 10 or ("%d writes are more than a tenth"):format(count)
      end,
      solutions = { { 'run sh -c "echo buffer = 4096 > parcel-log.conf"', "continue", run(parcels), "continue" } },
      wrong = {
        { "continue", expect = "more than a tenth" },
        { 'run sh -c "echo buffer = 4096 > parcel-log.conf"', "continue", run(3), "continue", expect = "bytes were written" },
      },
      after = "The same bytes, and the disk is asked a few times only.",
    },
  }
end

local faults = {
  { "config", config_is_missing }, { "header", header_is_misspelt }, { "argument", argument_is_wrong },
  { "log", log_is_elsewhere }, { "port", port_is_wrong }, { "server", server_is_slow },
  { "client", client_is_slow }, { "loop", loop_computes }, { "writes", writes_are_tiny },
}
local kind, make = table.unpack(draw.pick(faults))
local fault = make()
fault.environment = fault.environment or {}
fault.environment[#fault.environment + 1] = "LC_ALL=C"

lesson {
  title = "What is wrong here?",
  minutes = 15,
  examination = true,
  -- Between them these draw each kind at least once; a test says which draws which.
  seeds = { 1, 2, 3, 5, 9, 12, 13, 17, 19 },
  program = fault.program,
  brings = fault.brings,
  beside = fault.beside,
  ports = fault.ports,
  environment = fault.environment,
  files = fault.files,
}

say [[
  This is the last lesson. It has no hints, and it doesn't say what it is about: nobody will in real life
  either. There is a complaint, a program, and all that you have learnt.
]]

say(fault.complaint)

predict {
  id = "suspicion",
  ask = "Have a first look: a trace, the table of -c, `time`. Which kind of trouble do you suspect?",
  choices = {
    "it waits for somebody else",
    "it takes the time itself",
    "it is told something wrong, or doesn't find what it looks for",
    "it knows what is wrong, and says so where nobody looks",
  },
  answer = { fault.suspicion },
  wrong = {
    { answer = fault.suspicion == "a" and "b" or "a", say = "That would be one way. Let us see what the evidence says." },
    { answer = fault.suspicion == "c" and "d" or "c", say = "A good guess. Look for evidence before you believe it." },
  },
}

load(fault.program)

diagnose {
  id = "cause-" .. kind,
  ask = "What is the cause, and what is the evidence? Name both: the file, port, process, function or number that it hangs on.",
  parts = fault.diagnosis.parts,
  answer = fault.diagnosis.answer,
  vague = fault.diagnosis.vague,
  wrong = fault.diagnosis.wrong,
  explain = fault.diagnosis.explain,
}

task {
  id = "proof-" .. kind,
  program = fault.task.program or fault.program,
  text = fault.task.text,
  start = fault.task.start,
  check = fault.task.check,
  solutions = fault.task.solutions,
  wrong = fault.task.wrong,
  after = fault.task.after,
}

epilogue [[
  You have looked at a program that you didn't write, you have said what is wrong, and you have proved it. That is all there is to
  it. On other machines it will be `strace`, `ss`, `lsof`, `perf` and `tcpdump`, and the calls will be the same. `lesson
  graduation` draws another mystery. There are more kinds than one.
]]
