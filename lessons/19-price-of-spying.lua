-- Lesson 19: what a tracer costs. A program that makes calls and hardly anything else is measured
-- on this machine, alone and watched, and walked through the two stops of a call; then stops and
-- switches are counted. At the end the learner takes
-- hold of a busy server for a moment only. How many writes there are, and the job's name, are drawn.

local count = draw.number(300, 900)
local name = draw.word():sub(1, 9) .. "-" .. draw.pick { "job", "task", "run" }
local folder = draw.word()
local files = {}
for _ = 1, 3 do files[folder .. "/" .. draw.word()] = ("%d\n"):format(draw.number(1000, 9999)) end
local most = 40
-- Few enough for some seconds on a machine that is busy.
local measured = "./writes 3000"

lesson {
  title = "What does watching cost?",
  minutes = 12,
  program = { "lessons/writes", tostring(count) },
  beside = { "lessons/night-jobs", name, folder, "spinner" },
  environment = { "LC_ALL=C" },
  files = files,
}

local function is_writes(t)
  local start = t.calls[1]
  return start and tostring(start.args.pathname):find("writes", 1, true) ~= nil
end

say(([[
  You have traced many programs by now, and none of them has complained. Have they noticed? `./writes %d` is a
  program that does nothing but calls: it writes a single byte, as often as it is told, to /dev/null, where nobody
  keeps it. Somebody wants to leave a tracer on a busy server over night, "just in case". What would that cost?
]]):format(count))

predict {
  id = "how-much-slower",
  ask = "Under a tracer that stops at every call, such a program runs slower. How much slower?",
  choices = { "hardly, looking on is free", "two or three times", "dozens of times" },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "Looking on would be free if the program didn't have to stand still for it." },
    { answer = "b", say = "A small call takes less than a microsecond. Think of how long it takes to wake somebody up." },
  },
  explain = "Programs that compute much and call little hardly notice. For this one, let us measure it, on your own machine.",
}

load { "lessons/writes", tostring(count) }

run("price " .. measured)

say(([[
  Each bar is a way to run `%s`. Alone: nobody looks on. Counted: the tracer stops it at every call and writes no
  line. The one below writes all of them, and isn't much longer: so it isn't the lines that cost. Other ways say why they aren't
  open here. A longer run, such as `price ./writes 20000`, costs even more times as much: what is paid once, at the start,
  counts less.

  The rows with the calls are the tracer itself, traced: about seven calls of its own for each that it watched. Twice it waits
  for a stop (wait4), and with ptrace it asks what has stopped and lets it go on. Once it reads the program's memory.
]]):format(measured))

task {
  id = "between-two-stops",
  text = [[A call under a tracer has two stops: one at the kernel's door, before the kernel looks at the call, and one behind
    it, when the result is there. Walk the program into the first of them, at its first write: the call is inside,
    and the kernel hasn't begun with it.]],
  check = function(t)
    if not is_writes(t) then return end
    if t.state == "ended" then return ("it has ended: that were %d stops for its writes alone"):format(2 * t:count("write")) end
    if t.at and t.at.name == "write" and t.moment == "inside" then
      return t:count("write") <= 1 or "this is a later write. Its first one is over"
    end
    if t.at and t.at.name == "write" and t.moment == "before" and t:count("write") == 0 then
      return "it stands before the instruction that calls: here the kernel isn't involved yet, and no tracer of calls stops"
    end
    if t:count("write") > 0 then return "this is behind a write: the second stop" end
  end,
  hints = {
    "`until CALL` runs to the first stop of a call.",
    "`next` stops before the instruction, `enter` goes in, `finish` comes out: that would be the second stop.",
    "`until write`",
  },
  solutions = { { "until write" } },
  wrong = {
    { "continue", expect = "stops for its writes" },
    { "catch write if ret == 1", "continue", expect = "the second stop" },
    { "catch write if ret == 1", "continue", "until write", expect = "a later write" },
  },
  after = [[Here the program stands, and the tracer runs: it asks which call this is, reads the arguments from the program's
    memory, and writes a line. `finish` would go on to the second stop.]],
}

run(("trace --engine ptrace -c -w ./writes %d"):format(count))

quiz {
  id = "how-many-stops",
  ask = "This table was made with two stops for every call. How many stops did the write calls take, all of them together?",
  answer = 2 * count,
  wrong = {
    { answer = count, say = "So many writes there were. Each has a stop before the kernel's work and one behind it." },
    { answer = 4 * count, say = "That is the number of switches between the two processes. A stop has two of them." },
  },
}

quiz {
  id = "how-many-switches",
  ask = [[At each stop the kernel puts the program to sleep and wakes the tracer; then the tracer goes to sleep, and the program
    is woken. How many switches from one process to the other does a single call have, in all?]],
  answer = { 4, "four" },
  wrong = {
    { answer = { 2, "two" }, say = "That is one stop: there, and back. A call has two stops." },
    { answer = { 1, "one" }, say = "Somebody must come back as well. And that twice." },
    { answer = { 8, "eight" }, say = "Two stops, and two switches each." },
  },
  explain = [[A switch costs microseconds, and much more if the processor on which the other one is to run has gone to sleep
    meanwhile. The work of a little write takes a fifth of a microsecond. So the time goes into switching, and not into the
    writing of lines.]],
}

diagnose {
  id = "where-it-goes",
  ask = "A colleague says: \"It is slow because it prints so much. With `-o /dev/null` it would be quick.\" What would you answer? Where does the time go?",
  parts = {
    {
      any = { "stop*", "switch*", "wake*", "waking", "sleep*", "context*", "halt*", "back and forth", "interrupt*" },
      ask = "What happens at every call, whether it is printed or not?",
    },
  },
  answer = "Into the stops: at each call the program stops twice, and each time two processes are switched.",
  wrong = {
    { answer = { "print*", "output", "terminal", "writing lines", "format*" }, say = "Where the calls are only counted, no line is printed, and the bar of `price` is hardly shorter. What is left then?" },
    { answer = { "disk", "memory", "dev/null", "kernel is slow", "the write" }, say = "Alone it is quick, with the same disk and the same kernel. What is added by the tracer?" },
  },
  hints = {
    "The table of -c is made without a single line of a call. It has the same stops.",
    "Think of who must be asleep while the other one works.",
    "Two stops a call, and two switches a stop.",
  },
  explain = [[And into the tracer's own calls, which the rows of `price` count. A filter in the kernel helps: with `-f -e openat`
    the writes don't stop at all. And programs in the kernel (`--engine bpf`, for root) write calls down without stopping
    anybody: a write took less than 1 microsecond more then, instead of 17, on the machine on which this was written.]],
}

local seen_calls
task {
  id = "a-short-look",
  program = "true",
  text = ([[The right way on a busy server: a job called %s runs beside this lesson. Take hold of it, let it make at
    least one openat under your eyes, see which file it is, and let go of it, before it has made more than %d
    calls. It must run on.]]):format(name, most),
  check = function(t)
    local start = t.calls[1]
    if t.state == "ended" then return "this one has ended, and a server may not" end
    if t.state == "empty" then
      if seen_calls == nil then return "you have let go of it, and haven't seen an openat" end
      return seen_calls <= most or ("that were %d calls"):format(seen_calls)
    end
    if t.pid <= 0 or start and start.name == "execve" then return "the program at hand isn't the job: attach to it" end
    local opened = t:find("openat", function(call) return call.finished end)
    -- Nothing is known of it any more once it has been let go.
    seen_calls = opened and #t.calls
    if #t.calls > most then return ("%d calls by now, and each has stopped it twice"):format(#t.calls) end
    return opened and "you have seen it. But it is still in your hands" or "it is in your hands, but you haven't seen an openat come back"
  end,
  hints = {
    "`attach NAME` takes hold of it, and `detach` lets go.",
    "`until openat` goes to the door of the next one, `finish` through it.",
    ("`attach %s`, `until openat`, `finish`, `detach`."):format(name),
  },
  solutions = { { "attach " .. name, "until openat", "finish", "detach" } },
  wrong = {
    { "attach " .. name, "detach", expect = "haven't seen an openat" },
    { "attach " .. name, "until openat", "finish", expect = "still in your hands" },
    { "attach " .. name, "until openat", "finish", "kill", expect = "has ended" },
    { "until openat", expect = "isn't the job" },
  },
  after = "A moment only, and it runs at full speed again. Whoever forgets a tracer there leaves all of its calls dozens of times slower.",
}

epilogue [[
  Never leave a tracer on production. If it must be there, then for seconds, with a filter (`strace -f --seccomp-bpf -e
  trace=openat PROGRAM`), and on one process of many: its clients wait four switches for each of its calls. For longer looks there are
  tools that stop nobody: `perf trace -p PID`, bpftrace, `spyglass trace` as root. And beware of times that were
  taken under a tracer: compare them with one another, never with a watch.
]]
