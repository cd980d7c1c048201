-- Lesson 15: a program that is slow and doesn't compute. It asks four offices, and one of them lets it
-- wait. Which one, its place in the list and how long it takes are drawn. The red herring is a
-- catalogue that is read in dozens of tiny pieces: most calls, and hardly any time.

local offices = { draw.word(), draw.word(), draw.word(), draw.word() }
local place = draw.number(2, 3)
local slow, quick, last = offices[place], offices[1], offices[4]
-- A hundred things take a person's patience; the few of the tasks take a third of a second or so.
local few, many = draw.number(3, 4), 100
local delay = draw.number(70, 90)
local lines = draw.number(34, 46)

local beside = { "lessons/offices" }
for _, name in ipairs(offices) do beside[#beside + 1] = name .. ":" .. (name == slow and delay or 0) end

local function clerk(things) return { "lessons/clerk", tostring(things), table.unpack(offices) } end
local function command(things) return ("./clerk %d %s"):format(things, table.concat(offices, " ")) end

lesson {
  title = "Slow on an idle machine: what is it waiting for?",
  minutes = 15,
  program = clerk(many),
  beside = beside,
  environment = { "LC_ALL=C" },
  files = { catalogue = ("pencil, paper, ink\n"):rep(lines) },
  mentions = { "waits in", "time PROGRAM" },
  notes = [[Forty minutes with everybody at a keyboard. Give learners their own seeds (`--learner`),
    and present with another, so that nobody can copy an answer. Collect guesses before the first
    `time`: most rooms bet on the processor, or on the catalogue with its many small reads. The point
    to make: the number of calls is no measure of time.]],
}

local function to(office)
  local path = ('"%s.sock"'):format(office)
  return function(call) return call.name == "connect" and call.text:find(path, 1, true) ~= nil end
end

-- Looking around with another program is no try.
local function is_clerk(t)
  local start = t.calls[1]
  return start and tostring(start.args.pathname):find("clerk", 1, true) ~= nil
end

-- Whom it is connected with: the last office that connect has reached.
local function partner(t)
  local found
  for _, call in ipairs(t.calls) do
    for _, office in ipairs(offices) do
      if to(office)(call) and call.finished and not call.error then found = office end
    end
  end
  return found
end

say(([[
  A clerk asks four offices whether all is well with an order: first %s, then %s, %s and %s. For an order of
  one or two things it is done at once. For one of %d things it takes many seconds, every day, and somebody has
  asked for a faster machine. Before it is bought, you may have a look.
]]):format(offices[1], offices[2], offices[3], offices[4], many))

predict {
  id = "waits-or-works",
  ask = [[Slow programs are of two kinds: those that work, and those that wait. A faster processor helps only one
    of them. With which two numbers do you tell them apart?]],
  choices = {
    "how many calls it makes, and how many fail",
    "how long it took on the clock, and how long a processor worked for it",
    "how much memory it has, and how much is free",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "A million calls may be over in a second, and a single one may last a minute." },
    { answer = "c", say = "Lack of memory makes programs slow, too. But first: does it work at all in this time?" },
  },
}

load(clerk(many))

say [[
  Type `continue`. Some lines come, and then it stands still, for seconds. (After a moment without news you have
  the prompt back, while the program is where it is.) Now type `time`.
]]

quiz {
  id = "which-kind",
  ask = "elapsed is what the clock says; user and system are what a processor did for it. What does the clerk do?",
  choices = { "it works", "it waits", "both, about as much" },
  -- Not "waits": that is a command, and `time` has just said to type it.
  answer = { "b", "waiting", "wait", "idle", "sleeps", "sleeping" },
  wrong = {
    { answer = "a", say = "Then user and system together would be nearly as much as elapsed. How much are they?" },
    { answer = "c", say = "It does work a little, as everybody does. But where did most of the time go? Compare user and system with elapsed." },
  },
  explain = [[user and system are next to nothing. For nearly all of the time no processor did anything for the clerk:
    a faster one would do this nothing faster. Whoever waits, waits inside of a system call. So a trace will show it.]],
}

run("trace -c -w " .. command(few))

quiz {
  id = "where-is-the-time",
  ask = ([[This was a short order of %d things, with all calls counted (`-c`), by their time on the clock (`-w`). In
    which call did most of the time go?]]):format(few),
  answer = { "recvfrom" },
  wrong = {
    { answer = "read", say = "It is made far more often than any other. But look at the column of seconds: dozens of quick calls are still quick." },
    { answer = "connect", say = "To be connected takes next to no time here. Look at the column of seconds." },
    { answer = "execve", say = "That starts the program. Look at the column of seconds once more." },
  },
  explain = [[Many calls draw attention: the catalogue is read 16 bytes at a time, which isn't well done. But whoever
    mends that gains a few milliseconds at best. Look at time first, at counts second.]],
}

say [[
  recvfrom takes what has arrived at a socket. If nothing has, the kernel lets the program sleep until something
  does. There are four such calls, and `-c` adds them up. Which one is it? `continue` until it stands still (after
  `run`, if it is over), and then ask: `waits` shows the call that isn't back, and `kstack` the kernel's side of it.
  With whom the clerk is connected, the last connect above has told.
]]

diagnose {
  id = "what-is-it-waiting-for",
  ask = "What is the clerk waiting for, and who lets it wait? Say it in a sentence.",
  parts = {
    { any = { slow, slow .. ".sock" }, ask = "For which office? The connect before the long recvfrom names its socket." },
    {
      any = { "answer*", "repl*", "respon*", "receiv*", "recv*", "wait*", "hear*", "server", "slow*", "data", "message", "letter" },
      ask = "And what is it that it wants from there? Think of what recvfrom does.",
    },
  },
  answer = ("It waits for the answer of %s."):format(slow),
  vague = { "for an answer", slow },
  wrong = {
    { answer = { quick, last }, say = "That one answers at once. In a trace with `-T -e connect,recvfrom` each line ends with the time that the call took." },
    { answer = { "catalogue", "disk", "file", "read*" }, say = "The catalogue is read in many calls, but all of them together are quick. In which call is it while it stands still?" },
    { answer = { "cpu", "processor", "computing", "memory" }, say = "`time` says that it hardly computes. So it sleeps in a call. In which?" },
    { answer = { "network", "internet", "dns" }, say = "These are Unix sockets: no byte leaves the machine. Who sits at the other end?" },
  },
  hints = {
    ("A trace with the time of each call: `trace -T -e connect,recvfrom %s`. One recvfrom ends with another number than the rest."):format(command(few)),
    "Before each recvfrom stands the connect that belongs to it, with the name of a socket.",
    ("It is %s, which lets it wait for the answer."):format(slow),
  },
  explain = ([[The clerk has asked, and %s takes its time to answer. That is why a faster machine would not help the
    clerk: it's the office that must be looked at.]]):format(slow),
}

say(([[
  If you like, watch the kernel's side of it: `run %s`, `continue`, and when it stands still, `kstack`. `the call`
  is read from /proc/PID/syscall, and `waits in` from /proc/PID/wchan, a function of the kernel in which the program
  sleeps (some kernels keep it to themselves, and then the line is missing). The whole list of functions,
  /proc/PID/stack, is for root alone; you don't need it here.
  Afterwards `retry` brings you back to the beginning of the next task, which is this one:
]]):format(command(many)))

task {
  id = "at-its-door",
  program = clerk(few),
  text = ([[Bring the clerk to the moment right before the long wait: it has asked %s, it stands at the kernel's
    door with the recvfrom for the answer, and the kernel hasn't begun with it yet.]]):format(slow),
  check = function(t)
    if not is_clerk(t) then return end
    if t.state == "ended" then return "the clerk has ended. The wait is long over" end
    local with = partner(t)
    if t.at and t.at.name == "recvfrom" and with then
      if with == slow then return true end
      return ("this recvfrom is for %s, which answers at once"):format(with)
    end
    if t.last and t.last.name == "recvfrom" and with == slow then
      return ("the answer of %s is there already: the wait is over"):format(slow)
    end
    if with == slow and t.state == "running" then return "it is past the door: it waits already, or the wait is over" end
    if with == slow then return ("it is connected with %s. But it isn't at the recvfrom yet"):format(slow) end
  end,
  hints = {
    "`until recvfrom` goes to the door of the next recvfrom.",
    "The first recvfrom is for the first office, and so on. Each time the line of connect says who it is.",
    ("`until recvfrom`, %d times."):format(place),
  },
  solutions = {
    place == 2 and { "until recvfrom", "until recvfrom" } or { "until recvfrom", "until recvfrom", "until recvfrom" },
    { ('catch connect if has(addr.sun_path, "%s.sock")'):format(slow), "continue", "until recvfrom" },
  },
  wrong = {
    { "continue", expect = "long over" },
    { "until recvfrom", expect = "answers at once" },
    { ('catch connect if ret == 0 and has(addr.sun_path, "%s.sock")'):format(slow), "continue", expect = "isn't at the recvfrom yet" },
    place == 2 and { "catch recvfrom if ret > 0", "continue", "continue", expect = "is there already" }
      or { "catch recvfrom if ret > 0", "continue", "continue", "continue", expect = "is there already" },
  },
  after = [[From here, `finish` takes as long as the office does. Whatever you do in here, you do before it has begun.]],
}

task {
  id = "without-it",
  program = clerk(few),
  text = ([[Now the proof: take the suspect away, and see whether the time goes with it. Let the clerk's connect to %s
    fail, and this one alone, and let it run to its end. It can do without one answer.]]):format(slow),
  check = function(t)
    if t.state ~= "ended" or not is_clerk(t) then return end
    local failed, others = false, 0
    for _, office in ipairs(offices) do
      local call = t:find("connect", to(office))
      if call and call.finished then
        if office == slow then failed = call.error ~= nil
        elseif not call.error then others = others + 1 end
      end
    end
    if not failed and t:find("connect", to(slow)) then
      return others == 3 and ("it was connected with %s as ever, and waited"):format(slow)
        or ("it waited for %s, and another office was left out"):format(slow)
    end
    if not failed then return ("it has ended without asking %s at all"):format(slow) end
    if others < 3 then return "other offices failed as well. Which time is then whose?" end
    return true
  end,
  hints = {
    "`inject` lets calls fail: `inject CALL error=NAME when=NUMBER`. `help inject` says more.",
    "Count the connects: the office's place in the list is the number for when=. ECONNREFUSED is what an absent server looks like.",
    ("`inject connect error=ECONNREFUSED when=%d`, and `continue`."):format(place),
  },
  solutions = {
    { ("inject connect error=ECONNREFUSED when=%d"):format(place), "continue" },
    { ('catch connect if has(addr.sun_path, "%s.sock")'):format(slow), "continue", "set rdi 99", "continue" },
  },
  wrong = {
    { "continue", expect = "as ever, and waited" },
    { "inject connect error=ECONNREFUSED", "continue", expect = "other offices failed" },
    { "inject connect error=ECONNREFUSED when=1", "continue", expect = "another office was left out" },
    { "until connect", "kill", expect = "without asking" },
  },
  after = ([[`%s: no answer`, and the wait is gone, while everything else happened as before. Now it isn't a guess any
    more.]]):format(slow),
}

quiz {
  id = "what-helps",
  ask = "What would have made the clerk faster, if nobody can do anything about that office?",
  choices = {
    "a faster processor",
    "larger reads of the catalogue",
    "to ask all four at the same time, and then wait for all of them",
  },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "It would wait on a faster processor." },
    { answer = "b", say = "A good thing in itself. But look how little time all reads together take." },
  },
  explain = [[Then it takes as long as the slowest office, not as long as all of them together. With one slow office this
    gains little; with four it gains a lot. A time limit (SO_RCVTIMEO, or poll) keeps a program from waiting
    for ever.]],
}

epilogue [[
  Waiting for somebody else is the most common of all reasons for slowness: a database, a name server, a lock, a
  disk. `time PROGRAM` tells waiting from working at once: real far above user + sys. Then `strace -c -w PROGRAM`
  says in which call (without -w it counts only processor time, and misses every wait), `strace -T -yy` on what,
  and `strace -p PID` on a running one shows the unfinished call. `lsof -U -p PID -a` or `ss -xp` name the other end.
  perf samples what computes: of a sleeper it shows nothing.
]]
