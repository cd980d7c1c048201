-- Lesson 14: another program's method, read from its calls alone. killall is asked to send signal 0,
-- which harms nobody. The jobs that it looks for run beside the lesson; their names are drawn.

local kind = draw.pick { "job", "task", "run", "batch" }
-- A process keeps 15 bytes of its name.
local function short_word()
  local word = draw.word()
  return #word <= 9 and word or word:sub(1, 9)
end
local wanted, other = short_word() .. "-" .. kind, short_word() .. "-" .. kind .. "s"
local folder = draw.word()

lesson {
  title = "How does killall find its victims?",
  minutes = 10,
  program = { "killall", "-0", wanted },
  needs = "killall",
  beside = { "lessons/night-jobs", wanted, folder, other },
  environment = { "LC_ALL=C" },
  files = { [folder .. "/list"] = "1\n" },
}

-- Older ones send by the process's number, newer ones by a descriptor of its directory in /proc.
local function has_sent(t) return t:find("kill") or t:find("pidfd_send_signal") end

say(([[
  `killall %s` ends all processes of that name. But no call for that takes a name: to the kernel a
  process is a number. So killall has a way from names to processes. Its authors have written it down in C. You
  need not read that: what it asks the kernel is enough.
]]):format(wanted))

predict {
  id = "where-from",
  ask = "How will it come from a name to a process?",
  choices = {
    "it asks the kernel by a call that takes a name",
    "it reads files in /proc, as other programs read other files",
    "it starts ps and reads what that prints",
  },
  answer = "b",
  wrong = {
    { answer = "a", say = "There is no such call: to the kernel a process is a number." },
    { answer = "c", say = "It could. Then there would be a clone and an execve, and there are none." },
  },
}

load { "killall", "-0", wanted }

say [[
  Signal 0 is no signal: the kernel only looks whether one could be sent. So nobody comes to harm, and killall
  takes the very same way. First its last step alone:
]]

run(("trace -e kill,pidfd_send_signal killall -0 %s"):format(wanted))

say(([[
  There it is, found and signalled: an older killall does it with kill and the number, a newer one with
  pidfd_send_signal and a descriptor. Now the way to it:
  `trace -e getdents64,openat,read,kill,pidfd_send_signal killall -0 %s`. It is long, since killall looks at every
  process of the machine; but what it does with the first of them, it does with all.
]]):format(wanted))

quiz {
  id = "which-list",
  ask = "Which directory does it list (getdents64), to learn which processes there are?",
  answer = { "/proc", "proc", "/proc/" },
  wrong = {
    { answer = { "/proc/1", "/proc/2" }, say = "That is the directory of one process. Which one does it list before?" },
    { answer = "/", say = "One level further down." },
  },
}

quiz {
  id = "which-file",
  ask = "And in which file of each process does it read the name?",
  answer = { "stat", "/proc/N/stat", "/proc/PID/stat", "/proc/*/stat", "/proc/1/stat" },
  wrong = {
    { answer = "cmdline", say = "That one it reads only of some: when the name is as long as can be, 15 bytes, and may have been cut. What does it read of all?" },
    { answer = "status", say = "It would find the name there, too. But look which one it opens." },
    { answer = "comm", say = "It would find the name there, too. But look which one it opens." },
    { answer = "exe", say = "That is a link to the program's file. Look at the openat lines." },
  },
  explain = [[The first word is the number, the second, in parentheses, the name: that is all it takes. `ps`, `top`, `pidof` and
    `pgrep` go the same way. There is no other: /proc is how Linux tells of processes.]],
}

task {
  id = "invisible",
  program = { "killall", "-0", wanted },
  text = [[Make the job invisible: killall shall run to its end and find nobody of that name, though the job is there.
    Change neither the job nor killall's file, only what killall hears from the kernel.]],
  check = function(t)
    if has_sent(t) then return "killall has found the job, and has sent its signal" end
    if t.state ~= "ended" then return end
    if t.exit == nil then return "killall was ended, it has not come to its end by itself" end
    if t.exit == 0 then return "killall is content: it has found somebody" end
    if not t:find("getdents64") then return "killall has ended before it could look for anybody" end
    return true
  end,
  hints = {
    "It knows of processes only what it reads. What if one of these calls fails, or brings nothing?",
    "`inject CALL error=…` lets a call fail, `inject CALL retval=0` lets it bring nothing. Reading a directory that has come to its end brings 0.",
    "`inject getdents64 retval=0`, and `continue`.",
  },
  solutions = {
    { "inject getdents64 retval=0", "continue" },
    { "catch getdents64 if ret > 0", "continue", "set rax 0", "continue" },
  },
  wrong = {
    { "continue", expect = "has sent its signal" },
    { "inject kill,pidfd_send_signal error=ESRCH", "continue", expect = "has sent its signal" },
    { "kill", expect = "was ended" },
    { "inject openat error=EACCES", "continue", expect = "before it could look" },
  },
  after = [[No process found, it thinks, and yet the job is there. Programs that hide others from you do just this: they
    change what the kernel's answers say. That is why one does not trust a broken-into machine's own `ps`.]],
}

quiz {
  id = "a-moment-later",
  ask = [[A killall that uses kill first reads the name, and a moment later calls kill with the number. If the process ends
    in between, and its number is given to a new one: who gets the signal?]],
  choices = {
    "nobody: the kernel sees that the name is another one",
    "the new process, whatever it is",
    "both of them",
  },
  answer = "b",
  wrong = {
    { answer = "a", say = "The kernel never hears of the name: kill is given a number and no more." },
    { answer = "c", say = "The old one is gone. A number means one process at a time." },
  },
  explain = [[It is rare, since numbers are given out in turn, but it is no theory on a machine that starts thousands of
    processes. So newer ones keep the directory /proc/N open, look at the stat in it, and send by that very
    descriptor: pidfd_send_signal reaches this process or nobody. (pidfd_open makes such a descriptor, too.)]],
}

epilogue [[
  Reading a method from the calls alone works for any program: what does the package manager look at before it
  asks? Where does a desktop find its settings? Filter first for the call that does the deed (here the signal), then
  widen the view to what comes before it. And the names: a process keeps 15 bytes of its own, any program may
  call itself what it likes, and killall ends all of a name. `pgrep -a NAME` shows whom it would be.
]]
