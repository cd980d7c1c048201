-- Lesson 16: a program that works all the time and asks the kernel nothing. A trace shows no calls,
-- and that is the finding; samples of where it is name the function. Which of four functions has the
-- work is drawn.

local functions = { "soak", "crack", "grind", "bolt" }
local hot = draw.pick(functions)
local plan = {}
for i, name in ipairs(functions) do
  -- In millions of rounds a sack: the hot one has ten times as many as all others together.
  plan[i] = name == hot and draw.number(35, 45) or 1
end
local others = {}
for _, name in ipairs(functions) do
  if name ~= hot then others[#others + 1] = name end
end
-- One sack is done in a moment, so many sacks keep it busy for longer than a person looks.
local many = 400

lesson {
  title = "A loud fan and an empty trace: what is it doing?",
  minutes = 12,
  program = { "lessons/mill", tostring(many) },
  environment = { "LC_ALL=C", "MILL_PLAN=" .. table.concat(plan, " ") },
}

local function says(text)
  return function(call) return call.name == "write" and tostring(call.args.buf):find(text, 1, true) ~= nil end
end

say(([[
  A mill makes flour out of %d sacks, and while it does the fan of the machine is loud and everything else is slow.
  Whoever wrote it says that the disk must be to blame. You know by now how to find out what a program does:
  by its calls.
]]):format(many))

predict {
  id = "how-many-lines",
  ask = [[The mill prints one line when it begins to work and one when it has done. How many system calls will a
    trace show between these two, while it works at full speed?]],
  choices = { "thousands, it is busy after all", "a few, to ask for memory and for the time", "none" },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "Busy with what? The kernel is only needed for what a program can't do alone." },
    { answer = "b", say = "Let us see whether it needs anything at all." },
  },
}

load { "lessons/mill", tostring(many) }

run "trace ./mill 1"

say [[
  This was one sack alone. After the loader's lines come two writes, and between them: nothing. To add, to
  compare, to walk through memory, a program needs nobody. So an empty trace is a finding, too: what takes the
  time happens in the program's own code.
]]

say(([[
  Here are the %d sacks. Type `sample 1s`: the mill runs for a second, and a hundred times in this second somebody
  looks which instruction it is at. Then `time`: this is what a program looks like that works.
]]):format(many))

quiz {
  id = "user-or-system",
  ask = "Of the time that a processor spent for the mill, which kind is nearly all?",
  choices = { "user", "system", "elapsed" },
  answer = { "a", "user time", "user" },
  wrong = {
    { answer = "b", say = "system is time in the kernel, on its behalf. But it never asks the kernel for anything." },
    { answer = "c", say = "elapsed is what the clock on the wall says, whoever works. Look at the other two." },
  },
  explain = [[On a machine with nothing else to do, user is nearly as much as elapsed, and the share nearly 100 %. If
    yours says much less, or that it does both, other programs want the processor as well: the mill is ready then, and has to stand in
    line. That is another wait than the one of a call, and `waits` does not list it.]],
}

diagnose {
  id = "which-function",
  ask = [[Which of its functions is to blame, and what does it do there: does it wait for something, or compute? (`sample`
    as often and as long as you like.)]],
  parts = {
    { any = hot, ask = "Which function is it? The table of `sample` has one that is far above the others." },
    {
      any = { "comput*", "work*", "calculat*", "cpu", "processor", "busy", "loop*", "user", "running", "runs", "spin*", "not wait*", "no call*", "rounds" },
      ask = "And what does it do there? The first line of `sample` says how often it was found running, and how often waiting.",
    },
  },
  answer = ("It is the function %s, which computes all the time."):format(hot),
  vague = { "it is " .. hot, "it computes" },
  wrong = {
    { answer = others, say = "That one was seen now and then. Which function was seen most often?" },
    { answer = { "main" }, say = "main calls the others, and has hardly any work of its own. In which of those was it seen?" },
    { answer = { "disk", "i/o", "io", "file" }, say = "To reach a disk takes a system call, and the trace has none." },
    { answer = { "write", "say" }, say = "It writes two lines, at the beginning and at the end. And in between?" },
    { answer = { "waits", "waiting", "it sleeps" }, say = "A program that waits sits in a call. `sample` counts how often that was so." },
  },
  hints = {
    "A thing that takes most of the time is most likely what you see when you look at a random moment. Look often, and count.",
    "`sample 1s` prints a table: share, count, function. The first row is the one.",
    ("It is %s, and it computes."):format(hot),
  },
  explain = ([[The share of the samples is the share of the time: nine of ten looks found it in %s. This is all that a
    profiler does. It needs no change of the program, and hardly disturbs it.]]):format(hot),
}

quiz {
  id = "one-look",
  ask = [[You look three times only, with `interrupt` for instance, and find it in the same function each time. There are
    four functions. What do you know?]],
  choices = {
    "that it is always there",
    "that it is probably there for most of the time",
    "nothing, three looks are too few for any guess",
  },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "It may be elsewhere between your looks. `sample` has seen other functions, too." },
    { answer = "c", say = "If all four had the same share, three looks at the same one would be a rare chance: 1 in 16." },
  },
  explain = [[With equal shares this would happen once in 16 times. Three looks are a good guess, a hundred are a number.
    Where there is no profiler, people press Ctrl-C in a debugger a few times, and are seldom wrong.]],
}

task {
  id = "without-it",
  program = { "lessons/mill", "1", "tell" },
  text = ([[The proof: take the suspect away. Here is one sack. %s gets its number of rounds as its first argument, %d
    million. Let it do only one round, and let the mill run to its end, with everything else as it was. (Because of `tell` it
    says at the end how many rounds of each kind there were.)]]):format(hot, math.max(table.unpack(plan))),
  check = function(t)
    local start = t.calls[1]
    -- Looking around with another program is no try.
    if t.state ~= "ended" or not start or not tostring(start.args.pathname):find("mill", 1, true) then return end
    if not t:find("write", says("at work")) then return "it has ended before it began to work" end
    local made = { t.output:match("mill: (%d+) (%d+) (%d+) (%d+) rounds") }
    if #made == 0 then return "it has ended without a word: the flour isn't done" end
    local changed
    for i, name in ipairs(functions) do
      made[i] = tonumber(made[i])
      if name == hot and made[i] ~= plan[i] * 1000000 then changed = made[i] end
      if name ~= hot and made[i] ~= plan[i] * 1000000 then
        return ("the rounds of %s were %d, not %d million as ever. Only %s was to have fewer"):format(name, made[i], plan[i], hot)
      end
    end
    if not changed then return ("the usual flour: %s has worked as ever"):format(hot) end
    return changed == 1 or ("the rounds of %s were %d. One would do"):format(hot, changed)
  end,
  hints = {
    "Stop where the function begins: `break NAME`. `continue` goes there.",
    "At the first instruction of a function its arguments are in registers, as for a call: the first one is in rdi.",
    ("`break %s`, `continue`, `set rdi 1`, `continue`."):format(hot),
  },
  solutions = {
    { "break " .. hot, "continue", "set rdi 1", "continue" },
    { ("tbreak %s"):format(hot), "continue", "set rdi 0x1", "continue" },
  },
  wrong = {
    { "continue", expect = "as ever" },
    { "break " .. others[1], "continue", "set rdi 1", "continue", expect = "was to have fewer" },
    { "break " .. hot, "continue", "set rdi 2", "continue", expect = "One would do" },
    { "break " .. hot, "continue", "kill", expect = "isn't done" },
    { "kill", expect = "before it began" },
  },
  after = ([[Without the rounds of %s a sack is done in less than a tenth of its time. (It isn't the same flour, of course: this was an
    experiment, and not a repair.)]]):format(hot),
}

epilogue [[
  Loops that go over everything again for each element, regular expressions that try all ways, a spinning wait for
  something that never comes: this is the other great kind of slowness, and
  no tracer of calls sees it. `top`
  shows 100 %, `strace -c -p PID` counts next to nothing, and these two together are the diagnosis. `perf top -p PID`
  or `perf record -g -p PID` name the function; where perf isn't allowed, `gdb -p PID -batch -ex bt` a few times does. What
  helps is another algorithm, less often another language, and never a faster disk.
]]
