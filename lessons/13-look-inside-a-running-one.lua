-- Lesson 13: two jobs that run already, one that walks through files and one that makes no calls at
-- all. They run beside the lesson, so that they may be attached to under every ptrace scope but 3.
-- Their names, the folder and the files are drawn.

local kinds = draw.pick({ "job", "task", "run", "batch" }, 2)
-- A process keeps 15 bytes of its name.
local function short_word()
  local word = draw.word()
  return #word <= 9 and word or word:sub(1, 9)
end
local walker, spinner = short_word() .. "-" .. kinds[1], short_word() .. "-" .. kinds[2]
local folder, other = draw.word(), draw.word()
local first, second = table.unpack(draw.pick({ walker, spinner }, 2))

local files = { [other .. "/" .. draw.word()] = "nobody reads this\n" }
for _ = 1, 4 do files[folder .. "/" .. draw.word()] = ("%d\n"):format(draw.number(1000, 9999)) end

lesson {
  title = "It started hours ago: what is it doing?",
  minutes = 12,
  program = "true",
  needs = "true",
  beside = { "lessons/night-jobs", walker, folder, spinner },
  environment = { "LC_ALL=C" },
  files = files,
}

-- Only what was started here has been seen to become what it is.
local function is_attached(t)
  local call = t.calls[1]
  return t.pid > 0 and not (call and call.name == "execve")
end
local function walks(t)
  for _, target in pairs(t.fds) do
    if target:sub(-#folder - 1) == "/" .. folder then return true end
  end
  return false
end

say(([[
  A colleague has started two jobs, %s and %s, and has gone home. Neither prints anything, and the machine's fan is
  loud. May one of them be ended? Nobody wants to start a long job anew only to see what it does.
]]):format(first, second))

predict {
  id = "from-when-on",
  ask = "A tracer can also take hold of a program that runs already. Which of its calls will it show?",
  choices = { "all, from its beginning", "those that it makes from now on", "none, a trace has to begin with execve" },
  answer = { "b" },
  wrong = {
    { answer = "a", say = "Nobody has written down the old ones. They are gone." },
    { answer = "c", say = "It needs no beginning: the kernel reports each call when it is made." },
  },
}

load "true"

say(([[
  (The little program at hand, `true`, is only there so that the prompt has one. It goes when you attach to another.)
  `attach %s` takes hold of that job and stops it, wherever it is. `continue` lets it go on under your eyes (while it
  only sleeps you have the prompt back; `continue` once more), Ctrl-C stops it again, and `detach` lets go of it for good, unharmed. `fds` shows what it has open, `sample 500ms` where it
  is when it makes no calls. Then the other: `attach %s`.
]]):format(first, second))

diagnose {
  id = "who-does-what",
  ask = "One of the two goes through the files of a folder, and one asks the kernel nothing at all. Which folder is it, and which job makes no calls?",
  parts = {
    { any = folder, ask = "And which folder does the other one go through? Attach to it: `fds`, or the openat lines of `continue`." },
    { any = spinner, ask = "And which of the two jobs makes no calls? Say its name." },
  },
  answer = ("One walks through %s; %s makes no calls."):format(folder, spinner),
  vague = { "it is the folder " .. folder, spinner .. " makes no calls" },
  wrong = {
    { answer = { walker .. " makes no call*", walker .. " is silent", walker .. " spins", walker .. " comput*" }, say = "Attach to it and `continue`: calls come, a few for each file." },
    { answer = other, say = "That folder is there, but nobody has it open. Look at `fds` of the job that makes calls." },
  },
  hints = {
    "Attach to each, and `continue`. From one of them lines come; from the other not a single one.",
    "`fds` of the one that makes calls lists a directory. That is the folder.",
    ("The folder is %s, and the silent one is %s."):format(folder, spinner),
  },
  explain = [[No lines at all is not no news: a program that waits would show the call that it waits in. Without any, it
    computes, and `sample` names the function: spin. That is where the noise of the fan comes from.]],
}

task {
  id = "next-file",
  program = "true",
  text = ([[Take hold of the job that goes through %s, and stop it right at the door of the openat for one of its
    files: it says which one, and the kernel hasn't been asked yet.]]):format(folder),
  check = function(t)
    if t.state == "empty" then return "nobody is held now: attach to the job first" end
    if t.state == "ended" then return "this one has ended. The jobs are still there, if it wasn't one of them (else: `retry`)" end
    if not is_attached(t) then return "the program at hand was started here. The jobs run already: attach to one" end
    if not walks(t) then return "you are attached, but this one doesn't go through files" end
    local path = t.at and t.at.name == "openat" and tostring(t.at.args.pathname)
    if path and path:sub(1, #folder + 1) == folder .. "/" then return true end
    return "this is the right one, but it isn't at the door of an openat"
  end,
  hints = {
    "`attach NAME` stops it somewhere, most likely in a short sleep. From there it can be led like any other program.",
    "`until CALL` runs to the door of a call.",
    ("`attach %s`, and `until openat`."):format(walker),
  },
  solutions = {
    { "attach " .. walker, "until openat" },
    { "attach " .. walker, ('catch openat if has(pathname, "%s/")'):format(folder), "continue" },
  },
  wrong = {
    { "attach " .. walker, expect = "isn't at the door" },
    { "attach " .. spinner, expect = "doesn't go through files" },
    { "attach " .. walker, "until close", expect = "isn't at the door" },
    { "attach " .. walker, "detach", expect = "nobody is held" },
    { "attach " .. walker, "kill", expect = "has ended" },
    { "until exit_group", expect = "was started here" },
  },
  after = "A glance at `fds`, and you know how far it has come. Then `detach`: it opens this file, and never learns that you were there.",
}

run "detach"

quiz {
  id = "who-may",
  ask = [[On many desktops /proc/sys/kernel/yama/ptrace_scope says 1. `run cat /proc/sys/kernel/yama/ptrace_scope` and
    `continue` tell what yours says, if it has this file. To whom may you attach there, without root?]],
  choices = {
    "to all processes of the machine",
    "to all processes of my own",
    "only to processes that I have started from the tracer itself, and to their children",
  },
  answer = { "c" },
  wrong = {
    { answer = "a", say = "Never: what belongs to others is for root alone, and so are programs that run with more rights than yours." },
    { answer = "b", say = "That is 0, or a kernel without Yama. 1 is stricter." },
  },
  explain = [[The jobs of this lesson were started by spyglass, so it works with 0 and with 1. With 2 only root may attach
    (CAP_SYS_PTRACE), and with 3 nobody. A program may also allow it by itself (prctl with PR_SET_PTRACER), or forbid it
    to all but root (PR_SET_DUMPABLE). One process has one tracer at a time, too.]],
}

epilogue [[
  "What is it doing right now?" is the most frequent question of all about a running service. `strace -p PID` shows its
  calls from now on (with -f for all of its threads), `lsof -p PID` or `ls -l /proc/PID/fd` what it has open, and neither
  harms it. If strace stays silent after a first unfinished line, it waits there; if there is no line at all, it computes:
  `top` confirms it, and `perf top -p PID` names the function. On a server under load, attach for seconds only: each
  call costs two stops.
]]
